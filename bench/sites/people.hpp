// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"
#include "ground.hpp"

#include <vector>

namespace haetae::bench {

/// Everybody who takes part in the measurements, by the site that they live at.
using Crews = std::vector<std::vector<Person>>;

inline constexpr std::size_t kPeople = 48;

/// Makes the app and the people with the commands that operators use; at a site without a server.
[[nodiscard]] Site register_all(const Ground& ground);
/// The same people at one site or at several, signed in, agreed, with a passkey and with tokens.
[[nodiscard]] Crews settle_all(Ground& ground, const Site& app);
/// Somebody who has no account yet.
[[nodiscard]] Person stranger(std::size_t number);

/// A sign-in by passkey of the first of them; throws when it is refused.
void sign_in_by_passkey(const Target& target, const std::vector<Person>& people);
/// A sign-in by password in a browser that was never here; throws when it is refused.
void sign_in_by_password(const Target& target, const Person& person);

}  // namespace haetae::bench
