// SPDX-License-Identifier: Apache-2.0
// What must hold when many ask at once. The clock stands still meanwhile.
#include "token_world.hpp"

#include <set>
#include <thread>

namespace haetae::accounts::test {
namespace {

constexpr std::size_t kAtOnce = 16;

/// Runs `work(i)` on kAtOnce threads and gives what each returned.
template <class Work>
auto at_once(const Work& work) {
  std::vector<decltype(work(std::size_t{0}))> results(kAtOnce);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([&, i] { results[i] = work(i); });
  }
  for (std::thread& thread : threads)
    thread.join();
  return results;
}

class AtOnce : public ::testing::Test, protected TokenWorld {};

TEST_F(AtOnce, OneOfManyExchangesOfACodeSucceedsAndTheRestRevokeIt_Threat20) {
  const std::string text = code();
  const oidc::Client* const shop = client();
  const auto results = at_once([&](std::size_t) -> std::optional<std::string> {
    const auto answer = tokens.exchange(code_request(text), shop, policy, visitor);
    if (!answer) return std::nullopt;
    return answer->texts.access_token;
  });
  std::vector<std::string> won;
  for (const auto& result : results) {
    if (result) won.push_back(*result);
  }
  ASSERT_EQ(won.size(), 1U);
  EXPECT_EQ(tokens.check_access(won[0], policy.surface).error(), AccessError::revoked);
  EXPECT_EQ(audited(Event::code_redeemed).size(), 1U);
  EXPECT_EQ(audited(Event::code_replayed).size(), 1U);
}

TEST_F(AtOnce, ManyRefreshesOfOneTokenGetOneSuccessor_Threat37) {
  use(oidc::kStandardPolicy);
  const auto first = redeem(code());
  ASSERT_TRUE(first.has_value());
  const oidc::Client* const shop = client();
  const auto results = at_once([&](std::size_t) {
    const auto answer =
        tokens.exchange(refresh_request(first->texts.refresh_token), shop, policy, visitor);
    return answer ? answer->texts.refresh_token : std::string{};
  });
  const std::set<std::string> successors{results.begin(), results.end()};
  ASSERT_EQ(successors.size(), 1U);
  EXPECT_FALSE(successors.begin()->empty());
  EXPECT_TRUE(refresh(*successors.begin()).has_value());
}

TEST_F(AtOnce, MailedCodeIsUsedOnceAndGuessedFiveTimes_Threat58) {
  const auto proof =
      sign_up.start({"lee@example.kr", "lee", std::string{kPassword}, "ko", ""}, visitor);
  ASSERT_TRUE(proof.has_value());
  const auto results = at_once([&](std::size_t i) {
    const std::string guess = std::to_string(900'000 + i);
    const auto done = sign_up.finish(*proof, guess, visitor, std::nullopt);
    return done ? SignUpError::unavailable : done.error();
  });
  EXPECT_EQ(static_cast<std::uint32_t>(
                std::count(results.begin(), results.end(), SignUpError::wrong_code)),
            MailedCode::kGuesses);
}

TEST_F(AtOnce, OneAddressMakesOneAccount) {
  std::vector<std::pair<std::string, std::string>> proofs;
  for (std::uint32_t i = 0; i < Guard::kMailsPerRecipient; ++i) {
    clock.advance(base::Milliseconds{1});
    const auto proof =
        sign_up.start({"lee@example.kr", "lee", std::string{kPassword}, "ko", ""}, visitor);
    ASSERT_TRUE(proof.has_value());
    proofs.emplace_back(*proof, mailed_code());
  }
  const auto results = at_once([&](std::size_t i) {
    const auto& [proof, typed] = proofs[i % proofs.size()];
    return sign_up.finish(proof, typed, visitor, std::nullopt).has_value() ? 1 : 0;
  });
  EXPECT_EQ(std::count(results.begin(), results.end(), 1), 1);
}

}  // namespace
}  // namespace haetae::accounts::test
