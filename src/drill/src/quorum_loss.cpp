// SPDX-License-Identifier: Apache-2.0
#include "guarded.hpp"
#include "stage.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr std::size_t kIsland = 0;
/// While a site becomes an island, what was begun before the cut is asked to begin again (ADR 13).
constexpr std::chrono::seconds kTurning{3};
/// A code of the island that is shown to a site that came back is asked for anew, too; and what the
/// island revoked is known to the others when it is merged.
constexpr std::chrono::seconds kReturning{60};
constexpr std::chrono::seconds kReturned{3};

/// What an island may do; the rest needs the majority.
std::vector<Share> island_load() {
  return {{"passkey", 4, 2},   {"password", 1, 1}, {"exchanger", 4, 2},
          {"refresher", 6, 2}, {"checker", 10, 1}, {"searcher", 5, 1}};
}

/// Somebody at the site that is left.
class Islander {
 public:
  explicit Islander(World& world)
      : world_(world),
        person_(make_person(world)),
        browser_(world, kIsland, person_.address),
        backend_(world, kIsland, person_.address) {
    browser_.pin(kIsland);
    backend_.pin(kIsland);
  }

  void prepare() {
    join(browser_, person_);
    dead_ = redeem(backend_, authorize(browser_, person_));
    revoke(backend_, dead_);
  }

  void look(Story& story) {
    const auto standing = backend_.get({.kind = Kind::token_check}, "/status.json");
    add_truth(story, "island_declared", "the site says that it is an island",
              "사이트가 고립을 알림", standing.body.find("island") != std::string::npos);
    Visitor fresh{world_, kIsland, person_.address};
    fresh.pin(kIsland);
    sign_in(fresh, person_);
    code_ = authorize(fresh, person_);
    (void)redeem(backend_, code_);
    add_truth(story, "code_spent_once", "a code of the island is spent once there",
              "고립 중의 코드는 그곳에서 한 번만 쓰임", !takes(kIsland, code_));
    held_ = authorize(fresh, person_);
    const int dead =
        backend_.get_as({.kind = Kind::token_check, .also = {401}}, "/oidc/userinfo", dead_.access)
            .status;
    add_truth(story, "known_revocations_hold", "what was revoked before stays revoked",
              "이전에 폐기된 것은 계속 폐기됨", dead == 401);
    begin_waiting();
  }

  /// Back among the others.
  void after(Story& story) {
    add_truth(story, "sign_up_kept",
              "a sign-up begun on the island is refused there or finished later",
              "고립 중 시작한 회원가입은 그때 거절되거나 뒤에 끝남", sign_up_finishes());
    bool taken = false;
    for (std::size_t site = 0; site < world_.front.size(); ++site)
      taken = taken || takes(site, code_);
    add_truth(story, "code_stays_spent", "a code spent on the island stays spent everywhere",
              "고립 중에 쓴 코드는 어디서도 다시 쓰이지 않음", !taken);
    int times = 0;
    for (std::size_t site = 0; site < world_.front.size(); ++site)
      times += takes(site, held_) ? 1 : 0;
    add_truth(story, "held_code_once", "a code the island gave is spent at most once afterwards",
              "고립 중에 받은 코드는 뒤에 많아야 한 번 쓰임", times <= 1);
  }

 private:
  bool takes(std::size_t site, const std::string& code) {
    Visitor backend{world_, site, person_.address};
    backend.pin(site);
    const wire::Form form = wire::Form::parse(redeem_form(world_.app.site, code));
    return backend.post({.kind = Kind::code_exchange, .also = {400, 503}}, "/oidc/token", form)
               .status == 200;
  }

  /// A sign-up on an island is told to wait, or its mail waits with it.
  void begin_waiting() {
    newcomer_ = make_person(world_);
    Visitor& browser = stranger_.emplace(world_, kIsland, newcomer_.address);
    browser.pin(kIsland);
    const auto page = browser.get({.kind = Kind::sign_up, .also = {503}}, "/sign-up");
    const auto next = browser.post({.kind = Kind::sign_up, .also = {503}}, "/sign-up",
                                   {{"csrf", field_of(page.body, "csrf")},
                                    {"email", newcomer_.email},
                                    {"nickname", "사람"},
                                    {"password", newcomer_.password},
                                    {"age", "1"}});
    waiting_ = {field_of(next.body, "proof"), field_of(next.body, "csrf"), 0};
    waits_ = next.status == 503;
  }

