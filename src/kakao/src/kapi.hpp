// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "caller.hpp"
#include "haetae/wire/json.hpp"
#include "kapi_errors.hpp"

// Handlers of kapi, one per call of spec kakao-login §3.2. They run after the caller is known; the
// value is the body of a 200.

namespace haetae::kakao {

// users.cpp: who somebody is
[[nodiscard]] Called<wire::Json> user_me(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> user_me_v1(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> user_info(const Parts& parts, const Call& call);
/// As text, since clients ask it with every call of their own.
[[nodiscard]] Called<std::string> token_info(const Parts& parts, const Call& call);

// people.cpp: all of the app's people
[[nodiscard]] Called<wire::Json> user_ids(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> app_users(const Parts& parts, const Call& call);

// membership.cpp: how they come, change and go
[[nodiscard]] Called<wire::Json> sign_up_user(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> update_profile(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> log_out_user(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> unlink_user(const Parts& parts, const Call& call);

// consents.cpp: consent items
[[nodiscard]] Called<wire::Json> user_scopes(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> revoke_scopes(const Parts& parts, const Call& call);

// service_terms.cpp
[[nodiscard]] Called<wire::Json> service_terms(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> service_terms_v1(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> revoke_terms(const Parts& parts, const Call& call);
[[nodiscard]] Called<wire::Json> upgrade_terms(const Parts& parts, const Call& call);

// shipping.cpp
[[nodiscard]] Called<wire::Json> shipping_addresses(const Parts& parts, const Call& call);

}  // namespace haetae::kakao
