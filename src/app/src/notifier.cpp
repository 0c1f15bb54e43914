// SPDX-License-Identifier: Apache-2.0
#include "notifier.hpp"

#include "haetae/base/log.hpp"
#include "haetae/crypto/jws.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"
#include "haetae/wire/uri.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace haetae::app {
namespace {

constexpr std::size_t kWaitingMax = 10'000;
constexpr long kAnswerMilliseconds = 3000;
constexpr std::string_view kOauthEvents = "https://schemas.openid.net/secevent/oauth/event-type/";
constexpr std::string_view kRiscEvents = "https://schemas.openid.net/secevent/risc/event-type/";

std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// The event's URI: account and session events are RISC's, the others OAuth's (spec §5).
std::string event_uri(std::string_view event) {
  const bool risc = event.substr(0, 8) == "account-" || event == "sessions-revoked";
  return fmt::format("{}{}", risc ? kRiscEvents : kOauthEvents, event);
}

void send(const Notifier::Post& post) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(),
                                                                 curl_easy_cleanup};
  curl_slist* headers = nullptr;
  for (const std::string& header : post.headers)
    headers = curl_slist_append(headers, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> held{headers,
                                                                         curl_slist_free_all};
  CURL* handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, post.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, kAnswerMilliseconds);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, discard);
  if (!post.is_get) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(post.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, post.body.c_str());
  }
  const CURLcode code = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status >= 200 && status < 300) return;
  // The query may hold a member's number; the origin says whom to ask.
  const auto uri = wire::Uri::parse(post.url);
  base::log(
      base::LogLevel::warning, "webhook_failed",
      {{"site", uri ? uri->origin() : std::string{}},
       {"status", static_cast<std::int64_t>(status)},
       {"why", code == CURLE_OK ? "the site answered with an error" : curl_easy_strerror(code)},
       {"advice", "the site's webhook must answer 2xx within 3 seconds"}});
}

}  // namespace

Notifier::Post unlink_callback(const accounts::App& app, accounts::Subject subject,
                               accounts::UnlinkReason reason) {
  wire::Form form;
  form.add("app_id", fmt::format("{}", app.number));
  form.add("user_id", fmt::format("{}", subject));
  form.add("referrer_type", accounts::to_text(reason));
  Notifier::Post post;
  post.is_get = app.unlink_webhook_method == "GET";
  post.url =
      post.is_get ? wire::with_query(app.unlink_webhook, form.to_text()) : app.unlink_webhook;
  if (!post.is_get) post.body = form.to_text();
  post.headers = {"Authorization: KakaoAK " + app.admin_key,
                  "Content-Type: application/x-www-form-urlencoded;charset=utf-8"};
  return post;
}

void Notifier::unlinked(const accounts::App& app, accounts::Subject subject,
                        accounts::UnlinkReason reason) {
  if (!app.unlink_webhook.empty()) enqueue(unlink_callback(app, subject, reason));
}

void Notifier::happened(const accounts::App& app, accounts::Subject subject,
                        std::string_view event) {
  if (app.event_webhook.empty()) return;
  const auto key = parts_.keys.current(crypto::Algorithm::rs256);
  if (!key) return;
  const std::int64_t now = base::to_unix_seconds(parts_.clock.now());
  wire::Json who = wire::Json::object();
  who.set("subject_type", "iss-sub")
      .set("iss", parts_.issuer)
      .set("sub", fmt::format("{}", subject));
  wire::Json detail = wire::Json::object();
  detail.set("subject", std::move(who));
  wire::Json events = wire::Json::object();
  events.set(event_uri(event), std::move(detail));
  wire::Json claims = wire::Json::object();
  claims.set("iss", parts_.issuer)
      .set("aud", app.rest_api_key)
      .set("sub", fmt::format("{}", subject))
      .set("iat", now)
      .set("toe", now)
      .set("jti", base::new_id(parts_.clock, parts_.entropy))
      .set("txn", base::new_id(parts_.clock, parts_.entropy))
      .set("events", std::move(events));
  enqueue({.url = app.event_webhook,
           .is_get = false,
           .body = crypto::sign_jws(key->key, key->id, "secevent+jwt", claims.to_text()),
           .headers = {"Content-Type: application/secevent+jwt", "Accept: application/json"}});
}

void Notifier::enqueue(Post post) {
  const std::lock_guard lock{mutex_};
  if (waiting_.size() >= kWaitingMax) {
    base::log(base::LogLevel::error, "webhook_dropped",
              {{"why", "too many wait"}, {"advice", "a site's webhook answers too slowly"}});
    return;
  }
  waiting_.push_back(std::move(post));
}

void Notifier::deliver() {
  while (true) {
    Post post;
    {
      const std::lock_guard lock{mutex_};
      if (waiting_.empty()) return;
      post = std::move(waiting_.front());
      waiting_.pop_front();
    }
    send(post);
  }
}

}  // namespace haetae::app
