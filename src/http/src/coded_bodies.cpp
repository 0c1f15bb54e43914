// SPDX-License-Identifier: Apache-2.0
#include "coded_bodies.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"

#include <array>
#include <brotli/encode.h>
#include <libdeflate.h>
#include <openssl/evp.h>

namespace haetae::http {
namespace {

std::string make_entity_tag(std::string_view body) {
  static const EVP_MD* const sha256 = EVP_sha256();
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  const int done = EVP_Digest(body.data(), body.size(), digest.data(), &length, sha256, nullptr);
  HAETAE_ASSERT(done == 1 && length == 32);
  return '"' + wire::base64url_encode({digest.data(), 16}) + '"';
}

std::string gzip(std::string_view body, int level) {
  struct Free {
    void operator()(libdeflate_compressor* it) const { libdeflate_free_compressor(it); }
  };
  const std::unique_ptr<libdeflate_compressor, Free> compressor{libdeflate_alloc_compressor(level)};
  if (!compressor) {
    return {};
  }
  std::string out(body.size(), '\0');  // no more room than that: a larger coding is no use
  out.resize(
      libdeflate_gzip_compress(compressor.get(), body.data(), body.size(), out.data(), out.size()));
  return out;
}

std::string brotli(std::string_view body, int quality) {
  // A window as large as the body is enough, and cheaper to set up than the default of 4 MiB.
  int window_bits = BROTLI_MIN_WINDOW_BITS;
  while (window_bits < BROTLI_DEFAULT_WINDOW &&
         (std::size_t{1} << window_bits) < body.size() + 16) {
    ++window_bits;
  }
  std::string out(body.size(), '\0');
  std::size_t length = out.size();
  const auto done = BrotliEncoderCompress(quality, window_bits, BROTLI_MODE_TEXT, body.size(),
                                          reinterpret_cast<const std::uint8_t*>(body.data()),
                                          &length, reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(done == BROTLI_TRUE ? length : 0);
  return out;
}

}  // namespace

std::string make_form(std::string_view body, BodyForm form, const CompressionOptions& options) {
  switch (form) {
    case BodyForm::entity_tag:
      return make_entity_tag(body);
    case BodyForm::gzip:
      return gzip(body, options.gzip_level);
    case BodyForm::br:
      return brotli(body, options.brotli_quality);
  }
  return {};
}

SharedText FormMap::find(const SharedText& body, BodyForm form) const {
  const auto found = entries_.find({body.get(), form});
  if (found == entries_.end()) {
    return nullptr;
  }
  const auto& known = found->second.body;
  const bool same = !known.owner_before(body) && !body.owner_before(known);
  return same ? found->second.made : nullptr;
}

void FormMap::put(const SharedText& body, BodyForm form, SharedText made) {
  if (entries_.size() >= entries_max_) {
    std::erase_if(entries_, [](const auto& entry) { return entry.second.body.expired(); });
  }
  // Still full of living bodies: the new one is made anew each time rather than grow without end.
  if (entries_.size() < entries_max_ || entries_.contains({body.get(), form})) {
    entries_.insert_or_assign({body.get(), form}, Entry{body, std::move(made)});
  }
}

SharedText SharedForms::find_or_make(const SharedText& body, BodyForm form) {
  {
    const std::lock_guard lock{mutex_};
    if (auto made = map_.find(body, form)) {
      return made;
    }
  }
  auto made = std::make_shared<const std::string>(make_form(*body, form, options()));
  const std::lock_guard lock{mutex_};
  map_.put(body, form, made);
  return made;
}

SharedText ThreadForms::find_or_make(const SharedText& body, BodyForm form) {
  if (auto made = map_.find(body, form)) {
    return made;
  }
  auto made = shared_.find_or_make(body, form);
  map_.put(body, form, made);
  return made;
}

}  // namespace haetae::http
