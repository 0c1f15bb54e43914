// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/jws.hpp"

#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <utility>

namespace haetae::crypto {
namespace {

constexpr std::size_t kKeyIdLengthMax = 256;
constexpr std::size_t kTypeLengthMax = 64;

/// The three texts between the dots, not yet decoded.
struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;  // header, dot, payload (RFC 7515 §5.1 step 5)
};

std::optional<Parts> split(std::string_view compact) {
  if (compact.size() > kJwsLengthMax) return std::nullopt;
  const std::size_t first = compact.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return Parts{compact.substr(0, first), compact.substr(first + 1, second - first - 1),
               compact.substr(second + 1), compact.substr(0, second)};
}

/// An optional text member of bounded length; false when it is there in another form.
bool read_text(const wire::Json& header, std::string_view name, std::size_t length_max,
               std::string& out) {
  const wire::Json* found = header.find(name);
  if (found == nullptr) return true;
  const std::string* text = found->if_string();
  if (text == nullptr || text->size() > length_max) return false;
  out = *text;
  return true;
}

base::Outcome<JwsHeader, JwsError> read_header(std::string_view encoded) {
  const std::optional<base::Bytes> text = wire::base64url_decode(encoded);
  if (!text) return base::fail(JwsError::malformed);
  const auto json = wire::Json::parse(base::as_text(*text));
  if (!json.has_value() || json->if_object() == nullptr) return base::fail(JwsError::malformed);
  if (json->find("crit") != nullptr) return base::fail(JwsError::unknown_critical);
  const std::optional<std::string_view> name = json->string_at("alg");
  if (!name) return base::fail(JwsError::malformed);
  const std::optional<Algorithm> algorithm = algorithm_from_text(*name);
  if (!algorithm) return base::fail(JwsError::algorithm_refused);
  JwsHeader header{*algorithm, {}, {}};
  if (!read_text(*json, "kid", kKeyIdLengthMax, header.key_id) ||
      !read_text(*json, "typ", kTypeLengthMax, header.type)) {
    return base::fail(JwsError::malformed);
  }
  return header;
}

}  // namespace

std::string sign_jws(const PrivateKey& key, std::string_view key_id, std::string_view type,
                     std::string_view payload) {
  std::string header = R"({"alg":")";
  header += to_text(key.algorithm());
  header += R"(","typ":)";
  wire::append_json_string(header, type);
  header += R"(,"kid":)";
  wire::append_json_string(header, key_id);
  header += '}';
  std::string compact = wire::base64url_encode(base::as_bytes(header));
  compact += '.';
  compact += wire::base64url_encode(base::as_bytes(payload));
  const base::Bytes signature = key.sign(base::as_bytes(compact));
  compact += '.';
  compact += wire::base64url_encode(signature);
  return compact;
}

base::Outcome<Jws, JwsError> verify_jws(std::string_view compact,
                                        std::span<const Algorithm> allowed,
                                        const KeyLookup& find_key) {
  const std::optional<Parts> parts = split(compact);
  if (!parts) return base::fail(JwsError::malformed);
  auto header = read_header(parts->header);
  if (!header.has_value()) return base::fail(header.error());
  if (std::find(allowed.begin(), allowed.end(), header->algorithm) == allowed.end()) {
    return base::fail(JwsError::algorithm_refused);
  }
  const std::optional<base::Bytes> payload = wire::base64url_decode(parts->payload);
  const std::optional<base::Bytes> signature = wire::base64url_decode(parts->signature);
  if (!payload || !signature) return base::fail(JwsError::malformed);
  const std::optional<PublicKey> key = find_key(*header);
  if (!key) return base::fail(JwsError::unknown_key);
  if (key->algorithm() != header->algorithm) return base::fail(JwsError::algorithm_refused);
  if (!key->verify(base::as_bytes(parts->signed_text), *signature)) {
    return base::fail(JwsError::bad_signature);
  }
  return Jws{std::move(*header), std::string{base::as_text(*payload)}};
}

std::optional<Jws> peek_jws(std::string_view compact) {
  const std::optional<Parts> parts = split(compact);
  if (!parts) return std::nullopt;
  auto header = read_header(parts->header);
  const std::optional<base::Bytes> payload = wire::base64url_decode(parts->payload);
  if (!header.has_value() || !payload) return std::nullopt;
  return Jws{std::move(*header), std::string{base::as_text(*payload)}};
}

}  // namespace haetae::crypto
