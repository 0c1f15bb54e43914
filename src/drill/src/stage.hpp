// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/drill.hpp"
#include "lab_field.hpp"
#include "load.hpp"
#include "report.hpp"

#include <fmt/format.h>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace haetae::drill {

/// A folder that is gone when the drill is over, unless it is kept for whoever looks for a cause.
class Workplace {
 public:
  Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Everything that a drill needs, in the order in which it comes up: sites, mail, front end,
/// people.
class Stage {
 public:
  Stage(const Options& options, const base::Clock& clock, base::Entropy& entropy,
        std::optional<std::size_t> small_site = {});
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage();

  /// Brings up the sites, makes everybody known, begins the load and lets it run calmly.
  void begin(const std::vector<Share>& shares);

  [[nodiscard]] LabField& field() { return *field_; }
  [[nodiscard]] Front& front() { return *front_; }
  [[nodiscard]] World& world() { return *world_; }
  [[nodiscard]] Ledger& ledger() { return *ledger_; }
  [[nodiscard]] Story& story() { return story_; }
  [[nodiscard]] Load::Thread threads();

  void mark(Moment::What what, std::size_t site, std::string english = {}, std::string korean = {});
  template <class... Words>
  void say(fmt::format_string<Words...> text, Words&&... words) {
    options_.say(fmt::format(text, std::forward<Words>(words)...));
  }
  /// Destroys a site, finishes what it left open, brings it back; adds a cycle to the story.
  void lose(std::size_t site, Blow blow, std::string_view name);

  /// Waits until the front end sends users there. Throws when it does not for a minute.
  void wait_in(std::size_t site);
  /// When the front end last took it in; `since` when that was before.
  [[nodiscard]] nanoseconds taken_in(std::size_t site, nanoseconds since);
  /// In a thread of the users' network; throws what it throws.
  void as_user(const std::function<void()>& work);
  void end_load();
  /// Since the ledger began, for progress.
  [[nodiscard]] std::string clock_text() const;
  [[nodiscard]] const Options& options() const { return options_; }

  /// Ends the load, looks everything up at every node, and writes the report.
  /// `limits`: nothing when the drill makes its own demands on times.
  [[nodiscard]] Result finish(const std::optional<TimeLimits>& limits);

 private:
  void check_passwords();
  void write_report(const wire::Json& json) const;

  const Options options_;
  const base::Clock& clock_;
  Workplace workplace_;
  std::unique_ptr<LabField> field_;
  std::unique_ptr<Mailbox> mailbox_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Front> front_;
  std::unique_ptr<World> world_;
  std::unique_ptr<Load> load_;
  std::mutex mutex_;
  Story story_;
};

}  // namespace haetae::drill
