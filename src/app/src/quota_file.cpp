// SPDX-License-Identifier: Apache-2.0
#include "quota_file.hpp"

#include "haetae/base/log.hpp"
#include "haetae/intake/data_store.hpp"

#include <fstream>
#include <iterator>

namespace haetae::app {
namespace {

constexpr base::Milliseconds kEvery{10'000};
constexpr std::size_t kBytesMax = 16U << 20;  ///< some hundred thousand apps

}  // namespace

QuotaFile::QuotaFile(const DataDir& dir, kakao::LocalQuotas& quotas)
    : path_(dir.quotas()), quotas_(quotas) {
  load();
  ticker_.emplace(kEvery, [this] { save(); });
}

QuotaFile::~QuotaFile() {
  ticker_.reset();
  save();
}

void QuotaFile::load() {
  std::ifstream file{path_, std::ios::binary};
  if (!file) return;
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (text.size() <= kBytesMax && quotas_.restore(text)) {
    saved_ = std::move(text);
    return;
  }
  base::log(base::LogLevel::warning, "quotas_unreadable",
            {{"file", path_.string()}, {"advice", "counting begins anew"}});
}

void QuotaFile::save() {
  const std::lock_guard lock{mutex_};
  std::string text = quotas_.to_text();
  // Nothing was ever asked: then no file either.
  if (text == saved_ || (saved_.empty() && text == kakao::LocalQuotas{}.to_text())) return;
  intake::AtomicFile file{path_};
  file.write(base::as_bytes(text));
  if (const auto done = file.commit(); done) {
    saved_ = std::move(text);
    warned_ = false;
  } else if (!warned_) {
    warned_ = true;
    base::log(base::LogLevel::warning, "quotas_unsaved", {{"why", done.error().message}});
  }
}

}  // namespace haetae::app
