// SPDX-License-Identifier: Apache-2.0
#include "address_nation_names.hpp"

#include "haetae/intake/sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <iconv.h>
#include <map>
#include <stdexcept>
#include <zlib.h>

namespace haetae::bench {
namespace {

struct Province {
  std::uint64_t code;
  std::string_view file;
  std::uint32_t zip;  ///< its first three digits
};
constexpr std::array<Province, 17> kProvinces = {{{11, "seoul", 10},
                                                  {26, "busan", 460},
                                                  {27, "daegu", 410},
                                                  {28, "incheon", 210},
                                                  {29, "gwangju", 610},
                                                  {30, "daejeon", 340},
                                                  {31, "ulsan", 440},
                                                  {36, "sejong", 300},
                                                  {41, "gyunggi", 100},
                                                  {43, "chungbuk", 270},
                                                  {44, "chungnam", 310},
                                                  {46, "jeonnam", 570},
                                                  {47, "gyeongbuk", 360},
                                                  {48, "gyeongnam", 500},
                                                  {50, "jeju", 630},
                                                  {51, "gangwon", 240},
                                                  {52, "jeonbuk", 540}}};

std::string data_folder() {
  const char* chosen = std::getenv("HAETAE_TEST_DATA");
  return chosen != nullptr ? chosen : "../shared/data";
}

class ToCp949 {
 public:
  ToCp949() : converter_(::iconv_open("CP949", "UTF-8")) {}
  ~ToCp949() { ::iconv_close(converter_); }
  ToCp949(const ToCp949&) = delete;
  ToCp949& operator=(const ToCp949&) = delete;
  /// Empty when a character does not exist in CP949.
  std::string operator()(std::string_view text) {
    std::string in{text};
    std::string out(text.size() * 2 + 8, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t left = in.size();
    std::size_t room = out.size();
    if (::iconv(converter_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) return {};
    out.resize(out.size() - room);
    return out;
  }

 private:
  iconv_t converter_;
};

std::vector<std::string> read_gzip_lines(const std::string& path) {
  gzFile file = ::gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error{path + " is missing: set HAETAE_TEST_DATA"};
  std::vector<std::string> lines;
  std::array<char, 1024> line;
  while (::gzgets(file, line.data(), static_cast<int>(line.size())) != nullptr) {
    std::string text{line.data()};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
      text.pop_back();
    if (!text.empty()) lines.push_back(std::move(text));
  }
  ::gzclose(file);
  return lines;
}

std::vector<std::string> cells_of(const std::string& line, char between) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == between)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

/// "성남시분당구" as "성남시 분당구": the table glues them.
std::string spaced_city(const std::string& name) {
  constexpr std::string_view kCity = "시";
  const std::size_t at = name.find(kCity, kCity.size());
  const std::size_t behind = at + kCity.size();
  if (at == std::string::npos || behind >= name.size()) return name;
  return name.substr(0, behind) + " " + name.substr(behind);
}

std::map<std::uint64_t, double> people_of_cities() {
  std::map<std::uint64_t, double> out;
  std::string table{intake::populations()};
  for (const std::string& line : cells_of(table, '\n')) {
    const auto cells = cells_of(line, '\t');
    if (cells.size() == 3 && cells[0].size() == 10)
      out[std::stoull(cells[0]) / 100'000] = std::stod(cells[2]);
  }
  return out;
}

Leaf make_leaf(const std::vector<std::string>& row, const Province& province, std::size_t serial,
               ToCp949& cp949) {
  const std::string& sido = row[1];
  const std::string city = row[0].substr(0, 2) == "36" ? "" : spaced_city(row[2]);
  const bool town = !row[4].empty();
  Leaf leaf;
  leaf.code = std::stoull(row[0]);
  leaf.district = leaf.code / 100 * 100;
  leaf.zip = fmt::format("{:03}{:02}", province.zip + serial / 100 % 29, serial % 100);
  leaf.emd = cp949(row[3]);
  leaf.row_names = cp949(fmt::format("{}|{}|{}|{}|{}", row[0], sido, city, row[3], row[4]));
  leaf.entrance_names =
      cp949(fmt::format("{}00|{}|{}|{}", row[0].substr(0, 8), sido, city, row[3]));
  const std::string base = sido + " " + city + (city.empty() ? "" : " ");
  leaf.road_prefix = base + (town ? row[3] + " " : "");
  leaf.lot_prefix = base + row[3] + " " + (town ? row[4] + " " : "");
  return leaf;
}

std::vector<City> read_cities(ToCp949& cp949) {
  const std::string path = data_folder() + "/admin/legal_dong_20250415.csv";
  std::ifstream file{path};
  if (!file) throw std::runtime_error{path + " is missing: set HAETAE_TEST_DATA"};
  std::vector<std::vector<std::string>> rows;
  std::map<std::string, bool> has_villages;
  std::string line;
  while (std::getline(file, line)) {
    auto row = cells_of(line, ',');
    if (row.size() < 8 || row[0].size() != 10 || !row[7].empty() || row[3].empty()) continue;
    if (!row[4].empty()) has_villages[row[0].substr(0, 8)] = true;
    rows.push_back(std::move(row));
  }
  std::map<std::uint64_t, City> cities;
  const auto people = people_of_cities();
  for (const auto& row : rows) {
    if (row[4].empty() && has_villages[row[0].substr(0, 8)]) continue;
    const std::uint64_t code = std::stoull(row[0].substr(0, 5));
    const auto* const province =
        std::find_if(kProvinces.begin(), kProvinces.end(),
                     [&](const Province& one) { return one.code == code / 1000; });
    if (province == kProvinces.end()) continue;
    City& city = cities[code];
    city.code = code;
    city.file = province->file;
    city.leaves.push_back(make_leaf(row, *province, city.leaves.size() + code % 1000, cp949));
    // The countryside has more addresses a head than the towns.
    const auto found = people.find(code);
    city.weight = std::pow(found == people.end() ? 30'000.0 : found->second, 0.6);
  }
  std::vector<City> out;
  for (auto& [code, city] : cities)
    out.push_back(std::move(city));
  return out;
}

bool is_hangul(std::string_view three_bytes) {
  const std::uint32_t code = (static_cast<unsigned char>(three_bytes[0]) & 0x0fU) << 12 |
                             (static_cast<unsigned char>(three_bytes[1]) & 0x3fU) << 6 |
                             (static_cast<unsigned char>(three_bytes[2]) & 0x3fU);
  return code >= 0xac00 && code <= 0xd7a3;
}

std::uint32_t syllable(std::string_view three_bytes) {
  return ((static_cast<unsigned char>(three_bytes[0]) & 0x0fU) << 12 |
          (static_cast<unsigned char>(three_bytes[1]) & 0x3fU) << 6 |
          (static_cast<unsigned char>(three_bytes[2]) & 0x3fU)) -
         0xac00;
}

std::string three_bytes(std::uint32_t code) {
  return {static_cast<char>(0xe0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

/// Calls `each` with every character of UTF-8 text.
template <class Each>
void for_characters(std::string_view text, const Each& each) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    each(text.substr(i, size));
    i += size;
  }
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

Names read_names() {
  ToCp949 cp949;
  Names names;
  names.cities = read_cities(cp949);
  std::stable_sort(names.cities.begin(), names.cities.end(),
                   [](const City& a, const City& b) { return a.code / 1000 < b.code / 1000; });
  for (const std::string& road : read_gzip_lines(data_folder() + "/juso/road_names_kr.txt.gz")) {
    const bool usual = road.size() > 6 && road.find_first_of("\t |") == std::string::npos;
    if (std::string encoded = usual ? cp949(road) : std::string{}; !encoded.empty())
      names.roads.push_back({road, std::move(encoded)});
  }
  for (std::size_t i = 0; i < names.roads.size(); i += 3) {
    const std::string stem = first_part(names.roads[i].utf8, 60);
    if (std::string encoded = cp949(stem); !encoded.empty())
      names.stems.push_back({stem, std::move(encoded)});
  }
  for (const char* kind : {"빌딩",   "아파트",   "빌라", "타워", "상가",     "주택",    "오피스텔",
                           "교회",   "초등학교", "공장", "창고", "마을회관", "맨션",    "연립",
                           "하우스", "프라자",   "센터", "회관", "병원",     "어린이집"})
    names.kinds.push_back({kind, cp949(kind)});
  return names;
}

std::string with_typo(std::string_view text, Random& random) {
  std::vector<std::string> characters;
  for_characters(text, [&](std::string_view one) { characters.emplace_back(one); });
  std::vector<std::size_t> syllables;
  for (std::size_t i = 0; i + 1 < characters.size(); ++i) {
    if (characters[i].size() == 3 && is_hangul(characters[i])) syllables.push_back(i);
  }
  if (!syllables.empty()) {
    std::string& one = characters[syllables[random.below(syllables.size())]];
    const std::uint32_t at = syllable(one);
    const auto other = 1 + static_cast<std::uint32_t>(random.below(20));
    const std::uint32_t vowel = (at / 28 % 21 + other) % 21;
    one = three_bytes(0xac00 + at / 588 * 588 + vowel * 28 + at % 28);
  }
  std::string out;
  for (const std::string& one : characters)
    out += one;
  return out;
}

std::string initials_of(std::string_view text) {
  static constexpr std::array<std::uint32_t, 19> kInitials = {
      0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
      0x3146, 0x3147, 0x3148, 0x3149, 0x314a, 0x314b, 0x314c, 0x314d, 0x314e};
  std::string out;
  for_characters(text, [&](std::string_view one) {
    if (one.size() == 3 && is_hangul(one))
      out += three_bytes(kInitials[syllable(one) / 588]);
    else
      out += one;
  });
  return out;
}

std::string first_part(std::string_view text, std::uint32_t percent) {
  std::size_t count = 0;
  for_characters(text, [&](std::string_view) { ++count; });
  const std::size_t keep = std::max<std::size_t>(1, count * percent / 100);
  std::string out;
  std::size_t taken = 0;
  for_characters(text, [&](std::string_view one) {
    if (taken++ < keep) out += one;
  });
  return out;
}

}  // namespace haetae::bench
