// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field.hpp"
#include "haetae/site/lab.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::drill {

/// Three sites in network namespaces, each with a MariaDB and a Haetae, and the users' network.
class LabField final : public Field {
 public:
  struct Setup {
    std::filesystem::path dir;      ///< must be empty
    std::filesystem::path program;  ///< the haetae to run
    std::chrono::microseconds delay{1'000};
    std::uint16_t smtp_port = 2525;  ///< in the users' network
    /// A site whose database lives on a disk of so many MiB of its own (in memory).
    std::optional<std::size_t> small_site = {};
    std::size_t small_mib = 2'048;
    std::function<void(std::string_view)> say;
  };
  LabField(Setup setup, const base::Clock& clock, base::Entropy& entropy);

  ~LabField() override;

  /// Databases, then servers.
  void start();
  /// Leaves no byte free on the small disk, or gives it back.
  void fill_disk();
  void free_disk();
  [[nodiscard]] App make_app();
  /// The server alone, with another program or after it was stopped.
  void serve(std::size_t site, const std::filesystem::path& program);
  /// The same below another program: "faketime +5s haetae serve …".
  void serve_below(std::size_t site, const std::vector<std::string>& wrapper,
                   const std::filesystem::path& program);
  /// Ends the server in order, as an upgrade does.
  void stop_server(std::size_t site);
  [[nodiscard]] site::Lab& lab() { return *lab_; }
  /// What one of the node's own statements answers, in lines with tabs.
  [[nodiscard]] std::string query(std::size_t site, const std::string& statement) const;
  /// How the database came back the last time.
  [[nodiscard]] const std::string& transfer(std::size_t site) const { return transfers_[site]; }
  /// Calls of bring_back for all these sites at once.
  void bring_back_all(const std::vector<std::size_t>& sites);

  [[nodiscard]] std::size_t sites() const override { return servers_.size(); }
  [[nodiscard]] std::string name_of(std::size_t site) const override;
  [[nodiscard]] std::vector<Target> targets() const override;
  [[nodiscard]] std::thread thread(std::function<void()> work) override;
  void strike(std::size_t site, Blow blow) override;
  void bring_back(std::size_t site) override;
  [[nodiscard]] NodeRows rows(std::size_t site) override;

 private:
  [[nodiscard]] std::filesystem::path data_of(std::size_t site) const;
  [[nodiscard]] std::filesystem::path config_of(std::size_t site) const;
  void configure(std::size_t site) const;
  /// Sealing keys and addresses, which an operator puts at every site.
  void equip(std::size_t site) const;
  [[nodiscard]] std::filesystem::path small_disk() const;
  [[nodiscard]] std::string run(const std::vector<std::string>& arguments) const;

  Setup setup_;
  std::unique_ptr<site::Lab> lab_;
  std::vector<pid_t> servers_;
  std::vector<std::string> transfers_;
};

}  // namespace haetae::drill
