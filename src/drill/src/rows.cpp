// SPDX-License-Identifier: Apache-2.0
// What a node's own database holds.
#include "check.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <stdexcept>

namespace haetae::drill {
namespace {

constexpr std::size_t kColumnsMax = 4;

std::vector<std::string_view> columns_of(std::string_view line) {
  std::vector<std::string_view> columns;
  while (columns.size() <= kColumnsMax) {
    const std::size_t tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) break;
    line.remove_prefix(tab + 1);
  }
  return columns;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
    throw std::runtime_error{fmt::format("'{}' is no number", text)};
  }
  return number;
}

void add(NodeRows& rows, std::string_view line) {
  const auto columns = columns_of(line);
  const std::string_view kind = columns.front();
  const auto is = [&](std::string_view name, std::size_t count) {
    return kind == name && columns.size() == count;
  };
  if (is("family", 4)) {
    rows.families[std::string{columns[1]}] = {number_of(columns[2]), number_of(columns[3]) != 0};
  } else if (is("person", 2)) {
    rows.people.emplace(columns[1]);
  } else if (is("link", 3)) {
    rows.links.emplace(std::string{columns[1]}, number_of(columns[2]));
  } else if (is("session", 3)) {
    rows.sessions[std::string{columns[1]}] = number_of(columns[2]);
  } else {
    throw std::runtime_error{fmt::format("'{}' is no row of a drill", line)};
  }
}

}  // namespace

const std::vector<std::string>& row_queries() {
  static const std::vector<std::string> queries{
      "SELECT 'family', id, generation, revoked FROM families",
      "SELECT 'person', normal_email FROM people",
      "SELECT 'link', normal_email, app FROM links JOIN people ON person_id = people.id",
      "SELECT 'session', normal_email, COUNT(*) FROM sessions JOIN people "
      "ON person_id = people.id GROUP BY normal_email"};
  return queries;
}

NodeRows read_rows(std::string node, std::string_view text) {
  NodeRows rows;
  rows.node = std::move(node);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) add(rows, line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return rows;
}

}  // namespace haetae::drill
