// SPDX-License-Identifier: Apache-2.0
#include "haetae/web/rows.hpp"

#include "account_rows.hpp"
#include "entrance.hpp"

#include <memory>

namespace haetae::web {
namespace {

using wire::Auth;
using wire::Endpoint;
using wire::Lane;
using wire::Method;

struct PageRow {
  Method method;
  std::string_view path;
  std::string_view summary;
  PageHandler handle;
  Lane lane = Lane::session;
};

constexpr PageRow kPages[] = {
    {Method::get, "/sign-in", "Sign-in page", show_sign_in},
    {Method::post, "/sign-in", "Sign in with a password", take_sign_in, Lane::password},
    {Method::post, "/sign-in/cancel", "Back to the site without signing in", cancel_sign_in},
    {Method::get, "/reauth", "Prove anew who you are", show_reauth},
    {Method::post, "/reauth", "Prove anew by password", take_reauth, Lane::password},
    {Method::get, "/sign-up", "Sign-up page", show_sign_up, Lane::sign_up},
    {Method::post, "/sign-up", "Ask for an account", take_sign_up, Lane::sign_up},
    {Method::post, "/sign-up/verify", "Make the account with the mailed code", take_sign_up_code,
     Lane::sign_up},
    {Method::get, "/passkey-offer", "Offer of a passkey", show_passkey_offer},
    {Method::post, "/passkey-offer", "Go on without one", take_passkey_offer},
    {Method::get, "/reset", "Password reset page", show_reset, Lane::sign_up},
    {Method::post, "/reset", "Ask for a reset code", take_reset, Lane::sign_up},
    {Method::post, "/reset/new", "Set a new password with the mailed code", take_reset_code,
     Lane::sign_up},
    {Method::get, "/select-account", "Account chooser", show_select_account},
    {Method::post, "/select-account", "Choose an account", take_select_account},
    {Method::get, "/consent", "Consent page", show_consent},
    {Method::post, "/consent", "Agree or decline", take_consent},
    {Method::get, "/sign-out", "Sign-out page at a site's request", show_sign_out},
    {Method::post, "/sign-out", "Sign out", take_sign_out},
};

/// Whatever no other row answers: a page for people, a line for programs.
wire::Response not_found(Page& page) {
  return page.status(404, "not_found");
}

wire::Handler not_found_handler(const std::shared_ptr<const Parts>& parts) {
  return [page = page_handler(parts, not_found)](const wire::Request& request) {
    const std::string_view accept = request.headers.get("Accept").value_or("");
    if (request.method == Method::get && accept.find("text/html") != std::string_view::npos) {
      return page(request);
    }
    return wire::json_response(404, R"({"error":"not_found"})");
  };
}

}  // namespace

wire::Endpoints web_rows(const Parts& given) {
  const auto parts = std::make_shared<const Parts>(given);
  wire::Endpoints rows;
  for (const PageRow& page : kPages) {
    rows.push_back({.method = page.method,
                    .path = page.path,
                    .summary = page.summary,
                    .handler = page_handler(parts, page.handle),
                    .lane = page.lane});
  }
  rows.push_back({.method = Method::post,
                  .path = "/passkey/options",
                  .summary = "Challenge for a passkey",
                  .handler = json_handler(parts, passkey_options),
                  .lane = Lane::passkey});
  rows.push_back({.method = Method::post,
                  .path = "/passkey/sign-in",
                  .summary = "Sign in with a passkey",
                  .handler = json_handler(parts, passkey_sign_in),
                  .lane = Lane::passkey});
  add_account_rows(rows, parts);
  add_asset_rows(rows, parts);
  if (parts->options.dev) add_outbox_rows(rows, parts);
  for (const Method method : {Method::get, Method::post}) {
    rows.push_back({.method = method,
                    .path = "/*",
                    .summary = "Nothing is here",
                    .handler = not_found_handler(parts)});
  }
  return rows;
}

}  // namespace haetae::web
