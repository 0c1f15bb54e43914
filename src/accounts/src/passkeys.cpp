// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/passkeys.hpp"

#include "challenge.hpp"
#include "haetae/accounts/mail_texts.hpp"
#include "haetae/wire/base64url.hpp"
#include "text_lists.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::string_view kChallengePurpose = "passkey-registration";
constexpr std::size_t kNameBytesMax = 160;
constexpr std::size_t kNameLengthMax = 40;

/// nullopt when it is no name.
std::optional<std::string> name_from(std::string_view text) {
  if (text.size() > kNameBytesMax) return std::nullopt;
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return std::nullopt;
    if ((byte & 0xC0U) != 0x80U) ++length;
  }
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos || length > kNameLengthMax) return std::nullopt;
  return std::string{text.substr(first, text.find_last_not_of(' ') - first + 1)};
}

/// What a challenge is bound to: the person, and the handle that all their passkeys share.
std::string binding_of(const PersonId& person, std::string_view user_handle) {
  return person.value() + " " + std::string{user_handle};
}

}  // namespace

base::Outcome<PasskeyCeremony, PasskeyError> Passkeys::begin_add(const SignedIn& who) const {
  if (!sessions_.is_fresh(who.session)) return base::fail(PasskeyError::not_fresh);
  const auto passkeys = list(who.person.id);
  if (!passkeys) return base::fail(PasskeyError::unavailable);
  if (passkeys->size() >= kMost) return base::fail(PasskeyError::too_many);

  std::vector<CredentialDescriptor> exclude;
  std::optional<base::Bytes> handle;
  for (const Passkey& passkey : *passkeys) {
    if (auto id = wire::base64url_decode(passkey.credential_id)) {
      exclude.push_back({*std::move(id), split_commas(passkey.transports)});
    }
    handle = wire::base64url_decode(passkey.user_handle);
  }
  if (!handle) handle = new_user_handle(ports_.entropy);
  const Challenge challenge = make_challenge(
      ports_, kChallengePurpose, binding_of(who.person.id, wire::base64url_encode(*handle)));
  const wire::Json options = creation_options(relying_party_, {.challenge = challenge.bytes,
                                                               .user_handle = *handle,
                                                               .user_name = who.person.email,
                                                               .display_name = who.person.nickname,
                                                               .exclude = exclude});
  return PasskeyCeremony{options.to_text(), challenge.sealed};
}

base::Outcome<Passkey, PasskeyError> Passkeys::finish_add(const SignedIn& who,
                                                          std::string_view state,
                                                          std::string_view response,
                                                          std::string_view name,
                                                          const Visitor& visitor) const {
  if (!sessions_.is_fresh(who.session)) return base::fail(PasskeyError::not_fresh);
  const std::optional<std::string> chosen =
      name_from(name.find_first_not_of(' ') == std::string_view::npos
                    ? (visitor.device.empty() ? std::string_view{"Passkey"} : visitor.device)
                    : name);
  if (!chosen) return base::fail(PasskeyError::name_malformed);
  const std::optional<OpenChallenge> challenge = open_challenge(ports_, kChallengePurpose, state);
  const auto json = wire::Json::parse(response);
  const std::string owner = binding_of(who.person.id, {});
  if (!challenge || !json || !challenge->bound_to.starts_with(owner) ||
      !ports_.site.spends(challenge->site)) {
    return base::fail(PasskeyError::not_accepted);
  }
  const auto made = verify_registration(relying_party_, challenge->bytes, *json);
  if (!made) return base::fail(PasskeyError::not_accepted);

  Passkey passkey;
  passkey.credential_id = wire::base64url_encode(made->credential_id);
  passkey.person = who.person.id;
  passkey.user_handle = challenge->bound_to.substr(owner.size());
  passkey.public_key = wire::base64url_encode(made->public_key);
  passkey.sign_count = made->sign_count;
  passkey.aaguid = wire::hex_encode(made->aaguid);
  passkey.transports = join_commas(made->transports);
  passkey.backup_eligible = made->backup_eligible;
  passkey.backed_up = made->backup_state;
  passkey.name = *chosen;
  passkey.created_at = ports_.clock.now();
  return store_new(who, *challenge, std::move(passkey), visitor);
}

