// SPDX-License-Identifier: Apache-2.0
// What people and sites are in the middle of when a data centre burns.
#include "haetae/wire/base64url.hpp"
#include "in_flight.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

using Answer = Agent::Answer;

/// Somebody with an account, a browser, and the site's backend.
class Base : public Flow {
 public:
  explicit Base(World& world)
      : world_(world),
        person_(make_person(world)),
        browser_(world, 0, person_.address),
        backend_(world, 0, person_.address) {}

  void prepare() override { join(browser_, person_); }
  bool spend_again(std::size_t) override { return false; }

 protected:
  void pin(std::size_t site) {
    browser_.pin(site);
    backend_.pin(site);
  }
  /// Whether a code is taken that has been used.
  bool takes_code(std::size_t site, const std::string& code) {
    pin(site);
    const wire::Form form = wire::Form::parse(redeem_form(world_.app.site, code));
    return backend_.post({.kind = Kind::code_exchange, .also = {400}}, "/oidc/token", form)
               .status == 200;
  }

  World& world_;
  Person person_;
  Visitor browser_, backend_;
};

/// A code that was issued and not yet exchanged.
class Code final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "code"; }
  void prepare() override {
    Base::prepare();
    (void)authorize(browser_, person_);
  }
  void begin(std::size_t site) override {
    pin(site);
    code_ = authorize(browser_, person_);
  }
  void finish(std::size_t site) override {
    pin(site);
    (void)redeem(backend_, code_);
  }
  bool spend_again(std::size_t site) override { return takes_code(site, code_); }

 private:
  std::string code_;
};

/// A code that two backends present at one instant, at two sites.
class RacedCode final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "code_raced"; }
  void begin(std::size_t site) override {
    pin(site);
    code_ = authorize(browser_, person_);
  }
  void finish(std::size_t site) override { at_ = site; }
  bool spend_again(std::size_t site) override {
    Visitor other{world_, at_, person_.address};
    other.pin(at_);
    backend_.pin(site);
    bool first = false, second = false;
    std::exception_ptr failure, rivals_failure;
    std::thread rival{[&] { first = tries(other, rivals_failure); }};
    second = tries(backend_, failure);
    rival.join();
    for (const std::exception_ptr& each : {failure, rivals_failure})
      if (each) std::rethrow_exception(each);
    return first && second;
  }

 private:
  bool takes(Visitor& backend) const {
    const wire::Form form = wire::Form::parse(redeem_form(world_.app.site, code_));
    return backend.post({.kind = Kind::code_exchange, .also = {400}}, "/oidc/token", form).status ==
           200;
  }
  bool tries(Visitor& backend, std::exception_ptr& failure) const {
    try {
      return takes(backend);
    } catch (...) {
      failure = std::current_exception();
      return false;
    }
  }
  std::string code_;
  std::size_t at_ = 0;
};

/// The sign-in page of an authorization request is open, and nothing typed yet.
class OpenPage final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "sign_in_page"; }
  void begin(std::size_t site) override {
    guest_.emplace(world_, site, person_.address);
    guest_->pin(site);
    const Answer start = guest_->get({.kind = Kind::password_sign_in, .also = {302, 303}},
                                     authorize_path(world_.app.site));
    path_ = guest_->agent().local(start.location);
    page_ = guest_->get({.kind = Kind::password_sign_in}, path_);
  }
  void finish(std::size_t site) override {
    guest_->pin(site);
    const Answer in = guest_->post({.kind = Kind::password_sign_in,
                                    .status = 303,
                                    .claim = Claim::session_made,
                                    .key = person_.email},
                                   "/sign-in",
                                   {{"csrf", field_of(page_.body, "csrf")},
                                    {"flow", field_of(page_.body, "flow")},
                                    {"loginId", person_.email},
                                    {"password", person_.password}});
    // On with the flow that began at the dead site, to a code, and tokens for it.
    if (in.location.find("consent") == std::string::npos &&
        in.location.find("authorize") == std::string::npos &&
        in.location.find("code=") == std::string::npos) {
      throw Wrong{"the flow was forgotten: " + in.location};
    }
    backend_.pin(site);
    code_ = authorize(*guest_, person_);
    (void)redeem(backend_, code_);
  }
  bool spend_again(std::size_t site) override { return takes_code(site, code_); }

 private:
  std::optional<Visitor> guest_;
  std::string path_, code_;
  Answer page_;
};

/// A refresh whose answer was lost with the site: the same token again gives the same successor.
class LostRefresh final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "refresh"; }
  void prepare() override {
    Base::prepare();
    tokens_ = redeem(backend_, authorize(browser_, person_));
  }
  void begin(std::size_t site) override {
    pin(site);
    answered_ = tokens_;
    refresh(backend_, answered_);
  }
  void finish(std::size_t site) override {
    pin(site);
    Tokens again = tokens_;
    refresh(backend_, again);
    tokens_ = std::move(again);
  }
  /// Two successors of one token would be a fork.
  bool spend_again(std::size_t site) override {
    if (tokens_.refresh != answered_.refresh) return true;
    pin(site);
    refresh(backend_, tokens_);
    return false;
  }

 private:
  Tokens tokens_, answered_;
};

