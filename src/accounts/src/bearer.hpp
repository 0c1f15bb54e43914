// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/tokens.hpp"

namespace haetae::accounts {

/// Whom a token is about: the person, and who they are at the app.
struct Tokens::Bearer {
  Person person;
  Link link;
};

}  // namespace haetae::accounts
