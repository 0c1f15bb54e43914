// SPDX-License-Identifier: Apache-2.0
#include "haetae/geo/systems.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <thread>

namespace haetae::geo {
namespace {

constexpr System kAll[] = {System::wgs84, System::wtm,       System::wcongnamul, System::tm,
                           System::ktm,   System::congnamul, System::wktm,       System::utm,
                           System::wutm,  System::bessel,    System::utmk};

XY must(System from, System to, XY point) {
  const auto made = transform(from, to, point);
  EXPECT_TRUE(made.has_value()) << to_text(from) << " to " << to_text(to);
  return made.value_or(XY{});
}

TEST(Systems, TakesTheExampleOfKakaosDocument) {
  const XY degrees = must(System::wtm, System::wgs84, {160710.37729270622, -4388.879299157299});
  EXPECT_NEAR(degrees.x, 126.57740680000002, 1e-10);
  EXPECT_NEAR(degrees.y, 33.453357700000005, 1e-9);
  const XY metres = must(System::wgs84, System::wtm, {126.57740680000002, 33.453357700000005});
  EXPECT_NEAR(metres.x, 160710.37729270622, 1e-9);
  EXPECT_NEAR(metres.y, -4388.879299157299, 6e-5);
}

TEST(Systems, AgreesWithWhatTheApiWasSeenToAnswerInWcongnamul) {
  struct Seen {
    XY degrees, congnamul;
  };
  constexpr Seen kSeen[] = {
      {{126.99116337285824, 37.248098895147216}, {498040, 1041367}},
      {{127.28434974725708, 36.762436923118536}, {563473, 906718}},
      {{127.37264182214031, 35.73294563400083}, {584279, 621193}},
      {{127.37264182214031, 35.7328}, {584280, 621153}},
  };
  for (const Seen& seen : kSeen) {
    const XY made = must(System::wgs84, System::wcongnamul, seen.degrees);
    // Whole numbers, but the API's own series is up to 6e-5 m off.
    EXPECT_NEAR(made.x, seen.congnamul.x, 0.5 + 2.5 * 6e-5);
    EXPECT_NEAR(made.y, seen.congnamul.y, 0.5 + 2.5 * 6e-5);
  }
}

TEST(Systems, AgreesWithPublishedPointsOfUtmKAndTheOldDatum) {
  // The entrance of 자하문로 94 in the official file, and where a map shows it.
  const XY entrance = must(System::utmk, System::wgs84, {953241.683263, 1954023.466812});
  EXPECT_NEAR(entrance.x, 126.9705, 2e-3);
  EXPECT_NEAR(entrance.y, 37.5830, 2e-3);
  // 127° E 36° N on Bessel 1841 by the seven national parameters.
  const XY bessel = must(System::wgs84, System::bessel, {127, 37});
  EXPECT_NEAR(bessel.x, 127.0020969, 2e-5);
  EXPECT_NEAR(bessel.y, 36.9971384, 2e-5);
}

TEST(Systems, ReturnsFromEverySystemToEveryOtherAllOverKorea) {
  for (double lon = 124.5; lon <= 132; lon += 0.5) {
    for (double lat = 33; lat <= 43; lat += 0.5) {
      for (const System from : kAll) {
        const XY start = must(System::wgs84, from, {lon, lat});
        const bool degrees = from == System::wgs84 || from == System::bessel;
        for (const System to : kAll) {
          const XY back = must(to, from, must(from, to, start));
          EXPECT_NEAR(back.x, start.x, degrees ? 1e-10 : 1e-5);
          EXPECT_NEAR(back.y, start.y, degrees ? 1e-10 : 1e-5);
        }
      }
    }
  }
}

TEST(Systems, KeepsAPointOfTheSameSystemToTheLastBit) {
  const XY point{127.1086228, 37.4012191};
  EXPECT_EQ(must(System::wgs84, System::wgs84, point), point);
  EXPECT_EQ(must(System::wcongnamul, System::wcongnamul, {498040, 1041367}), (XY{498040, 1041367}));
}

TEST(Systems, RefusesWhatIsNoPlaceNearKorea) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (const System from : kAll) {
    for (const System to : kAll) {
      for (const XY point : {XY{kNan, 37}, XY{127, kNan}, XY{kInfinite, 37}, XY{127, -kInfinite},
                             XY{1e300, 1e300}, XY{-5e6, 9e6}, XY{9e6, -9e6}}) {
        EXPECT_FALSE(transform(from, to, point)) << to_text(from) << " to " << to_text(to);
      }
    }
  }
  EXPECT_FALSE(transform(System::wgs84, System::wtm, {37.4, 127.1}));  // latitude first
  EXPECT_FALSE(transform(System::wgs84, System::wgs84, {0, 0}));
}

TEST(Systems, ReadsTheNamesOfTheApi) {
  for (const System system : kAll)
    EXPECT_EQ(system_from_text(to_text(system)), system);
  EXPECT_EQ(system_from_text("wgs84"), std::nullopt);
  EXPECT_EQ(system_from_text(""), std::nullopt);
}

TEST(Systems, TakesManyPointsOfUtmKAtOnce) {
  const XY start = must(System::wgs84, System::utmk, {127.5, 36.5});
  const XY from[] = {start, {0, 0}, start};
  Point to[3];
  to_wgs84_from_utmk(from, to);
  EXPECT_NEAR(to[0].lon, 127.5, 1e-10);
  EXPECT_NEAR(to[0].lat, 36.5, 1e-10);
  EXPECT_TRUE(std::isnan(to[1].lon));
  EXPECT_EQ(to[2].lat, to[0].lat);
}

TEST(Systems, WorksOnSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 1000; ++n) {
        const auto made = transform(System::tm, System::wgs84, {200000.0 + n, 500000});
        EXPECT_NEAR(made.value_or(XY{}).y, 38.0, 0.02);
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
}

}  // namespace
}  // namespace haetae::geo
