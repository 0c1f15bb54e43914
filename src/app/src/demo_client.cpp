// SPDX-License-Identifier: Apache-2.0
#include "demo_client.hpp"

#include "haetae/crypto/jws.hpp"
#include "haetae/oidc/discovery.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/uri.hpp"

#include <array>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace haetae::app {
namespace {

constexpr long kConnectMilliseconds = 2000;
constexpr long kAnswerMilliseconds = 5000;
constexpr std::size_t kAnswerBytesMax = 256 * 1024;

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > kAnswerBytesMax) return 0;
  body.append(data, size * count);
  return size * count;
}

/// Where this very server listens, as seen from itself.
std::string own_origin(const std::string& address, std::uint16_t port) {
  std::string host = address.empty() || address == "0.0.0.0" ? "127.0.0.1" : address;
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = fmt::format("[{}]", host);
  return fmt::format("http://{}:{}", host, port);
}

/// The host that clients ask for: the issuer's.
std::string host_of(const std::string& issuer) {
  const std::size_t at = issuer.find("://");
  return at == std::string::npos ? issuer : issuer.substr(at + 3);
}

/// The JWKS entry of that id.
std::optional<crypto::PublicKey> find_key(const wire::Json& keys, std::string_view id) {
  const wire::Json* list = keys.find("keys");
  if (list == nullptr || list->if_array() == nullptr) return std::nullopt;
  for (const wire::Json& one : *list->if_array()) {
    if (one.string_at("kid") != id) continue;
    if (auto key = crypto::PublicKey::from_jwk(one)) return *std::move(key);
  }
  return std::nullopt;
}

}  // namespace

DemoClient::Answer DemoClient::get(std::string_view path, std::string_view bearer) const {
  return call(path, nullptr, bearer);
}

DemoClient::Answer DemoClient::post(std::string_view path, const wire::Form& form,
                                    std::string_view bearer) const {
  const std::string body = form.to_text();
  return call(path, &body, bearer);
}

DemoClient::Answer DemoClient::call(std::string_view path, const std::string* body,
                                    std::string_view bearer) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(),
                                                                 curl_easy_cleanup};
  const Config& config = parts_.services.config;
  curl_slist* list = nullptr;
  list = curl_slist_append(list, fmt::format("Host: {}", host_of(config.issuer)).c_str());
  list = curl_slist_append(list, "Accept: application/json");
  if (!bearer.empty()) {
    list = curl_slist_append(list, fmt::format("Authorization: Bearer {}", bearer).c_str());
  }
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{list,
                                                                            curl_slist_free_all};
  const std::string url = fmt::format("{}{}", own_origin(config.http.address, parts_.port()), path);
  Answer answer;
  CURL* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, kAnswerMilliseconds);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  if (body != nullptr) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body->c_str());
  }
  if (curl_easy_perform(handle) != CURLE_OK) return {};
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  if (auto json = wire::Json::parse(answer.body)) answer.json = *std::move(json);
  return answer;
}

std::optional<wire::Json> DemoClient::check_id_token(std::string_view id_token,
                                                     std::string_view nonce) const {
  const Answer keys = get(oidc::paths::kKakaoKeys, {});
  if (!keys.ok()) return std::nullopt;
  constexpr std::array kAllowed = {crypto::Algorithm::rs256, crypto::Algorithm::es256};
  const auto checked = crypto::verify_jws(id_token, kAllowed, [&](const crypto::JwsHeader& header) {
    return find_key(keys.json, header.key_id);
  });
  if (!checked) return std::nullopt;
  auto claims = wire::Json::parse(checked->payload);
  if (!claims) return std::nullopt;
  const std::string issuer = oidc::issuer_of(parts_.services.config.issuer, oidc::Surface::kakao);
  const std::int64_t now = base::to_unix_seconds(parts_.services.clock.now());
  const bool right = claims->string_at("iss") == issuer &&
                     claims->string_at("aud") == parts_.facts.rest_api_key &&
                     claims->integer_at("exp").value_or(0) > now &&
                     (nonce.empty() || claims->string_at("nonce") == nonce);
  if (!right) return std::nullopt;
  return *std::move(claims);
}

}  // namespace haetae::app