/// The form of a sign-up was sent, and the mailed code is not typed yet.
class HalfSignUp final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "sign_up"; }
  void prepare() override {}
  void begin(std::size_t site) override {
    pin(site);
    waiting_ = begin_sign_up(browser_, person_);
  }
  void finish(std::size_t site) override {
    pin(site);
    code_ = read_mail(world_, person_, waiting_);
    if (!finish_sign_up(browser_, person_, waiting_, code_)) throw Wrong{"the code was refused"};
  }
  bool spend_again(std::size_t site) override {
    Visitor other{world_, site, person_.address};
    other.pin(site);
    const Waiting fresh = begin_sign_up_page(other);
    return finish_sign_up(other, person_, {waiting_.proof, fresh.csrf, 0}, code_);
  }

 private:
  static Waiting begin_sign_up_page(Visitor& browser) {
    return {.proof = {},
            .csrf = field_of(browser.get({.kind = Kind::sign_up}, "/sign-up").body, "csrf"),
            .mails_before = 0};
  }
  Waiting waiting_;
  std::string code_;
};

/// A forgotten password: the code is mailed, the new password not yet set.
class HalfReset final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "reset"; }
  void begin(std::size_t site) override {
    guest_.emplace(world_, site, person_.address);
    guest_->pin(site);
    waiting_ = begin_reset(*guest_, person_);
  }
  void finish(std::size_t site) override {
    guest_->pin(site);
    code_ = read_mail(world_, person_, waiting_);
    if (!finish_reset(*guest_, person_, waiting_, code_, person_.password + " anew")) {
      throw Wrong{"the code was refused"};
    }
  }
  bool spend_again(std::size_t site) override {
    Visitor other{world_, site, person_.address};
    other.pin(site);
    const Answer page = other.get({.kind = Kind::reset}, "/reset");
    const Waiting again{waiting_.proof, field_of(page.body, "csrf"), 0};
    return finish_reset(other, person_, again, code_, person_.password + " stolen");
  }

 private:
  std::optional<Visitor> guest_;
  Waiting waiting_;
  std::string code_;
};

/// A passkey's challenge that was given and not answered yet.
class Challenge final : public Base {
 public:
  using Base::Base;
  std::string_view name() const override { return "passkey_challenge"; }
  void prepare() override {
    Base::prepare();
    enrol(browser_.agent(), world_.front.target(browser_.place()), person_);
  }
  void begin(std::size_t site) override {
    guest_.emplace(world_, site, person_.address);
    guest_->pin(site);
    (void)guest_->get({.kind = Kind::passkey_sign_in}, "/sign-in");
    const Answer options = guest_->post_json({.kind = Kind::passkey_sign_in}, "/passkey/options",
                                             wire::Json::object());
    const auto json = wire::Json::parse(options.body);
    const wire::Json* key = json ? json->find("publicKey") : nullptr;
    const auto challenge =
        wire::base64url_decode(key == nullptr ? "" : key->string_at("challenge").value_or(""));
    if (!challenge) throw Wrong{"no challenge: " + options.body};
    answer_.set("challenge_token", json->string_at("challenge_token").value_or(""))
        .set("credential", person_.passkey->get(*challenge));
  }
  void finish(std::size_t site) override {
    guest_->pin(site);
    (void)guest_->post_json(
        {.kind = Kind::passkey_sign_in, .claim = Claim::session_made, .key = person_.email},
        "/passkey/sign-in", answer_);
  }
  bool spend_again(std::size_t site) override {
    guest_->pin(site);
    return guest_
               ->post_json({.kind = Kind::passkey_sign_in, .also = {400, 401, 403}},
                           "/passkey/sign-in", answer_)
               .status == 200;
  }

 private:
  std::optional<Visitor> guest_;
  wire::Json answer_ = wire::Json::object();
};

}  // namespace

std::vector<std::unique_ptr<Flow>> make_flows(World& world) {
  std::vector<std::unique_ptr<Flow>> flows;
  flows.push_back(std::make_unique<Code>(world));
  flows.push_back(std::make_unique<RacedCode>(world));
  flows.push_back(std::make_unique<OpenPage>(world));
  flows.push_back(std::make_unique<LostRefresh>(world));
  flows.push_back(std::make_unique<HalfSignUp>(world));
  flows.push_back(std::make_unique<HalfReset>(world));
  flows.push_back(std::make_unique<Challenge>(world));
  return flows;
}

}  // namespace haetae::drill
