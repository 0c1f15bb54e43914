// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster.hpp"
#include "haetae/sim/simulation.hpp"
#include "site.hpp"
#include "start.hpp"
#include "store.hpp"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::sim {

/// How long after an acknowledgement another site may not know of it, as the documentation of
/// revocations tells people.
inline constexpr Span kBound = seconds(1);

/// What came back from a site, if anything.
struct Reply {
  enum class Kind {
    answered,
    unreached,  ///< certainly not done
    lost,       ///< may or may not have been done
  };
  Kind kind = Kind::unreached;
  wire::Response response;
  std::size_t site = 0;
  Span sent{0}, received{0};
  /// The site belonged to the majority from `sent` to `received`.
  bool healthy = false;
  /// Since when it had.
  Span healthy_since{0};

  [[nodiscard]] bool answered(int status) const {
    return kind == Kind::answered && response.status == status;
  }
};

/// One site: its clock, the present life of its server.
struct Site {
  explicit Site(const Schedule& schedule) : clock(schedule) {}
  SiteClock clock;
  std::unique_ptr<SimStore> store;
  std::shared_ptr<Services> services;  ///< nullptr while it is down
};

/// Everything of one run that is not a person.
class World {
 public:
  World(const Options& given, const Start& start);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  /// Sends a request to a site; stops the running fiber until the answer is there or given up.
  /// `who` decides who still reaches a site that is cut off from the others.
  Reply ask(std::size_t who, std::size_t index, wire::Request request);

  /// The six digits of each mail to `email` that a site knows, newest first by the sites' clocks.
  [[nodiscard]] std::vector<std::string> mailed_codes(std::size_t index, std::string_view email);

  void find(std::string_view kind, std::string text);
  void note(std::string line);
  template <class... Args>
  void note(fmt::format_string<Args...> format, Args&&... args) {
    note(fmt::format(format, std::forward<Args>(args)...));
  }

  /// Brings a site's server up on its database.
  void boot(std::size_t index);
  void shut(std::size_t index);
  [[nodiscard]] std::size_t sites() const { return sites_.size(); }
  [[nodiscard]] Site& site(std::size_t index) { return *sites_[index]; }

  const Options options;
  const Start& start;
  Schedule schedule;
  Dice dice;
  Cluster cluster;
  Result result;
  bool over = false;  ///< everybody is done: no more upkeep

 private:
  void keep_fresh(std::size_t index);
  void keep_clean(std::size_t index);
  [[nodiscard]] bool reaches(std::size_t who, std::size_t index);
  wire::Response handle(Services& services, const wire::Request& request);
  void judge(std::size_t who, const Reply& reply, const wire::Request& request);

  std::vector<std::unique_ptr<Site>> sites_;
};

}  // namespace haetae::sim
