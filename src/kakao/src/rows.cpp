// SPDX-License-Identifier: Apache-2.0
#include "haetae/kakao/rows.hpp"

#include "answers.hpp"
#include "haetae/oidc/discovery.hpp"
#include "kapi.hpp"
#include "kauth.hpp"
#include "parameter_rows.hpp"

#include <memory>
#include <utility>

namespace haetae::kakao {
namespace {

using wire::Auth;
using wire::Cors;
using wire::Cost;
using wire::Endpoint;
using wire::Lane;
using wire::Method;
using wire::Request;
using wire::Response;
namespace paths = oidc::paths;

using Shared = std::shared_ptr<const Parts>;
using KauthHandler = Response (*)(const Parts&, const Request&);

/// Makes the body of a 200: as a tree, or as text at once.
class KapiHandler {
 public:
  using Tree = Called<wire::Json> (*)(const Parts&, const Call&);
  using Text = Called<std::string> (*)(const Parts&, const Call&);

  constexpr KapiHandler(Tree tree) : tree_(tree) {}
  constexpr KapiHandler(Text text) : text_(text) {}

  [[nodiscard]] Called<std::string> operator()(const Parts& parts, const Call& call) const {
    if (text_ != nullptr) return text_(parts, call);
    const auto tree = tree_(parts, call);
    if (!tree) return base::fail(tree.error());
    return tree->to_text();
  }