  bool sign_up_finishes() {
    if (waits_) return true;
    try {
      return finish_sign_up(*stranger_, newcomer_, waiting_,
                            read_mail(world_, newcomer_, waiting_));
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  World& world_;
  Person person_;
  Visitor browser_, backend_;
  Tokens dead_;
  std::string code_, held_;
  Person newcomer_;
  std::optional<Visitor> stranger_;
  Waiting waiting_;
  bool waits_ = false;
};

void lose_majority(Stage& stage) {
  Cycle cycle{.site = 1, .fault = "majority cut off"};
  Islander islander{stage.world()};
  stage.as_user([&] { islander.prepare(); });
  pause(stage.world().revocation_bound);
  const std::vector<std::size_t> lost{1, 2};
  for (const std::size_t site : lost)
    stage.front().set_dying(site);
  cycle.struck = stage.ledger().now();
  stage.world().put_off(kTurning);
  for (const std::size_t site : lost) {
    stage.field().strike(site, Blow::cut);
    stage.mark(Moment::What::struck, site);
  }
  stage.say("{}  site {} is left alone", stage.clock_text(), stage.story().sites.at(kIsland));
  pause(std::max<std::chrono::milliseconds>(stage.options().outage, kTurning));
  stage.as_user([&] { islander.look(stage.story()); });
  cycle.mending = stage.ledger().now();
  stage.world().put_off(kReturning);
  stage.say("{}  the others come back", stage.clock_text());
  for (const std::size_t site : lost) {
    stage.mark(Moment::What::mending, site);
    stage.front().let_return(site);
  }
  stage.field().bring_back_all(lost);
  for (std::size_t site = 0; site < stage.front().size(); ++site)
    stage.wait_in(site);
  for (const std::size_t site : lost)
    cycle.back = std::max(cycle.back, stage.taken_in(site, cycle.mending));
  stage.world().put_off(kReturned);
  pause(std::max<nanoseconds>(stage.options().calm, kReturned));
  stage.as_user([&] { islander.after(stage.story()); });
  pause(stage.options().calm);
  cycle.over = stage.ledger().now();
  cycle.transfer = "none";
  stage.story().cycles.push_back(std::move(cycle));
}

void add_island_demands(Stage& stage) {
  Story& story = stage.story();
  const Cycle& cycle = story.cycles.front();
  const auto entries = stage.ledger().entries();
  const Figures figures = figures_of(entries, cycle.struck + kTurning, cycle.mending, false);
  for (const Kind kind : {Kind::password_sign_in, Kind::passkey_sign_in, Kind::code_exchange,
                          Kind::refresh, Kind::token_check, Kind::address_search}) {
    const KindText& text = text_of(kind);
    story.demands.push_back(
        {.name = fmt::format("island_{}", text.name),
         .english = fmt::format("{}: requests acknowledged on the island, at least", text.english),
         .korean = fmt::format("{}: 고립 중 확인된 요청, 최소", text.korean),
         .value = static_cast<double>(figures[static_cast<std::size_t>(kind)].acknowledged),
         .most = 1,
         .unit = "",
         .at_least = true});
  }
  const auto put_off = std::count_if(entries.begin(), entries.end(), [](const Entry& entry) {
    return entry.fate == Fate::put_off;
  });
  story.facts.push_back({"asked to begin anew while the site became an island or returned",
                         "고립되거나 돌아오는 동안 처음부터 다시 하라는 답",
                         fmt::format("{}", put_off)});
}

}  // namespace

DrillOutcome quorum_loss(const Options& options, const base::Clock& clock, base::Entropy& entropy) {
  return guarded([&]() -> DrillOutcome {
    Stage stage{options, clock, entropy};
    Story& story = stage.story();
    story.drill = "quorum-loss";
    story.english = "One site loses both others, goes on as an island, and is merged.";
    story.korean = "한 사이트가 나머지 둘을 잃고 고립된 채 이어 가다가 다시 합쳐집니다.";
    stage.begin(island_load());
    lose_majority(stage);
    add_island_demands(stage);
    return stage.finish(std::nullopt);
  });
}

}  // namespace haetae::drill
