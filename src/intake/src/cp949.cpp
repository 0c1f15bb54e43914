// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/cp949.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <iconv.h>
#include <memory>
#include <simdjson.h>
#include <stdexcept>

namespace haetae::intake {
namespace {

constexpr unsigned kLeadFirst = 0x81, kLeadLast = 0xFE, kTrailFirst = 0x41, kTrailLast = 0xFE;
constexpr std::size_t kTrails = kTrailLast - kTrailFirst + 1;

/// Every two-byte character as UTF-8; length 0 where there is none.
struct Table {
  struct Entry {
    std::array<char, 3> bytes{};
    std::uint8_t length = 0;
  };
  std::array<Entry, (kLeadLast - kLeadFirst + 1) * kTrails> entries{};

  Table() {
    iconv_t converter = iconv_open("UTF-8", "CP949");
    // POSIX says (iconv_t)-1. NOLINTNEXTLINE(performance-no-int-to-ptr)
    if (converter == reinterpret_cast<iconv_t>(-1)) {
      throw std::runtime_error("the C library does not know CP949: its gconv modules are missing");
    }
    for (unsigned lead = kLeadFirst; lead <= kLeadLast; ++lead) {
      for (unsigned trail = kTrailFirst; trail <= kTrailLast; ++trail) {
        std::array<char, 2> in{static_cast<char>(lead), static_cast<char>(trail)};
        Entry& entry = entries[(lead - kLeadFirst) * kTrails + trail - kTrailFirst];
        char* from = in.data();
        char* to = entry.bytes.data();
        std::size_t in_left = in.size(), out_left = entry.bytes.size();
        iconv(converter, nullptr, nullptr, nullptr, nullptr);
        const bool known = iconv(converter, &from, &in_left, &to, &out_left) == 0 && in_left == 0;
        entry.length = known ? static_cast<std::uint8_t>(entry.bytes.size() - out_left) : 0;
      }
    }
    iconv_close(converter);
  }
};

const Table& table() {
  static const auto made = std::make_unique<const Table>();
  return *made;
}

/// Length of the run of ASCII at the front.
std::size_t ascii_run(const char* at, const char* end) {
  const char* start = at;
  for (std::uint64_t word = 0; end - at >= 8; at += 8) {
    std::memcpy(&word, at, 8);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < end && static_cast<unsigned char>(*at) < 0x80)
    ++at;
  return static_cast<std::size_t>(at - start);
}

}  // namespace

std::size_t append_cp949(std::string_view text, std::string& out) {
  const Table& known = table();
  const std::size_t before = out.size();
  // A character of two bytes becomes at most three, a byte that means nothing three.
  out.resize(before + text.size() * 3);
  char* to = out.data() + before;
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t bad = 0;
  while (at < end) {
    const std::size_t run = ascii_run(at, end);
    std::memcpy(to, at, run);
    at += run;
    to += run;
    if (at == end) break;
    const auto lead = static_cast<unsigned char>(*at);
    const auto trail = end - at > 1 ? static_cast<unsigned char>(at[1]) : 0U;
    const bool pair =
        lead >= kLeadFirst && lead <= kLeadLast && trail >= kTrailFirst && trail <= kTrailLast;
    const auto* entry =
        pair ? &known.entries[(lead - kLeadFirst) * kTrails + trail - kTrailFirst] : nullptr;
    if (entry != nullptr && entry->length != 0) {
      std::memcpy(to, entry->bytes.data(), 3);
      to += entry->length;
      at += 2;
    } else {
      std::memcpy(to, kReplacement.data(), kReplacement.size());
      to += kReplacement.size();
      ++at;
      ++bad;
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return bad;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::size_t append_utf8(Encoding encoding, std::string_view text, std::string& out) {
  if (encoding == Encoding::cp949) return append_cp949(text, out);
  if (is_utf8(text)) {
    out.append(text);
    return 0;
  }
  if (encoding == Encoding::open) return append_cp949(text, out);
  // Bytes above ASCII of what is no UTF-8 are given up one by one, so that its lines can be told.
  std::size_t bad = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t line = text.find('\n', at);
    line = line == std::string_view::npos ? text.size() : line + 1;
    const std::string_view one = text.substr(at, line - at);
    if (is_utf8(one)) {
      out.append(one);
    } else {
      for (const char c : one) {
        if (static_cast<unsigned char>(c) < 0x80) {
          out += c;
        } else {
          out.append(kReplacement);
          ++bad;
        }
      }
    }
    at = line;
  }
  return bad;
}

}  // namespace haetae::intake
