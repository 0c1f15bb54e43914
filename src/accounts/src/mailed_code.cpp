// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/mailed_code.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>

namespace haetae::accounts {
namespace {

/// What the proof holds of the code. It is sealed too; the hash keeps the code out of memory dumps.
std::string mark_of(const crypto::Sealer& sealer, std::string_view id, std::string_view code) {
  std::string input{id};
  input.append(":").append(code);
  return wire::base64url_encode(sealer.derive("mailed-code", input));
}

/// Codes are copied out of mails, so white space around and within them is forgiven.
std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed.substr(0, 32)) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') digits.push_back(c);
  }
  return digits;
}

}  // namespace

MailedCode::MailedCode(const Ports& ports, std::string_view purpose)
    : ports_(ports), purpose_(std::string{"proof-"}.append(purpose)) {}

MailedCode::Issued MailedCode::issue(const wire::Json& payload, bool answerable) const {
  const std::string id = base::new_id(ports_.clock, ports_.entropy);
  Issued issued;
  issued.code = base::random_digits(ports_.entropy, kDigits);
  // A mark of nothing that can be typed has the same length as one of a code.
  const std::string mark =
      mark_of(ports_.sealer, id, answerable ? std::string_view{issued.code} : "none");
  wire::Json proof = wire::Json::object();
  proof.set("id", id).set("mark", mark);
  proof.set("until", base::to_unix_milliseconds(ports_.clock.now() + kLife));
  proof.set("payload", payload);
  issued.proof = ports_.sealer.seal(purpose_, proof.to_text());
  return issued;
}

std::optional<MailedCode::Opened> MailedCode::open(std::string_view proof,
                                                   std::string_view code) const {
  const std::optional<std::string> plain = ports_.sealer.open(purpose_, proof);
  if (!plain) return std::nullopt;
  const auto json = wire::Json::parse(*plain);
  if (!json) return std::nullopt;
  const auto id = json->string_at("id");
  const auto mark = json->string_at("mark");
  const auto until = json->integer_at("until");
  const wire::Json* payload = json->find("payload");
  if (!id || !mark || !until || payload == nullptr) return std::nullopt;
  Opened opened;
  opened.id = *id;
  opened.expires_at = base::from_unix_milliseconds(*until);
  if (ports_.clock.now() >= opened.expires_at) return std::nullopt;
  opened.payload = *payload;
  const std::string digits = digits_of(code);
  const bool plausible = digits.size() == kDigits;
  opened.right =
      crypto::equal_constant_time(mark_of(ports_.sealer, opened.id, digits), *mark) && plausible;
  return opened;
}

MailedCode::Taken MailedCode::take(Transaction& transaction, const Opened& opened) const {
  const std::string key = "code:" + opened.id;
  const base::Instant now = ports_.clock.now();
  if (transaction.guesses.add(key, now, kLife) > kGuesses) return Taken::no_guesses_left;
  if (!opened.right) return Taken::wrong;
  // Kept past the proof's own end, so that no clock of another site finds the proof unused again.
  if (!transaction.spent.spend(key, opened.expires_at + kLife)) return Taken::already_used;
  return Taken::taken;
}

}  // namespace haetae::accounts
