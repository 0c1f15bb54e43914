// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/ids.hpp"

#include <cstdint>

namespace haetae::accounts {

/// A person, inside Haetae. Never shown to a site: sites see a Subject.
using PersonId = oidc::PersonId;
/// One signed-in browser.
using SessionId = oidc::SessionId;
/// One granted authorization: the id of the code it began with, and of every token after it.
using FamilyId = oidc::FamilyId;
/// An app (a site that signs people in), as Kakao numbers them.
using AppNumber = std::int64_t;
/// What one app sees as the person's number: pairwise (OpenID Core §8.1), 10^9 … 2^53-1.
using Subject = std::int64_t;

}  // namespace haetae::accounts
