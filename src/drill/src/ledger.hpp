// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "kind.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

using std::chrono::nanoseconds;

/// What became of a request, as its sender knows it.
enum class Fate {
  acknowledged,  ///< answered, and rightly
  unknown,       ///< sent, and the connection broke
  unsent,        ///< never reached a server; the front end takes another
  put_off,       ///< told to begin anew, where a site may say so (World::put_off)
  failed,        ///< answered, and not as it should be
};
[[nodiscard]] std::string_view to_text(Fate fate);

/// What must be true from then on when the request was acknowledged.
enum class Claim {
  none,
  person_made,      ///< key: e-mail
  password_set,     ///< key: e-mail, value: the password
  session_made,     ///< key: e-mail
  link_made,        ///< key: e-mail, number: app
  link_gone,        ///< key: e-mail, number: app
  family_started,   ///< key: family id
  family_advanced,  ///< key: family id, number: the generation that was answered, value: successor
  family_ended,     ///< key: family id
  once,             ///< key: something that may be spent once; value: who spent it
};
[[nodiscard]] std::string_view to_text(Claim claim);

/// One request and what became of it.
struct Entry {
  Kind kind = Kind::token_check;
  std::size_t site = 0;
  Claim claim = Claim::none;
  std::string key;
  std::int64_t number = 0;
  std::string value;
  nanoseconds sent{};      ///< since the ledger began
  nanoseconds answered{};  ///< or since when the sender knows that no answer comes
  Fate fate = Fate::acknowledged;
  bool dying = false;  ///< the site was being destroyed, or not back yet
  std::string note;    ///< the answer, when it was wrong
};

/// What was sent and what was answered, in the order in which the senders learnt it; nothing is
/// ever changed or removed. Thread-safe.
class Ledger {
 public:
  /// `file`: gets a line of JSON per entry; empty: none.
  Ledger(const base::Clock& clock, const std::filesystem::path& file);

  /// Since the ledger began.
  [[nodiscard]] nanoseconds now() const { return clock_.steady() - origin_; }
  void note(Entry entry);
  [[nodiscard]] std::vector<Entry> entries() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const base::Clock& clock() const { return clock_; }

 private:
  const base::Clock& clock_;
  const nanoseconds origin_;
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::ofstream file_;
};

}  // namespace haetae::drill
