// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "browser.hpp"
#include "software_authenticator.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace haetae::sim {

/// A grant that a site got for a person, and what the sites must say of it from now on.
struct Grant {
  bool kakao = false;
  std::string access;
  std::vector<std::string> refresh;  ///< every one that was handed out, oldest first
  /// Acknowledged as dead since this instant.
  std::optional<Span> ended;
  /// Nobody can tell whether it still lives.
  bool doubtful = false;
  Span made{0};

  [[nodiscard]] bool lives() const { return !ended && !doubtful; }
};

/// One person with their browser, and the site that they connect to with its backend. Does one
/// thing after the other, remembers what was acknowledged, and looks whether the sites keep it.
class Person {
 public:
  Person(World& world, std::size_t number);

  /// Signs up, then takes `steps` steps.
  void live(std::size_t steps);
  /// After everything is healed: everything acknowledged is there at every site.
  void look_back();

 private:
  // person_doors.cpp
  void sign_up();
  bool finish_sign_up(const wire::Form& form, bool last_code);
  bool enter_by_password(Browser& browser, const std::string& password, std::string_view flow);
  void visit();
  void enrol_passkey();
  void sign_in_by_passkey();
  void reset_password();
  void finish_reset(const std::string& proof, const std::string& code);
  void changed_password(std::string password, Span at);
  void look_for_ghosts(Browser& former, const std::string& former_password, Span since);
  // person_grants.cpp
  void connect();
  std::string walk_to_code(bool kakao);
  void redeem(bool kakao, const std::string& code);
  void refresh(Grant& grant);
  void refresh_twice(Grant& grant);
  void replay(Grant& grant);
  void check(Grant& grant);
  void check_at(Grant& grant, std::size_t site);
  void end(Grant& grant);
  void unlink();

  void step();
  Grant* some_grant();
  void end_all(Span at);
  [[nodiscard]] wire::Form token_form(std::string_view type) const;
  /// Runs all of them at once, and waits for all.
  void together(std::vector<std::function<void()>> jobs);
  [[nodiscard]] std::size_t any_site() { return world_.dice.below(world_.sites()); }
  /// Whether `reply` comes from a site that must know by now what was acknowledged at `since`.
  [[nodiscard]] static bool must_know(const Reply& reply, Span since) {
    return reply.healthy && reply.sent > since + kBound &&
           reply.healthy_since + kBound < reply.sent;
  }
  void find(std::string_view kind, const std::string& text);

  World& world_;
  std::size_t number_;
  std::string email_;
  std::string password_;
  Span password_since_{0};
  Browser browser_;
  Browser backend_;
  std::string place_;  ///< where the last door led
  Span session_since_{0};
  /// When everything that sites had of them ended last.
  Span cleared_at_{-seconds(60)};
  std::unique_ptr<crypto::testing::SoftwareAuthenticator> passkey_;
  Span passkey_since_{0};
  std::vector<std::unique_ptr<Grant>> grants_;
  int mails_ = 0;
  int passwords_ = 0;
};

}  // namespace haetae::sim
