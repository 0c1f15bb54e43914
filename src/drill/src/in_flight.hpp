// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steps.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace haetae::drill {

/// Something that takes several requests, begun at a site that dies and finished at another one.
class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  virtual ~Flow() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Long before the fault: whoever takes part has an account.
  virtual void prepare() = 0;
  /// Just before the fault, at the site that is to die.
  virtual void begin(std::size_t site) = 0;
  /// At another site. Throws when it cannot be finished.
  virtual void finish(std::size_t site) = 0;
  /// At a third one, what was spent once more; true when it was accepted, which must not be.
  [[nodiscard]] virtual bool spend_again(std::size_t site) = 0;
};

/// One flow of every kind.
[[nodiscard]] std::vector<std::unique_ptr<Flow>> make_flows(World& world);

struct FlowCount {
  std::string name;
  int begun = 0, finished = 0, spent_twice = 0;
};

/// All flows through one destruction of a site.
class InFlight {
 public:
  using Thread = std::function<std::thread(std::function<void()>)>;
  /// `each`: how many of every kind.
  InFlight(World& world, std::size_t each, Thread start);

  void prepare();
  void begin(std::size_t doomed);
  /// At two sites that stand; then tries to spend everything once more at the other one.
  void finish(std::size_t at, std::size_t again);
  [[nodiscard]] const std::vector<FlowCount>& counts() const { return counts_; }
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  void each(const std::function<void(Flow&, FlowCount&)>& what, std::string_view doing);

  Thread start_;
  std::vector<std::unique_ptr<Flow>> flows_;
  std::vector<FlowCount> counts_;
  std::vector<std::string> complaints_;
  std::mutex mutex_;
};

}  // namespace haetae::drill
