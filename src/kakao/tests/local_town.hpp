// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "haetae/kakao/local_rows.hpp"
#include "site.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace haetae::kakao::test {

/// A few addresses and places, as the Local API shows them:
/// 경기 성남시 분당구 판교역로 235 (삼평동 681), 경기 안성시 죽산면 죽산초교길 69-4 (죽산리 343-1),
/// 서울 중구 세종대로 110 (태평로1가 31), 서울 중구 세종대로 지하 2, 세종특별자치시 한누리대로
/// 2130.
[[nodiscard]] std::shared_ptr<const address::Index> small_town();

struct TownSource final : address::IndexSource {
  std::shared_ptr<const address::Index> index = small_town();
  [[nodiscard]] std::shared_ptr<const address::Index> current() const override { return index; }
};

/// How a call of the Local API differs from a GET with the REST key.
struct LocalCallOptions {
  Method method = Method::get;
  std::string key = {};            ///< instead of the REST key; "-": no header
  std::string authorization = {};  ///< the whole header instead
  std::string ka = {};
  std::string origin = {};
  std::string referer = {};
  std::string address = "203.0.113.7";
};

/// The Local API over the small town.
class LocalSite {
 public:
  explicit LocalSite(const accounts::App& draft = local_app()) : site(draft) {}
  static accounts::App local_app();

  Response call(std::string_view path, const Fields& fields = {},
                const LocalCallOptions& options = {});
  /// The body of a 200; anything else fails the test.
  Json ask(std::string_view path, const Fields& fields);
  /// search/address
  Json search(std::string_view query, Fields more = {});

  Site site;
  TownSource addresses;
  LocalQuotas quotas;
  wire::Endpoints rows = local_rows({addresses, site.directory, quotas});
};

[[nodiscard]] Json local_json(const Response& response);
/// Element of an array member; absent ones fail the test and give null.
[[nodiscard]] Json at(const Json& json, std::string_view array, std::size_t index);
[[nodiscard]] Json at(const Json& json, std::string_view member);
[[nodiscard]] std::string text_of(const Json& json, std::string_view member);
void expect_local(const Response& response, int status, std::string_view type,
                  std::string_view message = {});

}  // namespace haetae::kakao::test
