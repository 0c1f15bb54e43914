// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/kakao/local_rows.hpp"
#include "haetae/wire/form.hpp"
#include "local_errors.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace haetae::kakao {

/// What the `KA` header of a Kakao SDK says: "sdk/4.4.19 os/javascript lang/ko-KR … origin/…".
struct KaHeader {
  std::string os;
  std::string origin;  ///< decoded
};
[[nodiscard]] KaHeader parse_ka(std::string_view text);

/// The app that calls, by its REST, JavaScript or native key in `Authorization: KakaoAK`, or, for
/// browsers that cannot send it, by the parameter appkey. Then, in this order: the origin of a page
/// that uses the JavaScript key, the caller's address, the app's switch, its quotas.
/// Errors: access_denied, not_authorized, request_throttled.
[[nodiscard]] Located<std::shared_ptr<const accounts::App>> identify_local(
    const LocalParts& parts, const wire::Request& request, const wire::Form& form, LocalCall call);

}  // namespace haetae::kakao
