// SPDX-License-Identifier: Apache-2.0
#include "juso_plan.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

Outcome<std::string, IntakeError> read_head(const SourceFile& file) {
  auto stream = file.open();
  if (!stream) return fail(stream.error());
  std::string head(kHeadBytes, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const auto got =
        (*stream)->read({reinterpret_cast<std::uint8_t*>(head.data()) + size, head.size() - size});
    if (!got) return fail(got.error());
    if (*got == 0) break;
    size += *got;
  }
  head.resize(size);
  return head;
}

bool is_road_code(Layout layout) {
  return layout == Layout::road_code || layout == Layout::road_code_address;
}
bool is_building_db(Layout layout) {
  return layout == Layout::building || layout == Layout::building_lot;
}
bool is_navigation_db(Layout layout) {
  return layout == Layout::navi_building || layout == Layout::navi_lot ||
         layout == Layout::navi_entrance;
}

bool is_change_layout(Layout layout) {
  return layout == Layout::road_address || layout == Layout::road_address_lot ||
         layout == Layout::entrance || layout == Layout::no_data || is_road_code(layout) ||
         is_building_db(layout) || is_navigation_db(layout);
}

/// Whether changes of this file say what addresses there are, or only add to them.
bool is_beside(Layout layout, Origin origin) {
  if (layout == Layout::road_code) return true;
  if (is_building_db(layout)) return origin != Origin::buildings;
  return is_navigation_db(layout) && origin != Origin::navigation;
}

/// Why a file is left out; empty when it is read.
std::string why_not(const Recognition& found, const ReadOptions& options) {
  if (found.layout == Layout::unknown) return "not one of the official address files";
  // Changes of road codes look like the full file.
  const bool changes = found.changes || is_road_code(found.layout);
  if (options.changes && !changes) return "a full file: load it with haetae import juso";
  if (options.changes && !is_change_layout(found.layout)) {
    // Those of 주소DB do not say which lots and names are gone.
    return "changes of this file do not say what is gone: load the full one";
  }
  if (!options.changes && found.changes) {
    return "a change file: apply it with haetae import juso-daily";
  }
  return {};
}

bool is_address_db(Layout layout) {
  return layout == Layout::address_key || layout == Layout::address_extra ||
         layout == Layout::address_lot;
}

/// Files in the order in which they are read: changes by day, full files by what knows better.
bool before(const PlannedFile& a, const PlannedFile& b) {
  return std::tie(a.date, a.rules.layout, a.source->name) <
         std::tie(b.date, b.rules.layout, b.source->name);
}

std::optional<std::chrono::year_month_day> as_day(std::uint32_t date) {
  const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(date / 10'000)},
                                        std::chrono::month{date / 100 % 100},
                                        std::chrono::day{date % 100}};
  if (date < 20'000'000 || date > 21'000'000 || !day.ok()) return std::nullopt;
  return day;
}

