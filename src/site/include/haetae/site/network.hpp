// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace haetae::site {

/// One direction between two ports.
struct Link {
  std::chrono::microseconds delay{0};
  double loss = 0;   ///< share of frames dropped, 0–1
  bool cut = false;  ///< every frame is dropped, silently
};

/// An Ethernet switch in this process, between TAP devices in network namespaces. Frames to a port
/// p carry the destination 02:00:00:00:00:p+1; broadcasts go everywhere. Thread-safe.
class Switch {
 public:
  /// Takes over the descriptors (TAP with virtio header, see open_tap) and starts forwarding.
  Switch(std::vector<int> taps, const base::Clock& clock, std::uint64_t seed);
  Switch(const Switch&) = delete;
  Switch& operator=(const Switch&) = delete;
  ~Switch();

  [[nodiscard]] std::size_t ports() const;
  [[nodiscard]] Link link(std::size_t from, std::size_t to) const;
  /// Takes effect for frames sent from now on.
  void set(std::size_t from, std::size_t to, Link link);
  /// The same delay or loss for every direction.
  void set_delay(std::chrono::microseconds delay);
  void set_loss(double loss);
  /// Cuts a port off from all others, both ways, or joins it again; frames under way are lost too.
  void cut(std::size_t port, bool is_cut);
  /// Cuts or joins what `from` sends to `to`, one way only.
  void cut_one_way(std::size_t from, std::size_t to, bool is_cut);
  /// Counts the frames that hold this text from now on: what is encrypted is in none.
  void look_for(std::string text);
  [[nodiscard]] std::uint64_t found() const;
  /// Frames carried and dropped since the start.
  [[nodiscard]] std::uint64_t carried() const;
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Makes a TAP device of that name in the calling thread's network namespace, gives it the port's
/// hardware address, 10.213.0.(port + 1)/24, and brings it and loopback up. The descriptor, or -1
/// with errno.
[[nodiscard]] int open_tap(const char* name, std::size_t port);

/// "10.213.0.1" for port 0.
[[nodiscard]] const char* port_address(std::size_t port);

}  // namespace haetae::site
