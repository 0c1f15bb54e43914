// SPDX-License-Identifier: Apache-2.0
#include "artifact_receiver.hpp"

#include <algorithm>
#include <cerrno>

namespace haetae::intake {

bool TextReceiver::begin(const FetchHead& head) {
  text_.clear();
  too_long_ = head.total && *head.total > kManifestBytesMax;
  return !too_long_ && head.from == 0;
}

bool TextReceiver::take(base::BytesView bytes) {
  too_long_ = text_.size() + bytes.size() > kManifestBytesMax;
  if (!too_long_) text_ += base::as_text(bytes);
  return !too_long_;
}

void FileReceiver::prepare() {
  received_ = 0;
  wrong_ = false;
  disk_error_ = 0;
}

bool FileReceiver::refuse() {
  wrong_ = true;
  // Bytes of two versions of a file may stand beside each other in here.
  chunk_.clear();
  tag_.clear();
  return false;
}

bool FileReceiver::begin(const FetchHead& head) {
  if (head.total && *head.total != file_.bytes) return refuse();
  if (head.from != offset()) {
    if (head.from != 0) return refuse();
    // The store knows no ranges, or the file has another tag now: all of it comes again.
    part_.restart();
    chunk_.clear();
  }
  tag_ = head.tag;
  return true;
}

bool FileReceiver::take(base::BytesView bytes) {
  received_ += bytes.size();
  while (!bytes.empty()) {
    const std::uint64_t wanted = part_.wanted();
    if (wanted == 0) return refuse();  // more than the manifest says
    const std::size_t step = std::min<std::uint64_t>(wanted - chunk_.size(), bytes.size());
    chunk_.insert(chunk_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(step));
    bytes = bytes.subspan(step);
    if (chunk_.size() < wanted) break;
    switch (part_.append(chunk_)) {
      case PartFile::Append::written:
        break;
      case PartFile::Append::wrong:
        return refuse();
      case PartFile::Append::disk:
        disk_error_ = errno;
        chunk_.clear();
        return false;
    }
    chunk_.clear();
    progress_(part_.size());
  }
  return true;
}

}  // namespace haetae::intake
