// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/kakao/rows.hpp"
#include "haetae/oidc/access_token.hpp"
#include "kapi_errors.hpp"

#include <memory>
#include <optional>

// Who calls kapi, and about whom (spec kakao-login §3.1).

namespace haetae::kakao {

/// Which proof a call takes.
enum class Accepts {
  token,   ///< a person's access token
  admin,   ///< the app's admin key
  either,  ///< the admin key then comes with target_id_type and target_id
};

struct Caller {
  std::shared_ptr<const accounts::App> app;
  /// nullptr: the app's own server, by admin key.
  std::shared_ptr<const oidc::AccessToken> token;
};

/// What a call brings: the parameters of body and query, and who sent them.
struct Call {
  const wire::Request& request;
  wire::Form form;
  Caller caller;
};

/// Access token: `Authorization: Bearer`, otherwise the parameter access_token, since a client of
/// weight sends it so. Admin key: `Authorization: KakaoAK`. Then the addresses and web origins that
/// the app has listed. No store is asked: about 2 µs for a token seen before.
/// Errors: unauthorized; bad_parameter where a token is not readable at all and `tells_malformed`.
[[nodiscard]] Called<Caller> identify(const Parts& parts, const wire::Request& request,
                                      const wire::Form& form, Accepts accepts,
                                      bool tells_malformed = false);

/// The person that a call is about.
struct Target {
  accounts::PersonId person;
  accounts::Subject subject = 0;
};
/// A token's own person, at no cost; or target_id, looked up among the app's people.
/// Errors: bad_parameter, not_linked, internal.
[[nodiscard]] Called<Target> target_of(const Parts& parts, const Call& call);

/// The same with person and link. Errors also: unauthorized for a token whose person or link is
/// gone, restricted for a disabled person.
[[nodiscard]] Called<accounts::Links::Member> member_of(const Parts& parts, const Call& call);

}  // namespace haetae::kakao
