// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace haetae::drill {

/// What one node's own database holds, as far as drills claim things about it.
struct NodeRows {
  struct Family {
    std::int64_t generation = 0;
    bool revoked = false;
    friend bool operator==(const Family&, const Family&) = default;
  };
  std::string node;
  std::map<std::string, Family> families;
  std::set<std::string> people;                          ///< e-mails
  std::set<std::pair<std::string, std::int64_t>> links;  ///< e-mail, app
  std::map<std::string, std::int64_t> sessions;          ///< by e-mail
};

/// The statements that rows come from, in one portable subset of SQL; each gives the rows of one
/// kind, whose name is the first column.
[[nodiscard]] const std::vector<std::string>& row_queries();
/// Reads their answers: a row a line, columns with tabs between. Throws std::runtime_error for
/// lines that are none.
[[nodiscard]] NodeRows read_rows(std::string node, std::string_view text);

/// The complaints of a check, in words. All must be empty.
struct Findings {
  std::vector<std::string> lost;         ///< acknowledged, and not at a node
  std::vector<std::string> spent_twice;  ///< used more often than it may be
  std::vector<std::string> differ;       ///< nodes that do not hold the same
};

/// Holds the rows of every node against the ledger. What was acknowledged must be there; what
/// nobody knows may be there; a generation beyond all requests was spent twice, and so was a token
/// that gave two successors.
[[nodiscard]] Findings check_rows(const std::vector<Entry>& entries,
                                  const std::vector<NodeRows>& nodes);

/// The passwords that each person may have: one, or several after an unknown change.
[[nodiscard]] std::map<std::string, std::set<std::string>> passwords_of(
    const std::vector<Entry>& entries);

}  // namespace haetae::drill
