// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data_dir.hpp"
#include "haetae/kakao/local_quotas.hpp"
#include "ticker.hpp"

#include <mutex>

namespace haetae::app {

/// Keeps what apps have used of their quotas today in a file of the data directory: read at the
/// start, written every ten seconds when something changed, and at the end. A crash forgets the
/// last seconds; another node counts on its own.
class QuotaFile {
 public:
  QuotaFile(const DataDir& dir, kakao::LocalQuotas& quotas);
  QuotaFile(const QuotaFile&) = delete;
  QuotaFile& operator=(const QuotaFile&) = delete;
  ~QuotaFile();

 private:
  void load();
  void save();

  const std::filesystem::path path_;
  kakao::LocalQuotas& quotas_;
  std::mutex mutex_;
  std::string saved_;
  bool warned_ = false;
  std::optional<Ticker> ticker_;
};

}  // namespace haetae::app
