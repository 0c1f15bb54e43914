// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client.hpp"
#include "scenario.hpp"

#include <string>
#include <vector>

namespace haetae::bench {

// One client per person, in their order. All borrow what they are given.

/// GET /oidc/authorize by people who are signed in and have agreed: a code at once. Keeps the
/// codes.
class Mint final : public Scenario {
 public:
  Mint(const Target& target, const Site& site, const std::vector<Person>& people);
  void next(std::size_t client, std::string& request) override { request = requests_[client]; }
  Took take(std::size_t client, const Reply& reply) override;
  [[nodiscard]] std::vector<std::string> take_codes() { return std::move(codes_); }

 private:
  std::vector<std::string> requests_;
  std::vector<std::string> codes_;
};

/// POST /oidc/token with codes that were minted before; ends when they are used up.
class Exchange final : public Scenario {
 public:
  Exchange(const Target& target, const Site& site, std::vector<std::string> codes)
      : target_(target), site_(site), codes_(std::move(codes)) {}
  void next(std::size_t client, std::string& request) override;
  Took take(std::size_t client, const Reply& reply) override;

 private:
  const Target& target_;
  const Site& site_;
  std::vector<std::string> codes_;
};

/// POST /oidc/token with each person's newest refresh token, which the answer replaces.
class Refresh final : public Scenario {
 public:
  Refresh(const Target& target, const Site& site, std::vector<Person>& people)
      : target_(target), site_(site), people_(people) {}
  void next(std::size_t client, std::string& request) override;
  Took take(std::size_t client, const Reply& reply) override;

 private:
  const Target& target_;
  const Site& site_;
  std::vector<Person>& people_;
};

/// GET /oidc/userinfo with each person's access token.
class Userinfo final : public Scenario {
 public:
  Userinfo(const Target& target, const std::vector<Person>& people);
  void next(std::size_t client, std::string& request) override { request = requests_[client]; }
  Took take(std::size_t client, const Reply& reply) override;

 private:
  std::vector<std::string> requests_;
};

/// POST /passkey/options, a signature by the person's authenticator, POST /passkey/sign-in.
class PasskeySignIn final : public Scenario {
 public:
  PasskeySignIn(const Target& target, const std::vector<Person>& people);
  void next(std::size_t client, std::string& request) override;
  Took take(std::size_t client, const Reply& reply) override;

 private:
  struct Client {
    std::string headers;
    std::string answer;  ///< the body that signs in; empty = ask for a challenge
  };
  const Target& target_;
  const std::vector<Person>& people_;
  std::vector<Client> clients_;
};

/// POST /sign-in in a browser that has never signed in before.
class PasswordSignIn final : public Scenario {
 public:
  PasswordSignIn(const Target& target, const std::vector<Person>& people);
  void next(std::size_t client, std::string& request) override { request = requests_[client]; }
  Took take(std::size_t client, const Reply& reply) override;

 private:
  std::vector<std::string> requests_;
};

}  // namespace haetae::bench
