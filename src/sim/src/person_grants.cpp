// SPDX-License-Identifier: Apache-2.0
// What sites get of a person: codes, tokens, their renewal and their end.
#include "person.hpp"

#include <utility>

namespace haetae::sim {
namespace {

constexpr int kSteps = 14;

struct Tokens {
  std::string access, refresh;
};

std::optional<Tokens> tokens_of(const Reply& reply) {
  const auto json = wire::Json::parse(reply.response.payload());
  if (!reply.answered(200) || !json || !json->string_at("access_token")) return std::nullopt;
  return Tokens{std::string{*json->string_at("access_token")},
                std::string{json->string_at("refresh_token").value_or("")}};
}

std::string_view token_path(bool kakao) {
  return kakao ? "/oauth/token" : "/oidc/token";
}

std::string words_of(const Reply& reply) {
  return fmt::format("site {}: {} {}", reply.site, reply.response.status,
                     reply.response.payload().substr(0, 200));
}

}  // namespace

wire::Form Person::token_form(std::string_view type) const {
  return {{"grant_type", std::string{type}},
          {"client_id", world_.start.client_id},
          {"client_secret", world_.start.client_secret}};
}

void Person::connect() {
  const bool kakao = world_.dice.chance(50);
  const std::string code = walk_to_code(kakao);
  if (!code.empty()) redeem(kakao, code);
}

std::string Person::walk_to_code(bool kakao) {
  wire::Form query{{"client_id", world_.start.client_id},
                   {"redirect_uri", world_.start.redirect_uri},
                   {"response_type", "code"},
                   {"state", "s"}};
  if (!kakao) query.add("scope", "openid profile offline_access");
  const std::string begin =
      fmt::format("{}?{}", kakao ? "/oauth/authorize" : "/oidc/authorize", query.to_text());
  std::string path = begin;
  for (int i = 0; i < kSteps; ++i) {
    if (path.starts_with(world_.start.redirect_uri)) return query_value(path, "code");
    Reply reply = browser_.get(path);
    const std::string name = path.substr(0, path.find('?'));
    if (reply.answered(200) && name == "/sign-in") {
      const std::string flow = browser_.flow;
      if (!enter_by_password(browser_, password_, flow)) return {};
      path = place_;
      continue;
    }
    if (reply.answered(200) && name == "/consent") {
      wire::Form form{{"flow", browser_.flow}, {"decision", "accept"}};
      for (const std::string& scope : fields_of(reply.response.payload(), "scope"))
        form.add("scope", scope);
      reply = browser_.post("/consent", form);
    }
    path = place_of(reply);
    if (path.empty()) path = begin;  // the answer was lost, or the page was another site's
  }
  find("no-code", "authorization goes round in circles");
  return {};
}

void Person::redeem(bool kakao, const std::string& code) {
  wire::Form form = token_form("authorization_code");
  form.add("redirect_uri", world_.start.redirect_uri);
  form.add("code", code);
  backend_.move_to(world_.dice.chance(50) ? browser_.site() : any_site());
  Browser thief = backend_;
  thief.move();
  Reply first;
  Reply second;
  const bool twice = world_.dice.chance(15);
  std::vector<std::function<void()>> jobs{[&] { first = backend_.post(token_path(kakao), form); }};
  if (twice) jobs.emplace_back([&] { second = thief.post(token_path(kakao), form); });
  together(std::move(jobs));
  const auto mine = tokens_of(first);
  const auto others = tokens_of(second);
  if (mine && others) find("double-spend", "one code was exchanged twice");
  const auto& tokens = mine ? mine : others;
  const bool lost = first.kind == Reply::Kind::lost || (twice && second.kind == Reply::Kind::lost);
  if (!tokens) {
    // A site that did not know of the end yet may have given a code on what had ended.
    const bool sound = first.sent > cleared_at_ + 2 * kBound;
    if (!lost && !twice && sound) {
      find("refused-valid", "a fresh code was refused: " + words_of(first));
    }
    return;
  }
  auto grant = std::make_unique<Grant>();
  grant->kakao = kakao;
  grant->access = tokens->access;
  grant->refresh = {tokens->refresh};
  grant->made = std::max(first.received, second.received);
  if (twice && lost) grant->doubtful = true;
  // The second use was noticed, so what the first one got is dead.
  if (twice && !lost) grant->ended = grant->made;
  grants_.push_back(std::move(grant));
}

void Person::refresh(Grant& grant) {
  wire::Form form = token_form("refresh_token");
  form.add("refresh_token", grant.refresh.back());
  backend_.move_to(any_site());
  const Reply reply = backend_.insist(token_path(grant.kakao), form);
  const auto tokens = tokens_of(reply);
  if (!tokens) {
    if (grant.lives())
      find("refused-valid", "a live refresh token was refused: " + words_of(reply));
    grant.doubtful = true;
    return;
  }
  if (grant.ended && must_know(reply, *grant.ended)) {
    find("stale-revocation", fmt::format("site {} renewed a grant that had ended", reply.site));
  }
  grant.access = tokens->access;
  if (!tokens->refresh.empty() && tokens->refresh != grant.refresh.back()) {
    grant.refresh.push_back(tokens->refresh);
  }
}

void Person::refresh_twice(Grant& grant) {
  wire::Form form = token_form("refresh_token");
  form.add("refresh_token", grant.refresh.back());
  backend_.move_to(any_site());
  Browser other = backend_;
  other.move();
  Reply first;
  Reply second;
  together({[&] { first = backend_.insist(token_path(grant.kakao), form); },
            [&] { second = other.insist(token_path(grant.kakao), form); }});
  const auto mine = tokens_of(first);
  const auto others = tokens_of(second);
  if (!mine || !others) {
    if (grant.lives()) {
      find("refused-valid", "two refreshes at once: " + words_of(mine ? second : first));
    }
    grant.doubtful = true;
    return;
  }
  if (mine->refresh != others->refresh) {
    find("double-spend", "one refresh token has two successors");
  }
  grant.access = mine->access;
  if (!mine->refresh.empty()) grant.refresh.push_back(mine->refresh);
}

void Person::replay(Grant& grant) {
  // The one before the last still answers within its grace.
  const std::size_t back = grant.refresh.size() == 2 ? 2 : 3;
  if (grant.refresh.size() < back || !grant.lives()) return;
  wire::Form form = token_form("refresh_token");
  form.add("refresh_token", grant.refresh[grant.refresh.size() - back]);
  backend_.move_to(any_site());
  const Reply reply = backend_.insist(token_path(grant.kakao), form);
  if (tokens_of(reply)) {
    find("double-spend", fmt::format("site {} took an old refresh token", reply.site));
    grant.doubtful = true;
    return;
  }
  grant.ended = reply.received;
}

void Person::check(Grant& grant) {
  check_at(grant, any_site());
}

void Person::check_at(Grant& grant, std::size_t site) {
  backend_.move_to(site);
  backend_.carry(grant.access);
  const Reply reply = backend_.get(grant.kakao ? "/v1/user/access_token_info" : "/oidc/userinfo");
  backend_.carry({});
  if (reply.answered(200)) {
    if (grant.ended && must_know(reply, *grant.ended)) {
      find("stale-revocation",
           fmt::format("site {} takes a token {:.1f} s after its end", reply.site,
                       std::chrono::duration<double>(reply.sent - *grant.ended).count()));
    }
  } else if (grant.lives() && must_know(reply, grant.made)) {
    find("refused-valid", "a live access token was refused: " + words_of(reply));
    grant.doubtful = true;
  }
}

void Person::end(Grant& grant) {
  if (!grant.lives()) return;
  backend_.move_to(any_site());
  Reply reply;
  if (grant.kakao) {
    backend_.carry(grant.access);
    reply = backend_.insist("/v1/user/logout", {});
    backend_.carry({});
  } else {
    wire::Form form{{"client_id", world_.start.client_id},
                    {"client_secret", world_.start.client_secret},
                    {"token", world_.dice.chance(50) ? grant.access : grant.refresh.back()}};
    reply = backend_.insist("/oidc/revoke", form);
  }
  // 401: ended by a try whose answer was lost, or not known there yet.
  if (reply.answered(200)) {
    grant.ended = reply.received;
  } else {
    grant.doubtful = true;
  }
}

void Person::unlink() {
  Grant* grant = nullptr;
  for (const auto& one : grants_) {
    if (one->kakao && one->lives()) grant = one.get();
  }
  if (grant == nullptr) return;
  backend_.move_to(any_site());
  backend_.carry(grant->access);
  const Reply reply = backend_.insist("/v1/user/unlink", {});
  backend_.carry({});
  if (reply.answered(200)) {
    end_all(reply.received);
    return;
  }
  // Done by a try whose answer was lost, or refused: nobody can tell.
  for (const auto& one : grants_)
    one->doubtful = true;
}

}  // namespace haetae::sim
