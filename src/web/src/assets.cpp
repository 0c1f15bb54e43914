// SPDX-License-Identifier: Apache-2.0
// Files that pages need, pictures of people, and what browsers and devices ask for by themselves.
#include "account_rows.hpp"
#include "embedded.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/base/entropy.hpp"
#include "home.hpp"
#include "shell.hpp"

#include <fmt/format.h>
#include <unordered_map>

namespace haetae::web {
namespace {

using wire::Cost;
using wire::Method;
using wire::Request;
using wire::Response;

constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kForADay = "public, max-age=86400";
constexpr std::string_view kLargeName = "img_640x640.jpg";
constexpr std::string_view kSmallName = "img_110x110.jpg";
constexpr std::string_view kPictures = "/picture/";

using Shared = std::shared_ptr<const std::string>;

struct Asset {
  std::string type;
  Shared bytes;
};
/// By address, as the manifest of the web build gives it.
using Assets = std::unordered_map<std::string, Asset>;

Assets read_assets() {
  const auto manifest = wire::Json::parse(embedded_file("manifest.json"));
  HAETAE_ASSERT(manifest && manifest->find("assets") != nullptr);
  Assets assets;
  for (const wire::Json& one : *manifest->find("assets")->if_array()) {
    const std::string_view bytes = embedded_file(one.string_at("file").value_or(""));
    HAETAE_ASSERT(!bytes.empty());
    assets.emplace(one.string_at("url").value_or(""),
                   Asset{std::string{one.string_at("type").value_or("")},
                         std::make_shared<const std::string>(bytes)});
  }
  return assets;
}

Response shared_response(const Shared& bytes, std::string_view type, std::string_view caching) {
  Response response;
  response.headers.set("Content-Type", type);
  response.headers.set("Cache-Control", caching);
  response.shared_body = bytes;
  return response;
}

Response missing() {
  Response response = wire::text_response(404, "404 Not Found\n");
  wire::forbid_storing(response);
  return response;
}

wire::Handler asset_handler() {
  return [assets = read_assets()](const Request& request) {
    const auto found = assets.find(request.path);
    if (found == assets.end()) return missing();
    return shared_response(found->second.bytes, found->second.type, kForEver);
  };
}

wire::Handler fixed_handler(std::string type, std::string bytes) {
  return [type = std::move(type), bytes = std::make_shared<const std::string>(std::move(bytes))](
             const Request&) { return shared_response(bytes, type, kForADay); };
}

/// A picture's bytes; they never change under their id.
Response picture_response(const Shared& bytes, std::string_view caching) {
  Response response = shared_response(bytes, "image/jpeg", caching);
  // Sites show it on their own pages, which isolation would otherwise forbid.
  response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

Response default_picture(bool large) {
  static const auto drawn = [] {
    accounts::PicturePair pair = accounts::make_default_pictures();
    return std::pair{std::make_shared<const std::string>(std::move(pair.large)),
                     std::make_shared<const std::string>(std::move(pair.small))};
  }();
  return picture_response(large ? drawn.first : drawn.second, kForADay);
}

/// `/picture/{id}/img_640x640.jpg` or `img_110x110.jpg` (accounts::picture_url).
wire::Handler picture_row_handler(std::shared_ptr<const Parts> parts) {
  return [parts = std::move(parts)](const Request& request) {
    const std::string_view rest = std::string_view{request.path}.substr(kPictures.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return missing();
    const std::string_view id = rest.substr(0, slash);
    const std::string_view name = rest.substr(slash + 1);
    const bool large = name == kLargeName;
    if (!large && name != kSmallName) return missing();
    if (id == "default") return default_picture(large);
    if (!base::is_id(id)) return missing();
    auto picture = parts->people.picture(id);
    if (!picture) {
      Response busy = wire::text_response(503, "503 Service Unavailable\n");
      busy.headers.set("Retry-After", "1");
      return busy;
    }
    if (!*picture) return missing();
    std::string& bytes = large ? (*picture)->large : (*picture)->small;
    return picture_response(std::make_shared<const std::string>(std::move(bytes)), kForADay);
  };
}

Response lead_to_password(const Request&) {
  Response response = wire::redirect_response(302, "/account/password");
  response.headers.set("Cache-Control", kForADay);
  return response;
}

/// W3C "A Well-Known URL for Relying Party Passkey Endpoints": where passkeys are made and managed.
std::string passkey_endpoints(const std::string& public_url) {
  const std::string place = public_url + "/account#ways";
  wire::Json json = wire::Json::object();
  json.set("enroll", place).set("manage", place);
  return json.to_text();
}

void add_fixed(wire::Endpoints& rows, std::string_view path, std::string_view summary,
               std::string type, std::string bytes) {
  rows.push_back({.method = Method::get,
                  .path = path,
                  .summary = summary,
                  .handler = fixed_handler(std::move(type), std::move(bytes)),
                  .cost = Cost::inline_,
                  .compress = true});
}

}  // namespace

void add_asset_rows(wire::Endpoints& rows, std::shared_ptr<const Parts> parts) {
  rows.push_back({.method = Method::get,
                  .path = "/assets/*",
                  .summary = "Styles, scripts and drawings of the pages",
                  .handler = asset_handler(),
                  .cost = Cost::inline_,
                  .compress = true});
  rows.push_back({.method = Method::get,
                  .path = "/picture/*",
                  .summary = "A person's picture in two sizes",
                  .handler = picture_row_handler(parts)});
  add_fixed(rows, "/favicon.ico", "The icon of the pages", "image/svg+xml",
            std::string{embedded_file("assets/favicon.svg")});
  add_fixed(rows, "/robots.txt", "Asks search engines to stay away", "text/plain; charset=utf-8",
            "User-agent: *\nDisallow: /\n");
  add_fixed(rows, "/.well-known/passkey-endpoints", "Where passkeys are made and managed",
            "application/json", passkey_endpoints(parts->options.public_url));
  rows.push_back({.method = Method::get,
                  .path = "/.well-known/change-password",
                  .summary = "Leads password managers to the right page",
                  .handler = lead_to_password,
                  .cost = Cost::inline_});
  rows.push_back(standing_row(parts));
  rows.push_back({.method = Method::get,
                  .path = "/",
                  .summary = "The start page",
                  .handler = page_handler(std::move(parts), show_home)});
}

}  // namespace haetae::web
