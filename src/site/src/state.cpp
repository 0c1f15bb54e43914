// SPDX-License-Identifier: Apache-2.0
// What databases write about themselves: positions, saved states, logs.
#include "haetae/site/database.hpp"
#include "haetae/site/view.hpp"
#include "steps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace haetae::site {
namespace {

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (is_dash ? c != '-' : !is_hex) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Calls `visit` with each line, its end taken off.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The position behind the last `sign`.
std::optional<Position> last_position(std::string_view log, std::string_view sign) {
  std::optional<Position> found;
  each_line(log, [&](std::string_view line) {
    const std::size_t at = line.find(sign);
    if (at == std::string_view::npos) return;
    std::string_view rest = trimmed(line.substr(at + sign.size()));
    rest = rest.substr(0, rest.find_first_of(", \t"));  // a domain id of GTIDs may follow
    if (const auto position = parse_position(rest)) found = position;
  });
  return found;
}

struct Advice {
  std::string_view sign, what;
};

/// Causes that operators meet, by what the log says.
constexpr std::array kAdvice{
    Advice{"No space left on device",
           "The disk is full. Make room (old logs, backups; `df -h`), then start again; nothing "
           "that was acknowledged is lost."},
    Advice{"Disk is full",
           "The disk is full. Make room (old logs, backups; `df -h`), then start again; nothing "
           "that was acknowledged is lost."},
    Advice{"Address already in use",
           "A port is taken: another database runs here, or an earlier one has not ended; `ss "
           "-ltnp` shows which."},
    Advice{"Permission denied",
           "Files in the site's directory belong to another user; `user` in the site file must be "
           "their owner."},
    Advice{"It may not be safe to bootstrap",
           "Another site has later writes; `haetae site bootstrap` compares them first."},
    Advice{"[ERROR] InnoDB: Database page corruption",
           "The data are damaged. `haetae site rejoin --full` takes a whole copy from another "
           "site; docs/runbooks/replace-a-disk.md."},
    Advice{"Will never receive state",
           "Another site has to give a whole copy, and none could: see that mariadb-backup and "
           "socat are installed on all sites and the ports of the site file are open."},
    Advice{"SST script aborted",
           "The whole copy from another site broke off; that site's log says why. Starting again "
           "tries once more."},
    Advice{"Cannot allocate memory", "Memory is short; lower buffer_pool_mib in the site file."},
    Advice{"unknown variable", "A setting in [mariadb] of the site file has a wrong name."},
    Advice{"unknown option", "A setting in [mariadb] of the site file has a wrong name."},
};

}  // namespace

std::optional<Position> parse_position(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_uuid(text.substr(0, colon))) return std::nullopt;
  const auto seqno = parse_number(text.substr(colon + 1));
  if (!seqno || *seqno < -1) return std::nullopt;
  return Position{.cluster = std::string{text.substr(0, colon)}, .seqno = *seqno};
}

std::optional<Position> find_recovered(std::string_view log) {
  return last_position(log, "Recovered position:");
}

std::optional<Position> find_copied(std::string_view log) {
  return last_position(log, "SST succeeded for position");
}

std::optional<SavedState> parse_saved_state(std::string_view text) {
  SavedState state;
  bool has_uuid = false;
  each_line(text, [&](std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with('#')) return;
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "uuid" && is_uuid(value)) {
      state.position.cluster = value;
      has_uuid = true;
    } else if (key == "seqno") {
      state.position.seqno = std::max<std::int64_t>(parse_number(value).value_or(-1), -1);
    } else if (key == "safe_to_bootstrap") {
      state.safe_to_bootstrap = value == "1";
    }
  });
  if (!has_uuid) return std::nullopt;
  return state;
}

std::string explain_log(std::string_view log) {
  std::vector<std::string_view> errors;
  std::string_view advice;
  each_line(log, [&](std::string_view line) {
    const bool is_error =
        line.find("[ERROR]") != std::string_view::npos || line.starts_with("ERROR: ");
    if (is_error) errors.push_back(line);
    for (const Advice& one : kAdvice) {
      if (line.find(one.sign) != std::string_view::npos && advice.empty()) advice = one.what;
    }
  });
  if (errors.empty()) {
    each_line(log, [&](std::string_view line) {
      if (!trimmed(line).empty()) errors.push_back(line);
    });
  }
  constexpr std::size_t kMost = 6;
  std::string out;
  for (std::size_t i = errors.size() - std::min(errors.size(), kMost); i < errors.size(); ++i)
    out += fmt::format("  {}\n", errors[i].substr(0, 300));
  if (!advice.empty()) out += fmt::format("{}\n", advice);
  return out;
}

std::string log_words(std::string_view log) {
  static constexpr std::array kSteps{
      Advice{"InnoDB: Starting crash recovery", kRecovering},
      Advice{"InnoDB: Starting final batch to recover", kRecovering},
      Advice{"WSREP: Start replication", kLooking},
      Advice{"failed to open gcomm backend connection", kNobody},
      Advice{"Requesting state transfer", kAsking},
      Advice{"Proceeding with SST", kCopying},
      Advice{"Receiving IST", kCatchingUp},
  };
  std::string_view step;
  each_line(log, [&](std::string_view line) {
    for (const Advice& one : kSteps) {
      if (line.find(one.sign) != std::string_view::npos) step = one.what;
    }
  });
  return std::string{step};
}

std::string find_island_start(std::string_view log) {
  std::string_view since;
  each_line(log, [&](std::string_view line) {
    if (line.find("New COMPONENT: primary = yes") != std::string_view::npos) since = {};
    if (line.find("New COMPONENT: primary = no") != std::string_view::npos && since.empty() &&
        line.size() >= 19) {
      since = line.substr(0, 19);
    }
  });
  return std::string{since};
}

}  // namespace haetae::site