base::Outcome<Passkey, PasskeyError> Passkeys::store_new(const SignedIn& who,
                                                         const OpenChallenge& challenge,
                                                         Passkey passkey,
                                                         const Visitor& visitor) const {
  wire::Json detail = wire::Json::object();
  detail.set("name", passkey.name).set("aaguid", passkey.aaguid);
  const AuditEntry entry =
      audit_.entry(Event::passkey_added,
                   {.person = who.person.id, .visitor = &visitor, .detail = std::move(detail)});
  const Mail mail = make_mail(ports_, MailKind::passkey_added, who.person.email,
                              who.person.language, passkey.name);
  std::optional<PasskeyError> fault;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    fault.reset();
    const std::optional<Person> person = transaction.people.find(who.person.id);
    const std::vector<Passkey> others = transaction.passkeys.of_person(who.person.id);
    // One handle per person, also when two first passkeys were begun at once.
    const bool same_handle = others.empty() || others.front().user_handle == passkey.user_handle;
    if (!person || person->disabled || !same_handle || !spend_challenge(transaction, challenge)) {
      fault = PasskeyError::not_accepted;
    } else if (others.size() >= kMost) {
      fault = PasskeyError::too_many;
    } else if (!transaction.passkeys.insert(passkey)) {
      fault = PasskeyError::already_added;
    }
    if (fault) return Verdict::roll_back;
    transaction.audit.append(entry);
    transaction.mails.insert(mail);
    return Verdict::commit;
  });
  if (!done) return base::fail(PasskeyError::unavailable);
  if (fault) return base::fail(*fault);
  return passkey;
}

base::Outcome<void, PasskeyError> Passkeys::rename(const SignedIn& who,
                                                   std::string_view credential_id,
                                                   std::string_view name,
                                                   const Visitor& visitor) const {
  const std::optional<std::string> chosen = name_from(name);
  if (!chosen) return base::fail(PasskeyError::name_malformed);
  const AuditEntry entry =
      audit_.entry(Event::passkey_renamed, {.person = who.person.id, .visitor = &visitor});
  bool found = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    std::optional<Passkey> passkey = transaction.passkeys.find(credential_id);
    found = passkey && passkey->person == who.person.id;
    if (!found) return Verdict::roll_back;
    passkey->name = *chosen;
    transaction.passkeys.update(*passkey);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(PasskeyError::unavailable);
  if (!found) return base::fail(PasskeyError::unknown);
  return {};
}

base::Outcome<void, PasskeyError> Passkeys::remove(const SignedIn& who,
                                                   std::string_view credential_id,
                                                   const Visitor& visitor) const {
  if (!sessions_.is_fresh(who.session)) return base::fail(PasskeyError::not_fresh);
  const AuditEntry entry =
      audit_.entry(Event::passkey_removed, {.person = who.person.id, .visitor = &visitor});
  const auto owned = list(who.person.id);
  if (!owned) return base::fail(PasskeyError::unavailable);
  const auto same = [&](const Passkey& one) { return one.credential_id == credential_id; };
  const auto found = std::find_if(owned->begin(), owned->end(), same);
  if (found == owned->end()) return base::fail(PasskeyError::unknown);
  const Mail mail = make_mail(ports_, MailKind::passkey_removed, who.person.email,
                              who.person.language, found->name);
  std::optional<PasskeyError> fault;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    fault.reset();
    const std::optional<Passkey> passkey = transaction.passkeys.find(credential_id);
    if (!passkey || passkey->person != who.person.id) {
      fault = PasskeyError::unknown;
    } else if (!transaction.passwords.find(who.person.id) &&
               transaction.passkeys.of_person(who.person.id).size() == 1) {
      fault = PasskeyError::last_way_in;
    }
    if (fault) return Verdict::roll_back;
    transaction.passkeys.remove(who.person.id, credential_id);
    transaction.audit.append(entry);
    transaction.mails.insert(mail);
    return Verdict::commit;
  });
  if (!done) return base::fail(PasskeyError::unavailable);
  if (fault) return base::fail(*fault);
  return {};
}

base::Outcome<std::vector<Passkey>, StoreError> Passkeys::list(const PersonId& person) const {
  std::vector<Passkey> passkeys;
  const auto done = ports_.store.read(
      [&](Transaction& transaction) { passkeys = transaction.passkeys.of_person(person); });
  if (!done) return base::fail(done.error());
  return passkeys;
}

}  // namespace haetae::accounts
