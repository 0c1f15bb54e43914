// SPDX-License-Identifier: Apache-2.0
#include "haetae/juso/keys.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <charconv>
#include <fmt/format.h>

namespace haetae::juso {
namespace {

constexpr std::string_view kDevelopment = "dev";
constexpr std::string_view kMark = "SMS_AUTH";
constexpr std::size_t kTimeLength = 14;
constexpr std::size_t kNumberLengthMin = 6;
constexpr std::size_t kProofLength = 16;
constexpr std::size_t kTextLengthMax = 128;

/// YYYYMMDDhhmmss in UTC.
std::string time_text(base::Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{seconds - day};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<std::int64_t> number_in(std::string_view digits) {
  std::int64_t value = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  return error == std::errc{} && at == end && value >= 0 ? std::optional{value} : std::nullopt;
}

std::optional<base::Instant> time_in(std::string_view text) {
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t length) {
    return static_cast<unsigned>(number_in(text.substr(at, length)).value_or(0));
  };
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(part(0, 4))},
                                         std::chrono::month{part(4, 2)},
                                         std::chrono::day{part(6, 2)}};
  if (!date.ok()) return std::nullopt;
  return base::Instant{std::chrono::sys_days{date} + std::chrono::hours{part(8, 2)} +
                       std::chrono::minutes{part(10, 2)} + std::chrono::seconds{part(12, 2)}};
}

std::string proof_of(std::string_view plain, bool development, const crypto::Sealer& sealer) {
  const auto secret =
      sealer.derive("juso-approval-key", development ? "development" : "production");
  const auto digest = crypto::hmac_sha256(secret, base::as_bytes(plain));
  std::string digits;
  for (std::size_t i = 0; i < kProofLength; ++i)
    digits += static_cast<char>('0' + digest[i] % 10);
  return digits;
}

}  // namespace

std::string to_text(const ApprovalKey& key, const crypto::Sealer& sealer) {
  std::string plain = fmt::format("{}{}{:06}", kMark, time_text(key.issued), key.app);
  plain += proof_of(plain, key.development, sealer);
  return fmt::format("{}{}", key.development ? kDevelopment : "",
                     wire::base64_encode(base::as_bytes(plain)));
}

std::optional<ApprovalKey> read_approval_key(std::string_view text, const crypto::Sealer& sealer) {
  if (text.size() > kTextLengthMax) return std::nullopt;
  ApprovalKey key;
  key.development = text.starts_with(kDevelopment);
  if (key.development) text.remove_prefix(kDevelopment.size());
  const auto bytes = wire::base64_decode(text);
  if (!bytes) return std::nullopt;
  const std::string_view plain = base::as_text(*bytes);
  constexpr std::size_t kHead = kMark.size() + kTimeLength;
  if (plain.size() < kHead + kNumberLengthMin + kProofLength || !plain.starts_with(kMark)) {
    return std::nullopt;
  }
  const auto issued = time_in(plain.substr(kMark.size(), kTimeLength));
  const auto signed_part = plain.substr(0, plain.size() - kProofLength);
  const auto app = number_in(signed_part.substr(kHead));
  const auto proof = proof_of(signed_part, key.development, sealer);
  if (!issued || !app || !crypto::equal_constant_time(proof, plain.substr(signed_part.size()))) {
    return std::nullopt;
  }
  key.issued = *issued;
  key.app = *app;
  return key;
}

}  // namespace haetae::juso
