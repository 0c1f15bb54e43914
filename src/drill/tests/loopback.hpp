// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field.hpp"

#include <filesystem>
#include <sys/types.h>

namespace haetae::drill {

/// A field without root: servers on loopback that share one SQLite database, which imitates a
/// database that every site holds. Only their processes die.
class LoopbackField final : public Field {
 public:
  /// `program`: the haetae to run. `smtp_port`: where mail goes.
  LoopbackField(std::filesystem::path program, std::size_t sites, std::uint16_t smtp_port);
  ~LoopbackField() override;

  void start();
  [[nodiscard]] App make_app();

  [[nodiscard]] std::size_t sites() const override { return processes_.size(); }
  [[nodiscard]] std::string name_of(std::size_t site) const override;
  [[nodiscard]] std::vector<Target> targets() const override;
  [[nodiscard]] std::thread thread(std::function<void()> work) override;
  void strike(std::size_t site, Blow blow) override;
  void bring_back(std::size_t site) override;
  [[nodiscard]] NodeRows rows(std::size_t site) override;

 private:
  void launch(std::size_t site);
  [[nodiscard]] std::string run(const std::vector<std::string>& arguments) const;

  std::filesystem::path program_, dir_;
  std::uint16_t first_port_;
  std::uint16_t smtp_port_;
  std::vector<pid_t> processes_;
};

}  // namespace haetae::drill
