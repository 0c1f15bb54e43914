// SPDX-License-Identifier: Apache-2.0
// A million people in minutes: copies of a resident's own rows, made by the database itself.
#include "parts.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <stdexcept>

namespace haetae::bench {
namespace {

constexpr std::int64_t kChunk = 25'000;
constexpr int kNotes = 5;
/// Nobody is to hear of these rows: the other sites get them with a whole copy.
constexpr const char* kAlone = "SET SESSION wsrep_on = OFF";
constexpr std::size_t kFirstHalf = 3;

/// An id of the same time as the resident's and the shape of base::new_id: of 26 digits, nine tell
/// the time, eight the number, and nine are mixed from it. `kind` keeps those of one number apart.
std::string id_of(std::string_view source, std::string_view kind) {
  return fmt::format(
      "CONCAT(LEFT({}, 9), LOWER(LPAD(HEX(seq), 8, '0')), LEFT(MD5(CONCAT(seq, '{}')), 9))", source,
      kind);
}

/// Rows of a table for every `step`-th number; the resident's row is `t`.
struct Copy {
  std::string_view table;
  int step;
  std::string columns;  ///< of the table, in its order, as expressions
};

std::vector<Copy> copies() {
  const std::string person = id_of("t.person_id", "p");
  // Odd, so that all subjects differ; 52 bits, as the real ones have at most 53.
  const std::string subject =
      "CAST(CAST(seq AS DECIMAL(30)) * 6364136223846793005 % 4503599627370496 AS UNSIGNED)";
  return {
      {"people", 1,
       id_of("t.id", "p") +
           ", CONCAT('filler', seq, '@example.test'), CONCAT('filler', seq, '@example.test'), "
           "t.email_verified, t.nickname, t.picture_id, t.profile, t.language, t.disabled, "
           "t.created_at, t.updated_at, t.valid_from"},
      {"passwords", 1, person + ", t.phc, t.changed_at"},
      {"links", 1,
       person + ", t.app, " + subject +
           ", t.signed_up, t.scopes, t.terms, t.properties, t.linked_at, t.updated_at"},
      {"audit", 1,
       id_of("t.id", "a") + ", t.at, t.event, t.outcome, " + person +
           ", t.app, t.address, t.device, t.detail"},
      {"passkeys", 2,
       "CONCAT(MD5(CONCAT(seq, 'k')), RIGHT(t.credential_id, 11)), " + person +
           ", t.user_handle, t.public_key, t.sign_count, t.aaguid, t.transports, "
           "t.backup_eligible, t.backed_up, t.display_name, t.created_at, t.used_at"},
      {"sessions", 4,
       id_of("t.id", "s") + ", " + person +
           ", t.methods, t.created_at, t.authenticated_at, t.seen_at, t.expires_at, t.device, "
           "t.address"},
      {"families", 4,
       id_of("t.id", "f") + ", " + person + ", t.app, t.client_id, " + id_of("t.session_id", "s") +
           ", t.surface, t.scopes, t.with_id_token, t.nonce, t.methods, t.generation, "
           "t.authenticated_at, t.created_at, t.advanced_at, t.expires_at, t.revoked"}};
}

/// The statements for the numbers from `first` to `last` in one table.
std::string insert(const Copy& copy, const std::string& resident, std::int64_t first,
                   std::int64_t last) {
  const std::int64_t from = (first + copy.step - 1) / copy.step * copy.step;
  if (from > last) return {};
  return fmt::format(
      "INSERT INTO {0} SELECT {1} FROM seq_{2}_to_{3}_step_{4}, "
      "(SELECT * FROM {0} WHERE {5} = '{6}' LIMIT 1) t",
      copy.table, copy.columns, from, last, copy.step, copy.table == "people" ? "id" : "person_id",
      resident);
}

}  // namespace

std::int64_t fill(Ground& ground, const Person& resident, std::int64_t people) {
  std::string id =
      ground.query(0, fmt::format("SELECT id FROM people WHERE email = '{}'", resident.email));
  while (!id.empty() && id.back() == '\n')
    id.pop_back();
  const std::vector<Copy> all = copies();
  for (std::int64_t first = 1; first <= people; first += kChunk) {
    const std::int64_t last = std::min(people, first + kChunk - 1);
    // Two halves at once; people and what is unique among them are about as much as the rest.
    std::array<std::string, 2> halves{kAlone, kAlone};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string statement = insert(all[i], id, first, last);
      if (!statement.empty()) halves[i < kFirstHalf ? 0 : 1] += ";" + statement;
    }
    auto other = std::async(std::launch::async, [&] { return ground.query(0, halves[1]); });
    (void)ground.query(0, halves[0]);
    (void)other.get();
    if (last * kNotes / people != (first - 1) * kNotes / people) {
      note(fmt::format("  {} of {} people", last, people));
    }
  }
  std::string counts = "SELECT 0";
  for (const Copy& copy : all)
    counts += fmt::format(" + (SELECT COUNT(*) FROM {})", copy.table);
  return std::atoll(ground.query(0, counts).c_str());
}

}  // namespace haetae::bench
