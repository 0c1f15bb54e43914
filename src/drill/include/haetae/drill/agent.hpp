// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/socket.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

/// Where the server under load is, and as what it wants to be addressed.
struct Target {
  std::uint16_t port = 0;
  std::string authority;        ///< "localhost:8080"
  std::string scheme = "http";  ///< of the public address, which a front end may change
  Socket::Options connection = {};
  /// Whether a request may be sent again when a kept connection had been closed.
  bool repeats = true;

  /// What browsers see: "http://localhost:8080".
  [[nodiscard]] std::string origin() const { return scheme + "://" + authority; }
};

/// The text of a request. `headers`: whole lines with CR LF; `type` and `body` make it a POST.
[[nodiscard]] std::string get_text(const Target& target, std::string_view path,
                                   std::string_view headers);
[[nodiscard]] std::string post_text(const Target& target, std::string_view path,
                                    std::string_view headers, std::string_view type,
                                    std::string_view body);
inline constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
inline constexpr std::string_view kJsonType = "application/json";

/// The value of the first form field (or data attribute) of that name in a page; empty when there
/// is none. Values are base64url here, so nothing is unescaped.
[[nodiscard]] std::string field_of(std::string_view page, std::string_view name);
[[nodiscard]] std::vector<std::string> fields_of(std::string_view page, std::string_view name);

/// A browser without scripts that waits for each answer; prepares what is then measured. Throws
/// std::runtime_error when the server does not do what it should.
class Agent {
 public:
  /// `address`: from where the person seems to come (X-Forwarded-For).
  Agent(const Target& target, std::string address);

  /// Goes on at another server with all cookies, as a front end moves people.
  void move_to(const Target& target);

  struct Answer {
    int status = 0;
    std::string location;
    std::string body;
  };
  Answer get(std::string_view path);
  Answer post(std::string_view path, const wire::Form& form);
  /// Must be answered 200 with a JSON object.
  wire::Json post_json(std::string_view path, const wire::Json& body);

  /// From an authorization request to the redirect URI: signs in, agrees to everything. Answers
  /// the address that the browser would be sent to, which starts with `end`.
  std::string walk(std::string path, std::string_view end, std::string_view email,
                   std::string_view password);

  /// Header lines that this browser sends: its address and its cookies.
  [[nodiscard]] std::string headers() const;
  /// The same with this one cookie alone (for a browser that has not signed in yet).
  [[nodiscard]] std::string headers_with(std::string_view cookie) const;
  /// Sends a request as it stands and keeps the cookies of the answer.
  Answer ask(std::string_view request);
  /// A location of the server itself as a path; the whole address otherwise.
  [[nodiscard]] std::string local(std::string_view location) const;

 private:
  Target target_;
  std::string address_;
  std::optional<Socket> socket_;
  std::map<std::string, std::string, std::less<>> cookies_;
};

}  // namespace haetae::drill
