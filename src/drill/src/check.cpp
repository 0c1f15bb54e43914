// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

enum class Must { be, not_be, either };

struct FamilyHope {
  bool exists = false;
  std::int64_t least = 0;
  std::int64_t most = 0;  ///< what the newest token that anybody presented can have led to
  Must revoked = Must::either;
};

struct Hopes {
  std::map<std::string, FamilyHope> families;
  std::set<std::string> people;
  std::map<std::pair<std::string, std::int64_t>, Must> links;
  std::map<std::string, std::int64_t> sessions;
  std::map<std::string, std::set<std::string>> spent;  ///< key → values that were acknowledged
};

void hope_family(FamilyHope& hope, const Entry& entry, bool known) {
  if (entry.claim == Claim::family_started) {
    hope.exists = hope.exists || known;
  } else if (entry.claim == Claim::family_advanced) {
    hope.most = std::max(hope.most, entry.number);
    if (!known) return;
    hope.exists = true;
    hope.least = std::max(hope.least, entry.number);
  } else if (known) {
    hope.revoked = Must::be;
  } else if (hope.revoked != Must::be) {
    hope.revoked = Must::either;
  }
}

void add(Hopes& hopes, const Entry& entry) {
  // What was put off may have been done all the same.
  if (entry.fate == Fate::failed || entry.fate == Fate::unsent) return;
  const bool known = entry.fate == Fate::acknowledged;
  switch (entry.claim) {
    case Claim::person_made:
      if (known) hopes.people.insert(entry.key);
      return;
    case Claim::session_made:
      if (known) ++hopes.sessions[entry.key];
      return;
    case Claim::link_made:
    case Claim::link_gone: {
      const Must must = entry.claim == Claim::link_made ? Must::be : Must::not_be;
      hopes.links[{entry.key, entry.number}] = known ? must : Must::either;
      return;
    }
    case Claim::family_started:
    case Claim::family_advanced:
    case Claim::family_ended:
      if (!entry.key.empty()) hope_family(hopes.families[entry.key], entry, known);
      if (known && !entry.value.empty()) {
        // Two successors of one token would be two heirs of one grant.
        hopes.spent[fmt::format("token {} of {}", entry.number - 1, entry.key)].insert(entry.value);
      }
      return;
    case Claim::once:
      if (known) hopes.spent[entry.key].insert(entry.value);
      return;
    case Claim::none:
    case Claim::password_set:
      return;
  }
}

class Check {
 public:
  Check(const Hopes& hopes, const NodeRows& node, Findings& findings)
      : hopes_(hopes), node_(node), findings_(findings) {}

  void run() {
    for (const auto& [id, hope] : hopes_.families)
      family(id, hope);
    for (const std::string& email : hopes_.people) {
      if (!node_.people.contains(email)) lost("the person {}", email);
    }
    for (const auto& [key, must] : hopes_.links) {
      const bool is = node_.links.contains(key);
      if (must == Must::be && !is) lost("the link of {} to app {}", key.first, key.second);
      if (must == Must::not_be && is) lost("the unlinking of {} from {}", key.first, key.second);
    }
    for (const auto& [email, least] : hopes_.sessions) {
      const auto found = node_.sessions.find(email);
      const std::int64_t count = found == node_.sessions.end() ? 0 : found->second;
      if (count < least) lost("{} of {} sessions of {}", least - count, least, email);
    }
  }

 private:
  template <class... Words>
  void lost(fmt::format_string<Words...> text, Words&&... words) {
    findings_.lost.push_back(
        fmt::format("{}: {}", node_.node, fmt::format(text, std::forward<Words>(words)...)));
  }

  void family(const std::string& id, const FamilyHope& hope) {
    const auto found = node_.families.find(id);
    if (found == node_.families.end()) {
      if (hope.exists) lost("the grant {}", id);
      return;
    }
    const NodeRows::Family& row = found->second;
    if (row.generation < hope.least) {
      lost("generation {} of {} (it is at {})", hope.least, id, row.generation);
    }
    if (row.generation > hope.most) {
      findings_.spent_twice.push_back(
          fmt::format("{}: {} is at generation {}, and no token beyond {} was presented",
                      node_.node, id, row.generation, hope.most));
    }
    if (hope.revoked == Must::be && !row.revoked) lost("the revocation of {}", id);
  }

  const Hopes& hopes_;
  const NodeRows& node_;
  Findings& findings_;
};

template <class Rows>
void compare(Findings& findings, const NodeRows& a, const NodeRows& b, Rows NodeRows::*rows,
             std::string_view what) {
  if (a.*rows == b.*rows) return;
  findings.differ.push_back(fmt::format("{} and {} hold different {} ({} and {} of them)", a.node,
                                        b.node, what, (a.*rows).size(), (b.*rows).size()));
}

}  // namespace

Findings check_rows(const std::vector<Entry>& entries, const std::vector<NodeRows>& nodes) {
  Hopes hopes;
  for (const Entry& entry : entries)
    add(hopes, entry);
  Findings findings;
  for (const NodeRows& node : nodes)
    Check{hopes, node, findings}.run();
  for (const auto& [key, values] : hopes.spent) {
    if (values.size() > 1) {
      findings.spent_twice.push_back(fmt::format("{} was spent {} times", key, values.size()));
    }
  }
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    compare(findings, nodes[0], nodes[i], &NodeRows::families, "grants");
    compare(findings, nodes[0], nodes[i], &NodeRows::people, "people");
    compare(findings, nodes[0], nodes[i], &NodeRows::links, "links");
    compare(findings, nodes[0], nodes[i], &NodeRows::sessions, "sessions");
  }
  return findings;
}

std::map<std::string, std::set<std::string>> passwords_of(const std::vector<Entry>& entries) {
  std::map<std::string, std::set<std::string>> found;
  for (const Entry& entry : entries) {
    if (entry.claim != Claim::password_set) continue;
    if (entry.fate == Fate::acknowledged) found[entry.key].clear();
    if (entry.fate != Fate::failed && entry.fate != Fate::unsent) {
      found[entry.key].insert(entry.value);
    }
  }
  return found;
}

}  // namespace haetae::drill
