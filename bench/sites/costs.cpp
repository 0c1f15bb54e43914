// SPDX-License-Identifier: Apache-2.0
// What one kind of write costs in round trips between sites: the slope of one client's latency over
// the distance. New people live through all kinds, one kind after the other.
#include "haetae/site/network.hpp"
#include "haetae/wire/base64url.hpp"
#include "parts.hpp"
#include "report.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <stdexcept>

namespace haetae::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using Answer = Agent::Answer;

constexpr std::size_t kLives = 40;
constexpr std::array kDelays{microseconds{0}, microseconds{1'000}, microseconds{5'000}};
constexpr std::chrono::seconds kMailMost{40};
/// The least that may be set: a usual hash takes 40 ms, and varies by more than a commit takes.
constexpr const char* kLightHash = "password.memory_kib=1024";
/// Longer than a mail waits for the next look at the queue.
constexpr base::Milliseconds kQuiet{700};
constexpr int kQuietTries = 40;

double milliseconds(nanoseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

/// A person from their first visit on.
struct Life {
  explicit Life(const Target& target, Person somebody)
      : person(std::move(somebody)),
        browser(target, person.address),
        backend(target, person.address) {}
  Person person;
  Agent browser, backend;
  std::unique_ptr<Agent> elsewhere;  ///< a browser that was never here
  wire::Form form = {};              ///< what the next page sends
  wire::Json body = {};
  std::string code;
  std::size_t mails = 0;
};

void demand(bool right, std::string_view what, const Answer& answer) {
  if (right) return;
  throw std::runtime_error{fmt::format("{}: {} {} {}", what, answer.status, answer.location,
                                       answer.body.substr(0, 500))};
}

/// One kind of request: what comes before it, and the request that is timed.
struct Step {
  std::string_view name;
  std::function<void(Life&)> before;
  std::function<void(Life&)> timed;
};

/// Refers to what it is given, and the steps refer to it.
class Steps {
 public:
  Steps(const Target& target, const Site& app, drill::Mailbox& mailbox)
      : target_(target), app_(app), mailbox_(mailbox) {}

  [[nodiscard]] std::vector<Step> all() const {
    std::vector<Step> steps = joining();
    for (auto more : {tokens(), coming_back()})
      steps.insert(steps.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    return steps;
  }

 private:
  [[nodiscard]] std::vector<Step> joining() const {
    return {{"sign_up_form",
             [this](Life& life) {
               life.mails = mailbox_.count(life.person.email);
               life.form = {{"csrf", field_of(life.browser.get("/sign-up").body, "csrf")},
                            {"email", life.person.email},
                            {"nickname", "사람"},
                            {"password", life.person.password},
                            {"age", "1"}};
             },
             [](Life& life) {
               const Answer page = life.browser.post("/sign-up", life.form);
               demand(!field_of(page.body, "proof").empty(), "sign-up", page);
               life.form = {{"csrf", field_of(page.body, "csrf")},
                            {"proof", field_of(page.body, "proof")},
                            {"email", life.person.email}};
             }},
            {"sign_up_code",
             [this](Life& life) {
               const auto code = mailbox_.wait_code(life.person.email, life.mails, kMailMost);
               if (!code) throw std::runtime_error{"no mail came to " + life.person.email};
               life.form.add("code", *code);
             },
             [](Life& life) {
               const Answer answer = life.browser.post("/sign-up/verify", life.form);
               demand(answer.status == 303, "sign-up, second step", answer);
             }},
            {"consent",
             [this](Life& life) {
               Answer page = life.browser.get(authorize_path(app_));
               page = life.browser.get(life.browser.local(page.location));
               life.form = {{"csrf", field_of(page.body, "csrf")},
                            {"flow", field_of(page.body, "flow")}};
               for (const std::string& scope : fields_of(page.body, "scope"))
                 life.form.add("scope", scope);
               life.form.add("decision", "accept");
             },
             [](Life& life) {
               const Answer answer = life.browser.post("/consent", life.form);
               demand(answer.status / 100 == 3 && !answer.location.empty(), "consent", answer);
             }}};
  }

  [[nodiscard]] std::vector<Step> tokens() const {
    const auto take = [](std::string_view what) {
      return [what](Life& life) {
        const Answer answer = life.backend.post("/oidc/token", life.form);
        const auto json = wire::Json::parse(answer.body);
        demand(answer.status == 200 && json && json->string_at("refresh_token"), what, answer);
        life.person.access_token = *json->string_at("access_token");
        life.person.refresh_token = *json->string_at("refresh_token");
      };
    };
    return {{"authorize", [](Life&) {},
             [this](Life& life) {
               const Answer answer = life.browser.get(authorize_path(app_));
               life.code = query_value(answer.location, "code");
               demand(!life.code.empty(), "authorize", answer);
             }},
            {"code_exchange",
             [this](Life& life) { life.form = wire::Form::parse(redeem_form(app_, life.code)); },
             take("code exchange")},
            {"token_check", [](Life&) {},
             [this](Life& life) {
               const Answer answer = life.backend.ask(
                   get_text(target_, "/oidc/userinfo",
                            fmt::format("Authorization: Bearer {}\r\n", life.person.access_token)));
               demand(answer.status == 200, "token check", answer);
             }},
            {"refresh",
             [this](Life& life) {
               life.form = wire::Form::parse(refresh_form(app_, life.person.refresh_token));
             },
             take("refresh")},
            {"revoke",
             [this](Life& life) {
               life.form = {{"token", life.person.refresh_token},
                            {"client_id", app_.client_id},
                            {"client_secret", app_.client_secret}};
             },
             [](Life& life) {
               const Answer answer = life.backend.post("/oidc/revoke", life.form);
               demand(answer.status == 200, "revocation", answer);
             }}};
  }

  [[nodiscard]] std::vector<Step> coming_back() const {
    return {
        {"passkey_enrolment",
         [this](Life& life) { life.body = begin_enrolment(life.browser, target_, life.person); },
         [](Life& life) { (void)life.browser.post_json("/account/passkeys", life.body); }},
        {"passkey_sign_in", [](Life& life) { life.body = assertion(life); },
         [](Life& life) { (void)life.browser.post_json("/passkey/sign-in", life.body); }},
        {"password_sign_in",
         [this](Life& life) {
           life.elsewhere = std::make_unique<Agent>(target_, life.person.address);
           life.form = {{"csrf", field_of(life.elsewhere->get("/sign-in").body, "csrf")},
                        {"loginId", life.person.email},
                        {"password", life.person.password}};
         },
         [](Life& life) {
           const Answer answer = life.elsewhere->post("/sign-in", life.form);
           demand(answer.status == 303, "sign-in", answer);
         }}};
  }

  static wire::Json assertion(Life& life) {
    const wire::Json options = life.browser.post_json("/passkey/options", wire::Json::object());
    const wire::Json* key = options.find("publicKey");
    const auto challenge =
        wire::base64url_decode(key == nullptr ? "" : key->string_at("challenge").value_or(""));
    if (!challenge) throw std::runtime_error{"no challenge: " + options.to_text()};
    wire::Json body = wire::Json::object();
    body.set("challenge_token", options.string_at("challenge_token").value_or(""))
        .set("credential", life.person.passkey->get(*challenge));
    return body;
  }

  const Target& target_;
  const Site& app_;
  drill::Mailbox& mailbox_;
};

/// What all databases together have replicated since they were started.
struct Replicated {
  double transactions = 0, bytes = 0;
  static Replicated so_far(const Ground& ground) {
    return {ground.counted("wsrep_replicated"), ground.counted("wsrep_replicated_bytes")};
  }
};

class Costs {
 public:
  Costs(Ground& ground, const Site& app)
      : ground_(ground),
        target_(ground.target()),
        makes_(target_, app, ground.mailbox()),
        steps_(makes_.all()),
        found_(steps_.size()) {}

  wire::Json all() {
    serve_anew({kLightHash});
    for (const microseconds delay : kDelays) {
      ground_.lab().network().set_delay(delay);
      note(fmt::format("  {} lives with {} ms between sites", kLives, milliseconds(delay)));
      ground_.at(0, [&] { live(delay); });
    }
    ground_.lab().network().set_delay(kDelays[1]);
    serve_anew({});
    wire::Json out = wire::Json::array();
    for (std::size_t i = 0; i < steps_.size(); ++i)
      out.push(to_json(steps_[i].name, found_[i]));
    return out;
  }

 private:
  struct At {
    microseconds delay;
    double p50_ms = 0, p90_ms = 0;
    double transactions = 0, bytes = 0;  ///< for one of them
  };

  void serve_anew(const std::vector<std::string>& sets) {
    ground_.stop_server(0);
    ground_.serve(0, sets);
  }

  /// Waits until nothing is written any more: mails go out and are noted behind the requests that
  /// ask for them.
  Replicated at_rest() const {
    Replicated before = Replicated::so_far(ground_);
    for (int i = 0; i < kQuietTries; ++i) {
      (void)ground_.wait(0, kQuiet);
      const Replicated now = Replicated::so_far(ground_);
      if (now.transactions == before.transactions) return now;
      before = now;
    }
    throw std::runtime_error{"the servers write although nobody asks them anything"};
  }

  void live(microseconds delay) {
    std::vector<Life> lives;
    for (std::size_t i = 0; i < kLives; ++i)
      lives.emplace_back(target_, stranger(strangers_++));
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      const Replicated before = at_rest();
      std::vector<nanoseconds> latencies;
      for (Life& life : lives) {
        step.before(life);
        const nanoseconds since = ground_.clock().steady();
        step.timed(life);
        latencies.push_back(ground_.clock().steady() - since);
      }
      const Replicated after = at_rest();
      std::sort(latencies.begin(), latencies.end());
      found_[i].push_back({.delay = delay,
                           .p50_ms = milliseconds(latencies[kLives / 2]),
                           .p90_ms = milliseconds(latencies[kLives * 9 / 10]),
                           .transactions = (after.transactions - before.transactions) / kLives,
                           .bytes = (after.bytes - before.bytes) / kLives});
    }
  }

  static wire::Json to_json(std::string_view name, const std::vector<At>& points) {
    wire::Json all = wire::Json::array();
    std::vector<std::pair<double, double>> by_round_trip;
    for (const At& point : points) {
      by_round_trip.emplace_back(2 * milliseconds(point.delay), point.p50_ms);
      wire::Json one = wire::Json::object();
      one.set("one_way_ms", milliseconds(point.delay))
          .set("p50_ms", point.p50_ms)
          .set("p90_ms", point.p90_ms)
          .set("transactions", point.transactions)
          .set("bytes", point.bytes);
      all.push(std::move(one));
    }
    wire::Json out = wire::Json::object();
    out.set("name", name).set("round_trips", slope(by_round_trip)).set("at", std::move(all));
    return out;
  }

  Ground& ground_;
  const Target target_;
  const Steps makes_;
  const std::vector<Step> steps_;
  std::vector<std::vector<At>> found_;
  std::size_t strangers_ = 0;
};

}  // namespace

wire::Json measure_costs(Ground& ground, const Site& app) {
  return Costs{ground, app}.all();
}

}  // namespace haetae::bench
