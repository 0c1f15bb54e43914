// SPDX-License-Identifier: Apache-2.0
#include "stage.hpp"

#include "haetae/base/environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace haetae::drill {
namespace {

constexpr std::uint16_t kSmtpPort = 2525;
constexpr std::chrono::seconds kUpMost{60};
/// Until every server has read the app that was made by a command.
constexpr std::chrono::seconds kSettle{2};

}  // namespace

Workplace::Workplace() {
  std::string pattern = (std::filesystem::temp_directory_path() / "haetae-drill-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error{"no temporary folder can be made; is the disk full?"};
  }
  path_ = pattern;
  // The database runs as a user of its own in some set-ups and must get through.
  std::filesystem::permissions(path_, std::filesystem::perms{0711});
}

Workplace::~Workplace() {
  if (base::environment("HAETAE_DRILL_KEEP")) return;
  std::error_code code;
  std::filesystem::remove_all(path_, code);
}

Stage::Stage(const Options& options, const base::Clock& clock, base::Entropy& entropy,
             std::optional<std::size_t> small_site)
    : options_(options), clock_(clock) {
  std::filesystem::create_directories(options_.report);
  story_.began = clock.now();
  say("laying out three sites in {}", workplace_.path().string());
  field_ = std::make_unique<LabField>(LabField::Setup{.dir = workplace_.path() / "lab",
                                                      .program = options.program,
                                                      .delay = options.delay,
                                                      .smtp_port = kSmtpPort,
                                                      .small_site = small_site,
                                                      .say = options.say},
                                      clock, entropy);
  mailbox_ = std::make_unique<Mailbox>(kSmtpPort, threads());
}

Stage::~Stage() {
  // Users first, then the front end, then the sites.
  load_.reset();
  front_.reset();
  mailbox_.reset();
  field_.reset();
}

Load::Thread Stage::threads() {
  return [this](std::function<void()> work) { return field_->thread(std::move(work)); };
}

void Stage::mark(Moment::What what, std::size_t site, std::string english, std::string korean) {
  const std::lock_guard lock{mutex_};
  story_.moments.push_back({.at = ledger_ ? ledger_->now() : nanoseconds{},
                            .what = what,
                            .site = site,
                            .english = std::move(english),
                            .korean = std::move(korean)});
}

void Stage::begin(const std::vector<Share>& shares) {
  field_->start();
  const App app = field_->make_app();
  for (std::size_t site = 0; site < field_->sites(); ++site)
    story_.sites.push_back(field_->name_of(site));
  ledger_ = std::make_unique<Ledger>(clock_, options_.report / "ledger.jsonl");
  front_ = std::make_unique<Front>(field_->targets(), Front::Options{}, threads(),
                                   [this](std::size_t site, bool up) {
                                     mark(up ? Moment::What::in : Moment::What::out, site);
                                     say("{}  the front end {} {}", clock_text(),
                                         up ? "takes in" : "takes out", story_.sites.at(site));
                                   });
  for (std::size_t site = 0; site < field_->sites(); ++site)
    wait_in(site);
  pause(kSettle);
  world_ = std::make_unique<World>(*front_, *ledger_, *mailbox_, app);
  std::vector<Share> scaled = shares;
  for (Share& share : scaled)
    share.per_second *= options_.load;
  load_ = std::make_unique<Load>(*world_, std::move(scaled), threads());
  say("{}  people sign up", clock_text());
  load_->prepare();
  say("{}  the load begins", clock_text());
  load_->begin();
  pause(options_.calm);
}

void Stage::lose(std::size_t site, Blow blow, std::string_view name) {
  Cycle cycle{.site = site, .fault = std::string{name}};
  InFlight flows{*world_, options_.in_flight, threads()};
  flows.prepare();
  flows.begin(site);
  front_->set_dying(site);
  mark(Moment::What::struck, site);
  cycle.struck = ledger_->now();
  say("{}  {} of site {}", clock_text(), name, story_.sites.at(site));
  field_->strike(site, blow);
  const nanoseconds until = cycle.struck + options_.outage;
  const std::size_t count = front_->size();
  pause(std::min<nanoseconds>(options_.outage / 3, std::chrono::seconds{2}));
  flows.finish((site + 1) % count, (site + 2) % count);
  if (ledger_->now() < until) pause(until - ledger_->now());

  cycle.mending = ledger_->now();
  mark(Moment::What::mending, site);
  say("{}  site {} may come back", clock_text(), story_.sites.at(site));
  front_->let_return(site);
  field_->bring_back(site);
  mark(Moment::What::mended, site);
  wait_in(site);
  cycle.back = taken_in(site, cycle.mending);
  cycle.transfer = field_->transfer(site);
  pause(options_.calm);
  cycle.over = ledger_->now();
  cycle.in_flight = flows.counts();
  cycle.complaints = flows.complaints();
  story_.cycles.push_back(std::move(cycle));
}

