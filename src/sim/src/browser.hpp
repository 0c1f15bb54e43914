// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"
#include "world.hpp"

#include <map>
#include <string>
#include <string_view>

namespace haetae::sim {

/// One client of the sites: keeps cookies, sends forms with the token of the page it saw last, and
/// moves to another site when its own does not answer.
class Browser {
 public:
  Browser(World& world, std::size_t who, std::size_t site);

  /// One request to the present site, whatever becomes of it.
  Reply send(wire::Method method, std::string_view target, std::string_view type, std::string body);
  /// Repeats a request that changes nothing, elsewhere if need be, until a site answers it.
  Reply get(std::string_view target);
  /// Sends a form once to a site that answers. Reply::Kind::lost is left to the caller.
  Reply post(std::string_view target, wire::Form form);
  Reply post_json(std::string_view target, const wire::Json& body);
  /// The same, repeated until a site answers: for what may be done twice.
  Reply insist(std::string_view target, const wire::Form& form);

  void move();
  void move_to(std::size_t site) { site_ = site; }
  [[nodiscard]] std::size_t site() const { return site_; }
  [[nodiscard]] bool signed_in() const;
  void forget() { cookies_.clear(); }
  /// Bearer token of the next requests; empty: none.
  void carry(std::string_view token) { bearer_ = token; }

  std::string csrf;
  std::string flow;  ///< sealed flow of the page seen last

 private:
  Reply once(wire::Method method, std::string_view target, std::string_view type,
             const std::string& body);
  void keep(const wire::Response& response);

  World* world_;
  std::size_t who_;
  std::size_t site_;
  std::string bearer_;
  std::map<std::string, std::string> cookies_;
};

[[nodiscard]] std::string place_of(const Reply& reply);
/// The value of a hidden input of a page; empty when there is none.
[[nodiscard]] std::string field_of(std::string_view page, std::string_view name);
[[nodiscard]] std::vector<std::string> fields_of(std::string_view page, std::string_view name);
[[nodiscard]] std::string query_value(std::string_view address, std::string_view name);

}  // namespace haetae::sim
