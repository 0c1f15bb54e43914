// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/record_code.hpp"
#include "haetae/intake/source.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Rows, files and places of an invented province, in the official layouts.
namespace haetae::intake::testing {

/// A directory that is deleted with all in it.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file below it.
  std::filesystem::path write(const std::string& name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string cp949(std::string_view utf8);
[[nodiscard]] std::string crlf(std::string_view text);

/// A zip of names (bytes as given) and contents.
[[nodiscard]] std::string zip(const std::vector<std::pair<std::string, std::string>>& members);
[[nodiscard]] std::string gzip(std::string_view bytes);

/// One file in memory.
[[nodiscard]] SourceFile memory_file(std::string name, std::string bytes);

/// 도로명주소 한글, one line with its line end: 바다로 `number` of 가나도 다라시 마바동.
[[nodiscard]] std::string road_address(int number, std::string_view change = "",
                                       std::string_view building = "");
/// 관련지번: lot `lot` of 바다로 `number`.
[[nodiscard]] std::string related_lot(int number, int lot, std::string_view change = "");
/// 위치정보요약DB: the entrance of 바다로 `number`.
[[nodiscard]] std::string entrance(int number);

/// Writes records down as text, one line each.
struct Journal final : RecordSink {
  std::vector<std::string> lines;
  std::vector<Origin> origins;
  [[nodiscard]] bool has(std::string_view line) const;
  [[nodiscard]] std::size_t count(std::string_view beginning) const;

  void add(const address::RegionRecord& r) override;
  void add(const address::RegionEnglishRecord& r) override;
  void add(const address::RoadRecord& r) override;
  void add(const address::AddressRecord& r) override;
  void add(const address::LotRecord& r) override;
  void add(const address::PositionRecord& r) override;
  void add(const address::BuildingRecord& r) override;
  void add(const address::UnitRecord& r) override;
  void add(const address::DistrictRecord& r) override;
  void add(const address::FormerRegionRecord& r) override;
  void add(const address::FormerRoadRecord& r) override;
  void add(const address::PopulationRecord& r) override;
  void add(const address::BoundaryRecord& r) override;
  void add(const address::PlaceRecord& r) override;
  void remove(const address::AddressKey& key) override;
  void remove(const address::LotRecord& r) override;
  void remove(const address::BuildingRemoval& r) override;
  void note(Origin origin) override;
};

}  // namespace haetae::intake::testing
