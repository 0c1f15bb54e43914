// SPDX-License-Identifier: Apache-2.0
#include "start.hpp"

#include "haetae/base/assert.hpp"
#include "site.hpp"

namespace haetae::sim {
namespace {

/// One copy alone, on which everything happens at once.
class PlainStore final : public accounts::Store {
 public:
  explicit PlainStore(storage::Replica& replica) : replica_(replica) {}
  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override {
    replica_.read(work);
    return {};
  }
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override {
    if (const auto writes = replica_.attempt(work)) replica_.apply(*writes);
    return {};
  }

 private:
  storage::Replica& replica_;
};

constexpr std::uint64_t kSeed = 7;

}  // namespace

Start::Start() {
  PlainStore store{replica};
  const Schedule schedule;
  SiteClock clock{schedule};
  clock.set_skew(-std::chrono::hours{48});
  Services services{store, clock, kSeed};
  HAETAE_ASSERT(services.snapshots.refresh_if_changed().has_value());
  accounts::App draft;
  draft.name = "한강책방";
  draft.redirect_uris = {redirect_uri};
  draft.consent_items = {{"profile_nickname", accounts::Requirement::required}};
  draft.id_token_algorithm = "ES256";
  const auto app = services.directory.create(draft);
  HAETAE_ASSERT(app.has_value());
  client_id = app->rest_api_key;
  client_secret = app->client_secret;
}

const Start& the_start() {
  static const Start start;
  return start;
}

}  // namespace haetae::sim
