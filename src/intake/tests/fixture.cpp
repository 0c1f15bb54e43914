// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <iconv.h>
#include <memory>
#include <stdexcept>
#include <zip.h>
#include <zlib.h>

namespace haetae::intake::testing {
namespace {

std::string key_text(const address::AddressKey& key) {
  return fmt::format("{}/{}/{}-{}", key.road, static_cast<int>(key.number.ground), key.number.main,
                     key.number.sub);
}
std::string lot_text(const address::LotNumber& lot) {
  return fmt::format("{}{}-{}", lot.mountain ? "산" : "", lot.main, lot.sub);
}

}  // namespace

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "haetae-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}
TempDir::~TempDir() {
  std::error_code code;
  std::filesystem::remove_all(path_, code);
}
std::filesystem::path TempDir::write(const std::string& name, std::string_view bytes) const {
  const auto path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << bytes;
  return path;
}

std::string cp949(std::string_view utf8) {
  const iconv_t converter = iconv_open("CP949", "UTF-8");
  std::string in{utf8}, out(utf8.size() * 2, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t in_left = in.size(), out_left = out.size();
  const bool done = iconv(converter, &from, &in_left, &to, &out_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  if (!done) throw std::runtime_error("no CP949 text");
  out.resize(out.size() - out_left);
  return out;
}

std::string crlf(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  return out;
}

std::string zip(const std::vector<std::pair<std::string, std::string>>& members) {
  const TempDir dir;
  const std::string path = (dir.path() / "made.zip").string();
  int error = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : members) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    // As old packers did: the bytes of the name without a word on what they are.
    zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_CP437);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("no zip");
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string gzip(std::string_view bytes) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, bytes.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

SourceFile memory_file(std::string name, std::string bytes) {
  const auto keep = std::make_shared<std::string>(std::move(bytes));
  auto files = list_bytes(std::move(name), base::as_bytes(*keep), keep);
  return files.value().at(0);
}

std::string road_address(int number, std::string_view change, std::string_view building) {
  return fmt::format(
      "9911010130001230{0:05}00000|9911010100|가나도|다라시|마바동||0|{3}|1|991103000123|바다로|0|{"
      "0}|0|"
      "9911051000|마바1동|12345||20260105|0|{1}|대장|{2}|\n",
      number, change, building, number % 10'000);
}

std::string related_lot(int number, int lot, std::string_view change) {
  return fmt::format(
      "9911010130001230{0:05}00000|9911010100|가나도|다라시|마바동||0|{1}|0|991103000123|0|{0}|0|{"
      "2}\n",
      number, lot, change);
}

std::string entrance(int number) {
  return fmt::format(
      "99110|{0}|9911010100|가나도|다라시|마바동|991103000123|바다로|0|{0}|0||12345|주택|0|마바1동|"
      "{1}.250000|1954023.466812\n",
      number, 953'000 + number);
}

bool Journal::has(std::string_view line) const {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}
std::size_t Journal::count(std::string_view beginning) const {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(),
                    [&](const std::string& line) { return line.rfind(beginning, 0) == 0; }));
}

void Journal::add(const address::RegionRecord& r) {
  lines.push_back(fmt::format("region {} {}|{}|{}|{}", r.code, r.sido, r.sigungu, r.emd, r.ri));
}
void Journal::add(const address::RegionEnglishRecord& r) {
  lines.push_back(fmt::format("english {} {}|{}|{}|{}", r.code, r.sido, r.sigungu, r.emd, r.ri));
}
void Journal::add(const address::RoadRecord& r) {
  lines.push_back(fmt::format("road {} {}|{}", r.code, r.name, r.english));
}
void Journal::add(const address::AddressRecord& r) {
  lines.push_back(fmt::format("address {} {} {}|{} {} {} {}|{}|{} {}", key_text(r.key), r.region,
                              r.district, r.district_name, lot_text(r.lot), r.zip, r.building,
                              r.register_name, r.former_address, r.apartment));
}
void Journal::add(const address::LotRecord& r) {
  lines.push_back(fmt::format("lot {} {} {}", key_text(r.key), r.region, lot_text(r.number)));
}
void Journal::add(const address::PositionRecord& r) {
  lines.push_back(
      fmt::format("position {} {:.5f} {:.5f}", key_text(r.key), r.position.lon, r.position.lat));
}
void Journal::add(const address::BuildingRecord& r) {
  lines.push_back(fmt::format("building {} {} {}|{}", key_text(r.key), r.number, r.name, r.dong));
}
void Journal::add(const address::UnitRecord& r) {
  lines.push_back(
      fmt::format("unit {} {}|{}|{} {}", key_text(r.key), r.dong, r.floor, r.ho, r.underground));
}
void Journal::add(const address::DistrictRecord& r) {
  lines.push_back(fmt::format("district {} {} {}", r.code, r.name, r.region));
}
void Journal::add(const address::FormerRegionRecord& r) {
  lines.push_back(fmt::format("former region {} {} {}", r.code, r.name, r.former_code));
}
void Journal::add(const address::FormerRoadRecord& r) {
  lines.push_back(fmt::format("former road {} {}", r.code, r.name));
}
void Journal::add(const address::PopulationRecord& r) {
  lines.push_back(fmt::format("population {} {}", r.code, r.people));
}
void Journal::add(const address::BoundaryRecord& r) {
  std::size_t points = 0;
  for (const auto& ring : r.rings)
    points += ring.size();
  lines.push_back(fmt::format("boundary {} {} {} rings {} points {}",
                              r.kind == address::BoundaryKind::legal ? "legal" : "administrative",
                              r.code, r.name, r.rings.size(), points));
}
void Journal::add(const address::PlaceRecord& r) {
  lines.push_back(fmt::format("place {}|{}|{}|{}|{}|{} {:.4f} {:.4f}", r.name, r.category,
                              r.category_group, r.phone, r.road_address, r.lot_address,
                              r.position.lon, r.position.lat));
}
void Journal::remove(const address::AddressKey& key) {
  lines.push_back(fmt::format("remove {}", key_text(key)));
}
void Journal::remove(const address::LotRecord& r) {
  lines.push_back(
      fmt::format("remove lot {} {} {}", key_text(r.key), r.region, lot_text(r.number)));
}
void Journal::remove(const address::BuildingRemoval& r) {
  lines.push_back(
      fmt::format("remove building {}{}", r.number, r.address_too ? " and its address" : ""));
}
void Journal::note(Origin origin) {
  origins.push_back(origin);
}

}  // namespace haetae::intake::testing