std::uint32_t as_number(std::chrono::year_month_day day) {
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 10'000 +
         static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

/// The last run of exactly `length` digits that `accept` takes.
template <class Accept>
std::uint32_t last_run(std::string_view name, std::size_t length, const Accept& accept) {
  const auto digit = [&](std::size_t i) {
    return i < name.size() && name[i] >= '0' && name[i] <= '9';
  };
  for (std::size_t end = name.size(); end >= length; --end) {
    const std::size_t start = end - length;
    bool run = !digit(end) && (start == 0 || !digit(start - 1));
    std::uint32_t value = 0;
    for (std::size_t i = start; run && i < end; ++i) {
      run = digit(i);
      value = value * 10 + static_cast<std::uint32_t>(name[i] - '0');
    }
    if (run && accept(value)) return value;
  }
  return 0;
}

/// Whether the changes of `file` go on where the data ends.
bool continues(std::uint32_t reached, const PlannedFile& file) {
  if (reached == 0 || file.date == reached) return true;
  const std::uint32_t next = day_after(reached);
  return file.month ? next / 100 == file.date / 100 : next == file.date;
}

/// Changes must follow each other day by day, or month by month; what the data has already is left
/// out. Files that only add to the addresses are of no account: applied twice they change nothing.
Outcome<void, IntakeError> check_days(Plan& plan, const ReadOptions& options) {
  std::erase_if(plan.files, [&](const PlannedFile& file) {
    const bool old = !file.beside && file.date != 0 && file.date <= options.edition_before;
    if (old) {
      FileReport& report = plan.report.files[file.report];
      report.used = false;
      report.note = "the data has this day already";
    }
    return old;
  });
  std::uint32_t reached = options.edition_before;
  for (const PlannedFile& file : plan.files) {
    if (file.beside) continue;
    const std::uint32_t date = file.date;
    if (date == 0) {
      return fail(IntakeError{IntakeError::Kind::refused,
                              fmt::format("{} names no day (YYYYMMDD) or month (YYYYMM): change "
                                          "files are applied one after the other; keep the names "
                                          "of the downloads",
                                          file.source->name)});
    }
    if (!continues(reached, file) && !options.gaps_allowed) {
      return fail(IntakeError{
          IntakeError::Kind::refused,
          fmt::format("changes of {} are missing: the data reaches {}, the next file is of {}; "
                      "add the missing days, or load a full month with haetae import juso",
                      day_after(reached), reached, date)});
    }
    reached = date;
  }
  return {};
}

/// When the changes of a file were made, and whose addresses they are.
void date_changes(PlannedFile& file, Origin origin) {
  const Layout layout = file.rules.layout;
  file.date = date_in_name(file.source->name);
  if (file.date == 0) {
    file.date = month_in_name(file.source->name);
    file.month = file.date != 0;
  }
  file.beside = is_beside(layout, origin);
  file.rules.declares_addresses = !file.beside;
}

Origin origin_of(const Plan& plan) {
  Origin best = Origin::address_database;
  for (const PlannedFile& file : plan.files) {
    const Layout layout = file.rules.layout;
    if (layout == Layout::road_address) best = Origin::road_addresses;
    if (layout == Layout::building) best = std::min(best, Origin::buildings);
    if (layout == Layout::navi_building) best = std::min(best, Origin::navigation);
  }
  return best;
}

}  // namespace

std::uint32_t date_in_name(std::string_view name) {
  return last_run(name, 8, [](std::uint32_t value) { return as_day(value).has_value(); });
}

std::uint32_t month_in_name(std::string_view name) {
  const std::uint32_t month =
      last_run(name, 6, [](std::uint32_t value) { return as_day(value * 100 + 1).has_value(); });
  const auto first = as_day(month * 100 + 1);
  if (!first) return 0;
  return as_number({first->year() / first->month() / std::chrono::last});
}

std::uint32_t day_after(std::uint32_t date) {
  const auto day = as_day(date);
  if (!day) return 0;
  return as_number(std::chrono::year_month_day{std::chrono::sys_days{*day} + std::chrono::days{1}});
}

Outcome<Plan, IntakeError> plan_juso(const std::vector<SourceFile>& files,
                                     const ReadOptions& options) {
  Plan plan;
  for (const SourceFile& file : files) {
    const auto head = read_head(file);
    if (!head) return fail(head.error());
    const Recognition found = recognise(*head);
    FileReport report{.name = file.name,
                      .layout = found.layout,
                      .changes = found.changes,
                      .note = why_not(found, options)};
    report.used = report.note.empty();
    if (report.used) {
      PlannedFile planned;
      planned.source = &file;
      planned.rules = {.layout = found.layout,
                       .encoding = found.encoding,
                       .header = found.header,
                       .changes = options.changes};
      planned.bom = found.bom;
      if (options.changes) date_changes(planned, options.origin_before);
      planned.report = plan.report.files.size();
      plan.files.push_back(planned);
      plan.report.edition = std::max(
          plan.report.edition, options.changes ? planned.reaches() : month_in_name(file.name));
    }
    plan.report.files.push_back(std::move(report));
  }
  std::sort(plan.files.begin(), plan.files.end(), before);
  if (options.changes) {
    if (const auto days = check_days(plan, options); !days) return fail(days.error());
    return plan;
  }
  plan.report.origin = origin_of(plan);
  const bool best = plan.report.origin == Origin::road_addresses;
  for (PlannedFile& file : plan.files) {
    file.rules.declares_addresses = !best;
    if (!best || !is_address_db(file.rules.layout)) continue;
    plan.report.files[file.report].used = false;
    plan.report.files[file.report].note = "adds nothing to 도로명주소 한글, which is here too";
  }
  if (best) {
    std::erase_if(plan.files, [](const PlannedFile& f) { return is_address_db(f.rules.layout); });
  }
  return plan;
}

}  // namespace haetae::intake
