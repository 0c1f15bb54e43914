// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "front.hpp"
#include "haetae/drill/mailbox.hpp"
#include "haetae/drill/people.hpp"
#include "ledger.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

/// The app that people sign in to, and what its backend knows.
struct App {
  Site site;
  std::int64_t number = 0;
  std::string search_path;  ///< an address search that finds something
};

/// What all that takes part in a drill's load shares. Thread-safe.
struct World {
  World(Front& the_front, Ledger& the_ledger, Mailbox& the_mailbox, App the_app)
      : front(the_front), ledger(the_ledger), mailbox(the_mailbox), app(std::move(the_app)) {}

  Front& front;
  Ledger& ledger;
  Mailbox& mailbox;
  const App app;
  /// After how long a revocation must be known everywhere that serves.
  std::chrono::milliseconds revocation_bound{3'000};

  /// From now on and for so long, a site may answer 503 to what uses up something that was begun
  /// before it became an island, or on an island that it is not (ADR 13).
  void put_off(nanoseconds span) { puts_off_until_.store((ledger.now() + span).count()); }
  [[nodiscard]] bool may_put_off(nanoseconds at) const {
    return at.count() < puts_off_until_.load();
  }

  /// A number that nobody has had.
  [[nodiscard]] std::uint64_t next_number() { return ++numbers_; }
  /// A network of one's own for the n-th person, so that no budget of the server binds the load.
  [[nodiscard]] static std::string address_of(std::uint64_t number);

  void note_accepted_revoked(std::string what);
  [[nodiscard]] std::vector<std::string> accepted_revoked() const;
  /// A step that a person or a site could not finish although servers answered.
  void note_stuck(std::string what);
  [[nodiscard]] std::vector<std::string> stuck() const;

 private:
  std::atomic<std::uint64_t> numbers_{0};
  std::atomic<std::int64_t> puts_off_until_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> accepted_revoked_, stuck_;
};

/// Nobody knows what became of the request.
class Unresolved : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// An answer that should not be; it stands in the ledger already.
class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a request is for, and what follows when it is acknowledged.
struct Act {
  Kind kind = Kind::token_check;
  int status = 200;  ///< of the right answer
  Claim claim = Claim::none;
  std::string key = {};
  std::int64_t number = 0;
  std::string value = {};
  /// Whether the answer is right beyond its status; may complete the entry.
  std::function<bool(const Agent::Answer&, Entry&)> check = {};
  /// Answers that are right too, without any claim.
  std::vector<int> also = {};
  /// It uses up something that may be used once and was begun earlier.
  bool uses_up = false;
};

/// A browser, or a site's backend, that the front end sends to one server or another.
class Visitor {
 public:
  Visitor(World& world, std::size_t home, std::string address);

  Agent::Answer get(const Act& act, std::string_view path);
  Agent::Answer post(const Act& act, std::string_view path, const wire::Form& form);
  Agent::Answer post_json(const Act& act, std::string_view path, const wire::Json& body);
  /// With an access token.
  Agent::Answer get_as(const Act& act, std::string_view path, std::string_view token);
  Agent::Answer post_as(const Act& act, std::string_view path, std::string_view token);

  /// Where the next request goes.
  [[nodiscard]] std::size_t place() const;
  /// From now on at this site, whatever the front end says; nothing: at the front end's choice.
  void pin(std::optional<std::size_t> site) { pinned_ = site; }
  /// Never at this one while another is up.
  void avoid(std::optional<std::size_t> site) { avoided_ = site; }
  [[nodiscard]] Agent& agent() { return agent_; }
  [[nodiscard]] World& world() { return world_; }

 private:
  Agent::Answer send(const Act& act, const std::function<Agent::Answer()>& call);
  void judge(const Act& act, const Agent::Answer& answer, Entry& entry) const;

  World& world_;
  std::size_t home_;
  std::size_t at_;
  std::optional<std::size_t> pinned_, avoided_;
  Agent agent_;
};

/// Waits; nothing can be waited on when servers are gone.
void pause(nanoseconds span);

/// Does it again until it is known what became of it; a person is told to try again, too.
/// `step(attempt)`: attempts count from 0.
template <class Step>
auto insist(Step step) {
  constexpr int kTries = 300;
  for (int attempt = 0;; ++attempt) {
    try {
      return step(attempt);
    } catch (const Unresolved&) {
      if (attempt >= kTries) throw;
      pause(std::chrono::milliseconds{50});
    }
  }
}

}  // namespace haetae::drill
