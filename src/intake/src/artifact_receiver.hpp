// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "artifact_part.hpp"
#include "haetae/intake/artifact_pull.hpp"

#include <string>

namespace haetae::intake {

/// Takes a manifest, up to its greatest length.
class TextReceiver final : public FetchSink {
 public:
  bool begin(const FetchHead& head) override;
  bool take(base::BytesView bytes) override;
  [[nodiscard]] bool too_long() const { return too_long_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool too_long_ = false;
};

/// Takes a file, chunk by chunk, over as many answers as it needs. A chunk that breaks off is
/// continued by the next answer.
class FileReceiver final : public FetchSink {
 public:
  FileReceiver(PartFile& part, const ArtifactFile& file,
               std::function<void(std::uint64_t done)> progress)
      : part_(part), file_(file), progress_(std::move(progress)) {}

  /// Before each answer.
  void prepare();
  bool begin(const FetchHead& head) override;
  bool take(base::BytesView bytes) override;

  [[nodiscard]] std::uint64_t offset() const { return part_.size() + chunk_.size(); }
  [[nodiscard]] const std::string& tag() const { return tag_; }
  /// Bytes that the last answer brought, of use or not.
  [[nodiscard]] std::uint64_t received() const { return received_; }
  /// The last answer brought other bytes than the manifest says, or another length.
  [[nodiscard]] bool wrong() const { return wrong_; }
  /// errno of a write that failed in the last answer, or 0.
  [[nodiscard]] int disk_error() const { return disk_error_; }

 private:
  bool refuse();

  PartFile& part_;
  const ArtifactFile& file_;
  std::function<void(std::uint64_t)> progress_;
  base::Bytes chunk_;
  std::string tag_;
  std::uint64_t received_ = 0;
  bool wrong_ = false;
  int disk_error_ = 0;
};

}  // namespace haetae::intake
