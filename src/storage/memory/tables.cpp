// SPDX-License-Identifier: Apache-2.0
#include "memory/tables.hpp"

#include <fmt/format.h>

namespace haetae::storage::memory {

namespace {

using namespace accounts;
using PlaceIn = std::optional<std::pair<std::string, std::int64_t>>;

PlaceIn place(std::string owner, base::Instant order) {
  return std::pair{std::move(owner), base::to_unix_milliseconds(order)};
}

}  // namespace

std::string sortable(std::int64_t number) {
  return fmt::format("{:020}", number);
}

std::string link_key(const PersonId& person, AppNumber app) {
  return person.value() + ":" + sortable(app);
}

Tables::Tables()
    : people([](const Person& row) { return row.id.value(); }, {[](const Person& row) -> PlaceIn {
               std::string email = normal_email(row.email);
               if (email.empty()) {
                 return std::nullopt;
               }
               return std::pair{std::move(email), std::int64_t{0}};
             }}),
      passwords([](const Password& row) { return row.person.value(); }, {}),
      passkeys([](const Passkey& row) { return row.credential_id; },
               {[](const Passkey& row) { return place(row.person.value(), row.created_at); }}),
      sessions([](const Session& row) { return row.id.value(); },
               {[](const Session& row) { return place(row.person.value(), row.created_at); },
                [](const Session& row) { return place({}, row.expires_at); }}),
      links([](const Link& row) { return link_key(row.person, row.app); },
            {[](const Link& row) { return place(row.person.value(), row.linked_at); },
             [](const Link& row) -> PlaceIn {
               return std::pair{sortable(row.app), row.subject};
             },
             [](const Link& row) -> PlaceIn {
               if (row.signed_up) return std::nullopt;
               return place({}, row.linked_at);
             }}),
      families([](const Family& row) { return row.id.value(); },
               {[](const Family& row) { return place(row.person.value(), row.created_at); },
                [](const Family& row) { return place(row.session.value(), row.created_at); },
                [](const Family& row) { return place({}, row.expires_at); }}),
      revocations([](const Revocation& row) { return row.id; },
                  {[](const Revocation& row) { return place({}, row.expires_at); }}),
      spent([](const SpentRow& row) { return row.id; },
            {[](const SpentRow& row) { return place({}, row.expires_at); }}),
      guesses([](const GuessRow& row) { return row.key; },
              {[](const GuessRow& row) { return place({}, row.ends_at); }}),
      apps([](const AppRecord& row) { return sortable(row.number); },
           {[](const AppRecord& row) { return place({}, row.created_at); }}),
      signing_keys([](const SigningKeyRecord& row) { return row.id; },
                   {[](const SigningKeyRecord& row) { return place({}, row.created_at); },
                    [](const SigningKeyRecord& row) { return place({}, row.expires_at); }}),
      audit([](const AuditEntry& row) { return row.id; }, {}),
      mails([](const Mail& row) { return row.id; },
            {[](const Mail& row) { return place({}, row.created_at); },
             [](const Mail& row) -> PlaceIn {
               return row.sent_at ? std::nullopt : place({}, row.created_at);
             }}),
      pictures([](const Picture& row) { return row.id; }, {}),
      handovers([](const HandoverRow& row) { return row.id; },
                {[](const HandoverRow& row) { return place({}, row.expires_at); }}),
      revisions([](const RevisionRow& row) { return row.topic; }, {}),
      targets([](const TargetRow& row) { return row.name; }, {}) {}

}  // namespace haetae::storage::memory
