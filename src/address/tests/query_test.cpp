// SPDX-License-Identifier: Apache-2.0
#include "query.hpp"

#include "haetae/address/geocode_queue.hpp"
#include "haetae/address/search.hpp"
#include "jamo.hpp"
#include "normalise.hpp"
#include "search_fixture.hpp"

#include <gtest/gtest.h>
#include <memory>

namespace haetae::address {
namespace {

std::u16string normalised(std::string_view text) {
  NormalisedQuery query;
  normalise_query(text, query);
  return std::u16string(query.main.units());
}

TEST(Normalise, GivesOneFormToDecomposedWideAndSpacedText) {
  const std::u16string wanted = u"세종대로110";
  EXPECT_EQ(normalised("세종대로 110"), wanted);
  EXPECT_EQ(normalised("세종대로１１０"), wanted);
  EXPECT_EQ(normalised("\u1109\u1166\u110C\u1169\u11BC\u1103\u1162\u1105\u1169 110"), wanted);
  EXPECT_EQ(normalised("세종\u200B대로\u3000110"), wanted);
  EXPECT_EQ(normalised("APEC로 55"), u"apec로55");
  EXPECT_EQ(normalised("\u1109종"), u"ㅅ종");
  EXPECT_EQ(normalised("①층 Ⅱ"), u"1층ii");
}

TEST(Normalise, PutsParenthesesAsideAndTakesTheZipAway) {
  NormalisedQuery query;
  normalise_query("(04524) 서울 중구 세종대로 110 (태평로1가, 시청)", query);
  EXPECT_EQ(query.main.units(), u"서울중구세종대로110");
  EXPECT_EQ(query.side.units(), u"04524태평로1가시청");
  normalise_query("우 04524 서울 중구", query);
  EXPECT_EQ(query.main.units(), u"서울중구");
  EXPECT_EQ(query.zip, 4524U);
  normalise_query("04524", query);
  EXPECT_EQ(query.main.units(), u"04524");
  normalise_query("(서울 중구)", query);
  EXPECT_EQ(query.main.units(), u"서울중구");
}

TEST(Normalise, SurvivesAnyBytesAndCutsLongText) {
  EXPECT_EQ(normalised("\xff\xfe서\x80울\xed\xa0"), u"서울");
  EXPECT_EQ(normalised(std::string(100'000, 'a')).size(), kUnitsMax);
  EXPECT_EQ(normalised(""), u"");
}

TEST(Text, HashesEverySubstringAsIfItStoodAlone) {
  Text text;
  normalise_name("서울특별시 중구 세종대로 110", text);
  for (std::uint32_t from = 0; from < text.size(); ++from)
    for (std::uint32_t to = from + 1; to <= text.size(); ++to)
      EXPECT_EQ(text.hash(from, to), hash_of(text.units(from, to)));
  const std::u16string_view word = u"세종대로";
  EXPECT_EQ(hash_without(word, hash_of(word), 1), hash_of(u"세대로"));
}

TEST(TypingDistance, KnowsHowPeopleMistype) {
  EXPECT_EQ(typing_distance(u"세종대로", u"세종대로"), 0);
  EXPECT_EQ(typing_distance(u"세중대로", u"세종대로"), 2);
  EXPECT_EQ(typing_distance(u"세종종대로", u"세종대로"), 2);
  EXPECT_EQ(typing_distance(u"종세대로", u"세종대로"), 3);
  EXPECT_EQ(typing_distance(u"종대로", u"세종대로"), 4);
  EXPECT_EQ(typing_distance(u"세김대로", u"세종대로"), 7);
  EXPECT_EQ(typing_distance(u"세종대로2길", u"세종대로3길"), kFar);
  EXPECT_EQ(typing_distance(u"세종대로12길", u"세종대로2길"), kFar);
  EXPECT_EQ(typing_distance(u"광화문로", u"세종대로"), kFar);
}

TEST(Completions, FollowTheKeysOfAHangulKeyboard) {
  Completion out[kCompletionsMax];
  ASSERT_EQ(completions_of(u"세ㅈ", out), 2U);
  EXPECT_EQ(out[0].keep, 1U);
  EXPECT_EQ(out[0].low, u'자');
  EXPECT_EQ(out[0].high, u'짛');
  ASSERT_GE(completions_of(u"셎", out), 2U);
  EXPECT_EQ(out[0].low, u'셎');
  EXPECT_EQ(out[1].middle, u'세');
  EXPECT_EQ(out[1].low, u'자');
  ASSERT_EQ(completions_of(u"고", out), 2U);
  EXPECT_EQ(out[1].high, u'굏');  // ㅗ may become ㅘ, ㅙ, ㅚ
  EXPECT_EQ(completions_of(u"", out), 0U);
}

class Queries : public testing::Test {
 protected:
  Answer ask(std::string_view query, const SearchOptions& options = {}) {
    return search(open_.index, query, options, scratch_);
  }
  OpenIndex open_ = fixture_index();
  Scratch scratch_;
};

TEST_F(Queries, EndWithinTheBudgetAndSaySo) {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "고성 중앙 ";
  for (const std::uint32_t steps : {0U, 1U, 10U, 100U, 20000U}) {
    const auto answer = ask(text, {.steps_max = steps});
    EXPECT_LE(answer.hits.size(), 10U);
    if (steps <= 10) {
      EXPECT_TRUE(answer.exhausted);
    }
  }
}

TEST_F(Queries, KeepNothingFromTheQueryBefore) {
  const auto first = ask("서울 중구 세종대로 110");
  static_cast<void>(ask("고성군 성내로 130"));
  const auto again = ask("서울 중구 세종대로 110");
  ASSERT_EQ(first.hits.size(), again.hits.size());
  EXPECT_EQ(first.hits[0].address, again.hits[0].address);
  EXPECT_EQ(first.hits[0].score, again.hits[0].score);
}

TEST_F(Queries, AnswerInTheQueueAsEachOneAlone) {
  const std::vector<std::string_view> texts = {
      "세종대로 110", "",   "판교역로 235 3층", "\xff\xfe", "없는말", "서울 중구 세종데로 110",
      "삼평동 681",   "가", "세종대로 110",     "판교역로", "110",    "테헤란로"};
  for (const std::size_t waiting : {std::size_t{1}, std::size_t{3}, GeocodeQueue::kRoom}) {
    GeocodeQueue queue(open_.index);
    std::size_t pushed = 0, taken = 0;
    for (const auto text : texts) {
      // `taken` were answered: so many more stand in the queue.
      while (pushed < std::min(texts.size(), taken + waiting))
        queue.push(texts[pushed++]);
      ++taken;
      const auto alone = geocode(open_.index, text, scratch_);
      const auto queued = queue.pop();
      EXPECT_EQ(queued.found, alone.found) << text;
      EXPECT_EQ(queued.hit.address, alone.hit.address) << text;
      EXPECT_EQ(queued.hit.match, alone.hit.match) << text;
      EXPECT_EQ(queued.namesakes, alone.namesakes) << text;
    }
    EXPECT_TRUE(queue.empty());
  }
}

TEST_F(Queries, LeaveOutBuildingsAndTyposWhenTold) {
  EXPECT_FALSE(ask("롯데월드타워").hits.empty());
  EXPECT_TRUE(ask("롯데월드타워", {.buildings = false}).hits.empty());
  EXPECT_FALSE(ask("롯데월드").hits.empty());
  EXPECT_TRUE(ask("롯데월드", {.building_exact = true}).hits.empty());
  EXPECT_FALSE(ask("세중대로 110").hits.empty());
  EXPECT_TRUE(ask("세중대로 110", {.correct = false}).hits.empty());
}

TEST_F(Queries, NameTheAddressesBehindAHit) {
  const auto road = ask("서울 중구 세종대로");
  ASSERT_EQ(road.hits.at(0).kind, HitKind::road);
  EXPECT_EQ(addresses_behind(open_.index, road.hits[0]), 2U);
  EXPECT_EQ(addresses_behind(open_.index, road.hits[0], 1, 10).size(), 1U);
  const auto region = ask("서울특별시 종로구");
  ASSERT_EQ(region.hits.at(0).kind, HitKind::region);
  EXPECT_EQ(addresses_behind(open_.index, region.hits[0]), 5U);
  const auto district = ask("종로1.2.3.4가동");
  ASSERT_EQ(district.hits.at(0).kind, HitKind::region);
  EXPECT_EQ(addresses_behind(open_.index, district.hits[0]), 3U);
  const auto lot = ask("강남구 역삼동 737");
  ASSERT_EQ(lot.hits.at(0).kind, HitKind::lot_address);
  EXPECT_EQ(addresses_behind(open_.index, lot.hits[0], 0, 10).size(), 1U);
}

TEST_F(Queries, TakeTheAddressApart) {
  const auto parsed = ask("서울특별시 중구 세종대로 110 (태평로1가), 101동 1203호").parsed;
  EXPECT_EQ(parsed.region, "서울특별시 중구");
  EXPECT_EQ(parsed.road, "세종대로");
  EXPECT_EQ(parsed.number, "110");
  EXPECT_EQ(parsed.detail, "101동 1203호");
  EXPECT_FALSE(parsed.lot);
  const auto lot = ask("관악구 신림동 산 56-1번지 3층").parsed;
  EXPECT_EQ(lot.region, "관악구 신림동");
  EXPECT_EQ(lot.number, "산 56-1번지");
  EXPECT_EQ(lot.detail, "3층");
  EXPECT_TRUE(lot.lot);
}

TEST_F(Queries, OfferNoMoreThanAsked) {
  EXPECT_EQ(suggest(open_.index, "서울", 3, scratch_).size(), 3U);
  EXPECT_LE(suggest(open_.index, "서울", 100, scratch_).size(), 10U);
  EXPECT_EQ(suggest(open_.index, "세종대", 0, scratch_).size(), 1U);
}

}  // namespace
}  // namespace haetae::address
