// SPDX-License-Identifier: Apache-2.0
#include "ledger.hpp"

#include "haetae/wire/json.hpp"

namespace haetae::drill {
namespace {

std::int64_t microseconds(nanoseconds span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

std::string line_of(const Entry& entry) {
  wire::Json line = wire::Json::object();
  line.set("kind", text_of(entry.kind).name)
      .set("site", static_cast<std::int64_t>(entry.site))
      .set("sent_us", microseconds(entry.sent))
      .set("answered_us", microseconds(entry.answered))
      .set("fate", to_text(entry.fate));
  if (entry.claim != Claim::none) {
    // Passwords and tokens stay out of the file.
    line.set("claim", to_text(entry.claim)).set("key", entry.key).set("number", entry.number);
  }
  if (entry.dying) line.set("dying", true);
  if (!entry.note.empty()) line.set("note", entry.note);
  return line.to_text();
}

}  // namespace

std::string_view to_text(Fate fate) {
  switch (fate) {
    case Fate::acknowledged:
      return "acknowledged";
    case Fate::unknown:
      return "unknown";
    case Fate::unsent:
      return "unsent";
    case Fate::put_off:
      return "put_off";
    case Fate::failed:
      break;
  }
  return "failed";
}

std::string_view to_text(Claim claim) {
  switch (claim) {
    case Claim::none:
      return "none";
    case Claim::person_made:
      return "person_made";
    case Claim::password_set:
      return "password_set";
    case Claim::session_made:
      return "session_made";
    case Claim::link_made:
      return "link_made";
    case Claim::link_gone:
      return "link_gone";
    case Claim::family_started:
      return "family_started";
    case Claim::family_advanced:
      return "family_advanced";
    case Claim::family_ended:
      return "family_ended";
    case Claim::once:
      break;
  }
  return "once";
}

Ledger::Ledger(const base::Clock& clock, const std::filesystem::path& file)
    : clock_(clock), origin_(clock.steady()) {
  if (!file.empty()) file_.open(file);
}

void Ledger::note(Entry entry) {
  const std::string line = file_.is_open() ? line_of(entry) : std::string{};
  const std::lock_guard lock{mutex_};
  if (!line.empty()) file_ << line << '\n';
  entries_.push_back(std::move(entry));
}

std::vector<Entry> Ledger::entries() const {
  const std::lock_guard lock{mutex_};
  return entries_;
}

std::size_t Ledger::size() const {
  const std::lock_guard lock{mutex_};
  return entries_.size();
}

}  // namespace haetae::drill
