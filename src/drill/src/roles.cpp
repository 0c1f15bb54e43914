// SPDX-License-Identifier: Apache-2.0
#include "load.hpp"

#include <deque>
#include <fmt/format.h>
#include <stdexcept>

namespace haetae::drill {
namespace {

/// A person who has an account, agreed to the app, and is signed in in one browser.
class Member : public Role {
 public:
  Member(World& world, std::size_t home)
      : world_(world),
        home_(home),
        person_(make_person(world)),
        browser_(world, home, person_.address),
        backend_(world, home, person_.address) {}

  void prepare() override {
    join(browser_, person_);
    const std::string code = authorize(browser_, person_);
    tokens_ = redeem(backend_, code);
  }

 protected:
  World& world_;
  std::size_t home_;
  Person person_;
  Visitor browser_, backend_;
  Tokens tokens_;
};

class Refresher final : public Member {
 public:
  using Member::Member;
  void turn() override { refresh(backend_, tokens_); }
};

class Checker final : public Member {
 public:
  using Member::Member;
  void turn() override { check_token(backend_, tokens_); }
};

class Searcher final : public Role {
 public:
  Searcher(World& world, std::size_t home)
      : backend_(world, home, World::address_of(world.next_number())) {}
  void prepare() override { search_address(backend_); }
  void turn() override { search_address(backend_); }

 private:
  Visitor backend_;
};

class PasswordPerson final : public Member {
 public:
  using Member::Member;
  void turn() override {
    Visitor browser{world_, home_, person_.address};
    sign_in(browser, person_);
  }
};

class PasskeyPerson final : public Member {
 public:
  using Member::Member;
  void prepare() override {
    Member::prepare();
    enrol(browser_.agent(), world_.front.target(browser_.place()), person_);
  }
  void turn() override {
    Visitor browser{world_, home_, person_.address};
    sign_in_by_passkey(browser, person_);
  }
};

/// Gets a code and tokens again and again, ends every other grant, and sees whether dead tokens
/// are dead wherever the front end sends people.
class Exchanger final : public Member {
 public:
  using Member::Member;
  void turn() override {
    try_dead_tokens();
    if (ending_) return end();
    Tokens tokens = redeem(backend_, authorize(browser_, person_));
    if (++turns_ % 2 == 0) {
      ending_ = std::move(tokens);
      end();
    }
  }

 private:
  struct Dead {
    Tokens tokens;
    std::size_t ended_at = 0;
    nanoseconds since{};
  };

  void end() {
    const std::size_t site = backend_.place();
    revoke(backend_, *ending_);
    dead_.push_back({*std::move(ending_), site, world_.ledger.now()});
    ending_.reset();
  }

  void try_dead_tokens() {
    const nanoseconds now = world_.ledger.now();
    if (dead_.empty() || now - dead_.front().since < world_.revocation_bound) return;
    // What an island revokes the others know when it is merged (ADR 13).
    if (world_.may_put_off(now)) return;
    const Dead dead = std::move(dead_.front());
    dead_.pop_front();
    Visitor elsewhere{world_, (dead.ended_at + 1 + turns_ % 2) % world_.front.size(),
                      person_.address};
    const std::size_t site = elsewhere.place();
    const auto answer = elsewhere.get_as({.kind = Kind::token_check, .status = 401, .also = {200}},
                                         "/oidc/userinfo", dead.tokens.access);
    if (answer.status != 200) return;
    world_.note_accepted_revoked(
        fmt::format("site {} took an access token of {} {:.1f} s after its revocation", site,
                    dead.tokens.family,
                    std::chrono::duration<double>(world_.ledger.now() - dead.since).count()));
  }

  std::deque<Dead> dead_;
  std::optional<Tokens> ending_;
  std::size_t turns_ = 0;
};

/// A new person each turn: signs up, agrees, gets tokens; then forgets the password, is logged out,
/// or leaves the site. What a dying site leaves open is finished at another.
class Newcomer final : public Role {
 public:
  Newcomer(World& world, std::size_t home) : world_(world), home_(home) {}
  void prepare() override {}

  void turn() override {
    const Person person = make_person(world_);
    Visitor browser{world_, home_, person.address};
    Visitor backend{world_, home_, person.address};
    join(browser, person);
    const Tokens tokens = insist([&](int) { return redeem(backend, authorize(browser, person)); });
    switch (turns_++ % 3) {
      case 0:
        return forget(browser, person);
      case 1:
        return insist([&](int) { log_out(backend, kakao(browser, backend, person)); });
      default:
        break;
    }
    const Tokens own = kakao(browser, backend, person);
    insist([&](int) { unlink(backend, own, person); });
  }

 private:
  static Tokens kakao(Visitor& browser, Visitor& backend, const Person& person) {
    return insist([&](int) { return redeem_at_kakao(browser, backend, person); });
  }

  void forget(Visitor&, const Person& person) {
    Visitor browser{world_, home_, person.address};
    const Waiting waiting = insist([&](int) { return begin_reset(browser, person); });
    const std::string code = read_mail(world_, person, waiting);
    Person changed;
    changed.email = person.email;
    changed.password = person.password + " anew";
    const bool done = insist(
        [&](int) { return finish_reset(browser, changed, waiting, code, changed.password); });
    if (done) return;
    Visitor again{world_, home_, person.address};
    insist([&](int) { sign_in(again, changed); });
  }

  World& world_;
  std::size_t home_;
  std::size_t turns_ = 0;
};

}  // namespace

std::unique_ptr<Role> make_role(std::string_view name, World& world, std::size_t home) {
  if (name == "refresher") return std::make_unique<Refresher>(world, home);
  if (name == "passkey") return std::make_unique<PasskeyPerson>(world, home);
  if (name == "password") return std::make_unique<PasswordPerson>(world, home);
  if (name == "newcomer") return std::make_unique<Newcomer>(world, home);
  if (name == "exchanger") return std::make_unique<Exchanger>(world, home);
  if (name == "checker") return std::make_unique<Checker>(world, home);
  if (name == "searcher") return std::make_unique<Searcher>(world, home);
  throw std::invalid_argument{fmt::format("no role {}", name)};
}

}  // namespace haetae::drill
