// SPDX-License-Identifier: Apache-2.0
#include "galera/node.hpp"

#include <charconv>

namespace haetae::storage::galera {

namespace {

constexpr base::Milliseconds kPatience{2000};

template <class Number>
void read_number(Number& into, const std::string& text) {
  std::from_chars(text.data(), text.data() + text.size(), into);
}

void note(NodeState& state, const std::string& name, const std::string& value) {
  if (name == "wsrep_ready") {
    state.ready = value == "ON";
  } else if (name == "wsrep_cluster_status") {
    state.primary = value == "Primary";
  } else if (name == "wsrep_local_state_comment") {
    state.state = value;
  } else if (name == "wsrep_cluster_size") {
    read_number(state.cluster_size, value);
  } else if (name == "wsrep_cluster_state_uuid") {
    state.cluster_id = value;
  } else if (name == "wsrep_last_committed") {
    read_number(state.last_committed, value);
  }
}

}  // namespace

NodeState Node::ask() {
  if (!connection_) {
    connection_ = std::make_unique<Connection>(options_, Role::plain, kPatience);
  }
  NodeState state;
  // SHOW is answered by a node that answers nothing else.
  for (const auto& row : connection_->ask("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'")) {
    state.replicated = row.at(1).value_or("") == "ON";
  }
  for (const auto& row : connection_->ask("SHOW GLOBAL STATUS LIKE 'wsrep_%'")) {
    note(state, row.at(0).value_or(""), row.at(1).value_or(""));
  }
  state.reachable = true;
  return state;
}

NodeState Node::state() {
  const std::lock_guard lock{mutex_};
  for (int attempt = 1;; ++attempt) {
    try {
      return ask();
    } catch (const GaleraFailure& failure) {
      // Once more on a new connection: the former may have broken while it was idle.
      const bool again = connection_ != nullptr && attempt == 1 && failure.fate() == Fate::lost;
      connection_.reset();
      if (!again) {
        NodeState state;
        state.words = failure.what();
        return state;
      }
    }
  }
}

}  // namespace haetae::storage::galera