void Stage::end_load() {
  load_->end();
}

std::string Stage::clock_text() const {
  return fmt::format("{:8.2f} s", std::chrono::duration<double>(ledger_->now()).count());
}

void Stage::wait_in(std::size_t site) {
  if (front_->wait_up(site, kUpMost)) return;
  throw std::runtime_error{
      fmt::format("site {} is in step and does not get ready", story_.sites.at(site))};
}

nanoseconds Stage::taken_in(std::size_t site, nanoseconds since) {
  const std::lock_guard lock{mutex_};
  nanoseconds at = since;
  for (const Moment& moment : story_.moments)
    if (moment.site == site && moment.what == Moment::What::in) at = std::max(at, moment.at);
  return at;
}

void Stage::as_user(const std::function<void()>& work) {
  std::exception_ptr failure;
  std::thread user = field_->thread([&] {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  });
  user.join();
  if (failure) std::rethrow_exception(failure);
}

void Stage::check_passwords() {
  // Through the front door: a password that was set opens the account, wherever one asks.
  std::size_t turn = 0;
  as_user([&] {
    for (const auto& [email, passwords] : passwords_of(ledger_->entries())) {
      bool opened = false;
      Person person;
      person.email = email;
      person.address = World::address_of(world_->next_number());
      for (const std::string& password : passwords) {
        person.password = password;
        Visitor browser{*world_, turn++ % front_->size(), person.address};
        try {
          sign_in(browser, person);
          opened = true;
          break;
        } catch (const std::runtime_error&) {
          // Perhaps another one of those that it may be.
        }
      }
      if (!opened) story_.findings.lost.push_back(fmt::format("the new password of {}", email));
    }
  });
}

Result Stage::finish(const std::optional<TimeLimits>& limits) {
  say("the load ends; looking everything up");
  load_->end();
  story_.lasted = ledger_->now();
  std::vector<NodeRows> rows;
  for (std::size_t site = 0; site < field_->sites(); ++site)
    rows.push_back(field_->rows(site));
  story_.entries = ledger_->entries();
  story_.findings = check_rows(story_.entries, rows);
  check_passwords();
  front_->close();
  story_.accepted_revoked = world_->accepted_revoked();
  story_.stuck = world_->stuck();
  const auto fact = [this](std::string english, std::string korean, std::string text) {
    story_.facts.push_back({std::move(english), std::move(korean), std::move(text)});
  };
  fact("delay between sites, one way", "사이트 사이의 지연, 한 방향",
       fmt::format("{} µs", options_.delay.count()));
  fact("load", "부하", fmt::format("{} × usual", options_.load));
  fact("requests", "요청", fmt::format("{}", story_.entries.size()));
  fact("mails", "메일",
       fmt::format("{}, {} of them more than once", mailbox_->mails(), mailbox_->repeated()));
  fact("grants, people, links looked up at every node", "모든 노드에서 확인한 인가, 사람, 연결",
       fmt::format("{}, {}, {}", rows.front().families.size(), rows.front().people.size(),
                   rows.front().links.size()));
  add_usual_demands(story_);
  if (limits) add_time_demands(story_, *limits);
  wire::Json json = to_json(story_);
  write_report(json);
  return {.passed = story_.passed(), .text = to_text(story_), .json = std::move(json)};
}

void Stage::write_report(const wire::Json& json) const {
  std::ofstream{options_.report / "report.json"} << json.to_text() << '\n';
  std::ofstream page{options_.report / "report.html"};
  page << to_html(story_);
  page.flush();
  if (!page) {
    throw std::runtime_error{
        fmt::format("the report cannot be written to {}", options_.report.string())};
  }
}

}  // namespace haetae::drill
