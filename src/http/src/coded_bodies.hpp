// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/http/options.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace haetae::http {

using SharedText = std::shared_ptr<const std::string>;

/// What is derived from a body: its entity tag (in quotes), or a content coding of it.
enum class BodyForm : std::uint8_t { entity_tag, gzip, br };

/// Makes one form. An empty text when the encoder fails or the coding would not be smaller.
/// entity_tag: 128 bits of SHA-256 in base64url, quoted.
[[nodiscard]] std::string make_form(std::string_view body, BodyForm form,
                                    const CompressionOptions& options);

/// Forms of bodies that many answers share, remembered by the body's identity as long as it
/// lives. Where the I/O threads keep their own front, this takes no lock on their way.
class BodyForms {
 public:
  explicit BodyForms(const CompressionOptions& options) : options_(options) {}
  BodyForms(const BodyForms&) = delete;
  BodyForms& operator=(const BodyForms&) = delete;
  virtual ~BodyForms() = default;

  /// Never null; empty as make_form says. Costs the encoding when asked first.
  [[nodiscard]] virtual SharedText find_or_make(const SharedText& body, BodyForm form) = 0;
  [[nodiscard]] const CompressionOptions& options() const { return options_; }

 private:
  CompressionOptions options_;
};

/// A bounded map; not thread-safe. Entries of bodies that died go when there is no more room.
class FormMap {
 public:
  explicit FormMap(std::size_t entries_max) : entries_max_(entries_max) {}
  /// Null when unknown.
  [[nodiscard]] SharedText find(const SharedText& body, BodyForm form) const;
  void put(const SharedText& body, BodyForm form, SharedText made);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    /// Keeps the control block, so that another body at the same address is told apart.
    std::weak_ptr<const std::string> body;
    SharedText made;
  };
  std::size_t entries_max_;
  std::map<std::pair<const std::string*, BodyForm>, Entry> entries_;
};

/// For all threads, under a lock; encodes outside of it.
class SharedForms final : public BodyForms {
 public:
  explicit SharedForms(const CompressionOptions& options)
      : BodyForms(options), map_(options.cached_bodies_max) {}
  [[nodiscard]] SharedText find_or_make(const SharedText& body, BodyForm form) override;

 private:
  std::mutex mutex_;
  FormMap map_;
};

/// One thread's front: asks the shared one on a miss only.
class ThreadForms final : public BodyForms {
 public:
  explicit ThreadForms(SharedForms& shared)
      : BodyForms(shared.options()), shared_(shared), map_(shared.options().cached_bodies_max) {}
  [[nodiscard]] SharedText find_or_make(const SharedText& body, BodyForm form) override;

 private:
  SharedForms& shared_;
  FormMap map_;
};

}  // namespace haetae::http