 private:
  Tree tree_ = nullptr;
  Text text_ = nullptr;
};

/// One call of kapi.
struct KapiRow {
  std::string_view path;
  std::string_view summary;
  KapiHandler handle;
  Accepts accepts = Accepts::either;
  bool changes = false;  ///< POST alone; whoever only reads may come by GET too
  Cost cost = Cost::blocking;
  ParameterRows parameters = {};
  /// Whether a token that cannot be read at all is told apart from one that is refused.
  bool tells_malformed = false;
};

constexpr KapiRow kKapiRows[] = {
    {"/v2/user/me", "Who the person is", user_me, Accepts::either, false, Cost::blocking,
     kUserParameters},
    {"/v1/user/me", "Who the person is, old fields too", user_me_v1, Accepts::either, false,
     Cost::blocking, kUserParameters},
    {paths::kKakaoUserInfo, "Claims about the person (OpenID Connect)", user_info, Accepts::token},
    {"/v1/user/access_token_info",
     "Whose a token is and how long it lives",
     token_info,
     Accepts::token,
     false,
     Cost::inline_,
     {},
     true},
    {"/v1/user/logout", "End this pair of tokens, or all of a person", log_out_user,
     Accepts::either, true, Cost::blocking, kTargetParameters},
    {"/v1/user/unlink", "Withdraw consent and end all tokens", unlink_user, Accepts::either, true,
     Cost::blocking, kTargetParameters},
    {"/v1/user/signup", "Finish linking a preregistered person", sign_up_user, Accepts::token, true,
     Cost::blocking, kPropertiesParameters},
    {"/v1/user/update_profile", "Set app-defined properties", update_profile, Accepts::either, true,
     Cost::blocking, kPropertiesParameters},
    {"/v1/user/ids", "Numbers of the app's people, by page", user_ids, Accepts::admin, false,
     Cost::blocking, kIdsParameters},
    {"/v2/app/users", "Several people at once", app_users, Accepts::admin, false, Cost::blocking,
     kUsersParameters},
    {"/v2/user/scopes", "Consent items and their state", user_scopes, Accepts::either, false,
     Cost::blocking, kScopesParameters},
    {"/v2/user/revoke/scopes", "Withdraw consent items", revoke_scopes, Accepts::either, true,
     Cost::blocking, kScopesParameters},
    {"/v2/user/service_terms", "Service terms agreed to", service_terms, Accepts::either, false,
     Cost::blocking, kTermsParameters},
    {"/v2/user/revoke/service_terms", "Withdraw service terms", revoke_terms, Accepts::either, true,
     Cost::blocking, kTagsParameters},
    {"/v2/user/upgrade/service_terms", "Agree to service terms", upgrade_terms, Accepts::either,
     true, Cost::blocking, kTagsParameters},
    {"/v1/user/service/terms", "Service terms, old form", service_terms_v1, Accepts::either, false,
     Cost::blocking, kOldTermsParameters},
    {"/v1/user/shipping_address", "Delivery addresses", shipping_addresses, Accepts::either, false,
     Cost::blocking, kShippingParameters},
    // In no document, but a client of weight calls it so.
    {"/v2/user/shipping_address", "Delivery addresses", shipping_addresses, Accepts::either, false,
     Cost::blocking, kShippingParameters},
};

Response answer(const Parts& parts, const KapiRow& row, const Request& request) {
  wire::Form form = request.merged_form();
  auto caller = identify(parts, request, form, row.accepts, row.tells_malformed);
  if (!caller) return kapi_response(caller.error());
  const Call call{request, std::move(form), *std::move(caller)};
  auto body = row.handle(parts, call);
  return body ? text_answer(200, *std::move(body)) : kapi_response(body.error());
}

void add_kapi(wire::Endpoints& rows, const Shared& parts) {
  for (const KapiRow& row : kKapiRows) {
    Endpoint made{.path = row.path, .summary = row.summary};
    made.handler = [parts, &row](const Request& request) { return answer(*parts, row, request); };
    made.auth = row.accepts == Accepts::admin ? Auth::admin_key : Auth::access_token;
    made.cost = row.cost;
    made.lane = row.accepts == Accepts::admin ? Lane::administration : Lane::session;
    made.cors = Cors::any;
    made.parameters.assign(row.parameters.begin(), row.parameters.end());
    for (const Method method : {Method::get, Method::post}) {
      if (row.changes && method == Method::get) continue;
      made.method = method;
      rows.push_back(made);
    }
  }
}

Endpoint kauth_row(const Shared& parts, Method method, std::string_view path,
                   std::string_view summary, KauthHandler handle) {
  return {.method = method,
          .path = path,
          .summary = summary,
          .handler = [parts, handle](const Request& request) { return handle(*parts, request); }};
}

void add_pages(wire::Endpoints& rows, const Shared& parts) {
  for (const Method method : {Method::get, Method::post}) {
    Endpoint authorize =
        kauth_row(parts, method, paths::kKakaoAuthorize, "Start a sign-in", authorize_page);
    authorize.parameters.assign(kAuthorizeParameters.begin(), kAuthorizeParameters.end());
    rows.push_back(std::move(authorize));
  }
  Endpoint logout = kauth_row(parts, Method::get, paths::kKakaoLogout,
                              "Sign out of the site and, if wanted, of the account", logout_page);
  logout.parameters.assign(kLogoutParameters.begin(), kLogoutParameters.end());
  rows.push_back(std::move(logout));
  Endpoint done = kauth_row(parts, Method::get, accounts::Authorizations::kHandedOverPage,
                            "Where a popup closes itself", popup_done);
  done.cost = Cost::inline_;
  rows.push_back(std::move(done));
}

void add_tokens(wire::Endpoints& rows, const Shared& parts) {
  const auto add = [&](Endpoint row, Cost cost, ParameterRows parameters) {
    row.cost = cost;
    row.cors = Cors::any;
    row.parameters.assign(parameters.begin(), parameters.end());
    rows.push_back(std::move(row));
  };
  Endpoint token = kauth_row(parts, Method::post, paths::kKakaoToken,
                             "Exchange a code or refresh token", exchange_token);
  token.auth = Auth::client;
  add(std::move(token), Cost::blocking, kTokenParameters);
  add(kauth_row(parts, Method::get, paths::kKakaoToken, "Says that POST is needed", refuse_get),
      Cost::inline_, {});
  for (const Method method : {Method::get, Method::post}) {
    add(kauth_row(parts, method, paths::kKakaoTokenInfo, "What an ID token says", id_token_info),
        Cost::inline_, kTokenInfoParameters);
  }
  Endpoint keys =
      kauth_row(parts, Method::get, paths::kKakaoKeys, "Public keys (RFC 7517)", key_set);
  keys.compress = true;
  add(std::move(keys), Cost::inline_, {});
  add(kauth_row(parts, Method::post, "/api/agt", "A ticket that SDKs carry to authorize", make_agt),
      Cost::inline_, kAgtParameters);
  add(kauth_row(parts, Method::get, "/apiweb/code.json", "The outcome of a popup, once",
                popup_outcome),
      Cost::blocking, kPopupParameters);
  add(kauth_row(parts, Method::post, "/oauth/authorize/prepare",
                "A transaction number that SDKs carry to authorize", prepare_authorize),
      Cost::inline_, kPrepareParameters);
}

/// The document never changes while the server runs: one text for all answers.
void add_discovery(wire::Endpoints& rows, const Parts& parts) {
  const auto text = std::make_shared<const std::string>(
      oidc::discovery_document(parts.tokens.options().issuer, parts.resource_origin,
                               oidc::Surface::kakao)
          .to_text());
  const auto handler = [text](const Request&) {
    Response response = wire::json_response(200, "");
    response.shared_body = text;
    response.headers.set("Cache-Control", "public, max-age=3600");
    return response;
  };
  rows.push_back({.method = Method::get,
                  .path = paths::kKakaoDiscovery,
                  .summary = "What this server can do (OpenID Connect Discovery)",
                  .handler = handler,
                  .cost = Cost::inline_,
                  .cors = Cors::any,
                  .compress = true});
}

}  // namespace

wire::Endpoints kakao_rows(const Parts& parts) {
  const auto shared = std::make_shared<const Parts>(parts);
  wire::Endpoints rows;
  add_pages(rows, shared);
  add_tokens(rows, shared);
  add_discovery(rows, parts);
  add_kapi(rows, shared);
  return rows;
}

}  // namespace haetae::kakao
