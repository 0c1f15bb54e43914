// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/kakao/rows.hpp"
#include "haetae/storage/memory.hpp"
#include "haetae/wire/json.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::kakao::test {

using Fields = std::vector<wire::Form::Field>;
using wire::Json;
using wire::Method;
using wire::Response;

inline const base::Instant kStart = base::from_unix_seconds(1'800'000'000);  // 2027-01-15T08:00:00Z
inline constexpr std::string_view kIssuer = "https://id.example.kr";
inline constexpr std::string_view kRedirect = "https://shop.example.kr/done";

/// An app as most tests need it.
[[nodiscard]] accounts::App usual_app();

/// What one sign-in gave the site.
struct Tokens {
  std::string access, refresh, id;
};

/// How a call differs from a plain GET.
struct CallOptions {
  Method method = Method::get;
  Fields query = {};
  Fields form = {};
  std::string authorization = {};
  std::string address = "203.0.113.7";
  std::string origin = {};
  std::string cookies = {};
  std::string referer = {};
};

/// The Kakao surface over real services and a store in memory: one app, one person who is linked
/// to it and signed in to a browser, on a clock that the test moves.
class Site {
 public:
  explicit Site(const accounts::App& draft = usual_app());

  /// Calls the row of that method and path; a missing row fails the test.
  Response call(std::string_view path, const CallOptions& options = {});
  Response get(std::string_view path, std::string_view token, Fields query = {});
  Response post(std::string_view path, std::string_view token, Fields form = {});
  Response admin_get(std::string_view path, Fields query = {});
  Response admin_post(std::string_view path, Fields form = {});
  [[nodiscard]] const wire::Endpoint* row(Method method, std::string_view path) const;

  /// Another app, person or agreement.
  accounts::App add_app(const accounts::App& draft);
  accounts::Person add_person(std::string_view email);
  accounts::Link agree(const accounts::Person& who, const accounts::App& to,
                       const std::vector<std::string>& items,
                       const std::vector<std::string>& terms = {});
  void save(const accounts::Person& changed);

  /// Cookies of a browser that `who` has just signed in to.
  std::string sign_in(const accounts::Person& who);
  /// `Location` of GET /oauth/authorize; `changed` replaces parameters.
  std::string authorize(const Fields& changed = {});
  std::string code(const Fields& changed = {});
  /// POST /oauth/token as the app's server.
  Response exchange(const Fields& changed);
  /// The whole way, for the first app and person.
  Tokens tokens(const Fields& authorize_changes = {});

  [[nodiscard]] std::string bearer(std::string_view token) const;
  [[nodiscard]] std::string admin_key() const { return "KakaoAK " + app.admin_key; }
  [[nodiscard]] Fields target() const;

  base::ManualClock clock{kStart};
  base::SeededEntropy entropy{7};
  storage::MemoryStore store;
  crypto::Sealer sealer;
  accounts::Ports ports{store, clock, entropy, sealer};
  accounts::NoNotices notices;
  accounts::Audit audit{ports};
  accounts::Revocations revocations{ports};
  accounts::KeyRing keys{ports, audit};
  accounts::Sessions sessions{ports, audit, revocations};
  accounts::Directory directory{ports, audit, true};
  accounts::Links links{ports, audit, revocations, notices};
  accounts::Tokens token_service{
      ports, keys, audit, revocations, {std::string{kIssuer}, std::string{kIssuer}, 1024}};
  accounts::Authorizations authorizations{ports, directory, links, token_service};
  accounts::SignOuts sign_outs{ports, directory, links, sessions, token_service};
  wire::Endpoints rows;

  accounts::App app;
  accounts::Person person;
  accounts::Link link;
  std::string cookies;       ///< of the person's browser
  accounts::PageError page;  ///< the last error page asked for
};

/// The body as JSON; not JSON fails the test and gives null.
[[nodiscard]] Json json_of(const Response& response);
/// Members that the answer has not, fail the test.
[[nodiscard]] std::string text_at(const Response& response, std::string_view name);
[[nodiscard]] std::int64_t number_at(const Response& response, std::string_view name);

/// An error of kapi: status, code and, unless empty, the whole message.
void expect_kapi(const Response& response, int status, int code, std::string_view msg = {});
/// An error of kauth.
void expect_koe(const Response& response, int status, std::string_view code, std::string_view error,
                std::string_view description = {});

}  // namespace haetae::kakao::test
