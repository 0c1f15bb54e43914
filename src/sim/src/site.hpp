// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/services.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/password.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/wire/endpoint.hpp"
#include "schedule.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace haetae::sim {

inline constexpr std::string_view kOrigin = "https://id.example.org";

/// A site's clock: simulated time plus what this machine is off by.
class SiteClock final : public base::Clock {
 public:
  explicit SiteClock(const Schedule& schedule) : schedule_(schedule) {}
  [[nodiscard]] base::Instant now() const override;
  [[nodiscard]] std::chrono::nanoseconds steady() const override { return schedule_.now(); }
  void set_skew(base::Milliseconds skew) { skew_ = skew; }

 private:
  const Schedule& schedule_;
  base::Milliseconds skew_{0};
};

/// What one life of a site's server stands on.
struct Ground {
  explicit Ground(std::uint64_t entropy_seed);

  base::SeededEntropy entropy;
  const crypto::Sealer sealer;
  const crypto::PasswordHasher hasher;
  accounts::NoNotices notices;
};

/// One life of a site's server: the shipped services over a given store, wired as the server wires
/// them, and the shipped rows of pages, of the Kakao surface and of the standard one.
class Services : public Ground, public accounts::Services {
 public:
  Services(accounts::Store& store, const base::Clock& clock, std::uint64_t entropy_seed);

  /// The row that answers, or nullptr.
  [[nodiscard]] const wire::Endpoint* find(const wire::Request& request) const;

 private:
  void add(wire::Endpoints rows);

  std::map<std::pair<wire::Method, std::string>, wire::Endpoint> rows_;
};

}  // namespace haetae::sim
