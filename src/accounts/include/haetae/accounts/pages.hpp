// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/message.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// Where the pages of a flow stand; `?flow=` with the sealed flow follows. Module web serves them.
namespace pages {
inline constexpr std::string_view kSignIn = "/sign-in";
inline constexpr std::string_view kSignUp = "/sign-up";
inline constexpr std::string_view kReauthenticate = "/reauth";
inline constexpr std::string_view kSelectAccount = "/select-account";
inline constexpr std::string_view kConsent = "/consent";
inline constexpr std::string_view kAccount = "/account";
inline constexpr std::string_view kSignOut = "/sign-out";
}  // namespace pages

/// Something that a person must be told on a page, because no site may be redirected to.
struct PageError {
  int status = 400;
  std::string code;    ///< "KOE006"; empty on the standard surface
  std::string reason;  ///< an enumerator's text, "redirect_uri_unregistered": pages translate it
  std::string site;    ///< the app's name, when known
};

/// Port: draws the page. Module web gives it; kakao and api ask for it.
using ErrorPage = std::function<wire::Response(const wire::Request&, const PageError&)>;

}  // namespace haetae::accounts
