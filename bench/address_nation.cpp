// SPDX-License-Identifier: Apache-2.0
// Writes a nation in the official layouts: real names of regions and roads, numbers and positions
// made up, the same ones every time.
//   haetae_bench_nation FOLDER [ADDRESSES] [CORPUS_ROWS]
// FOLDER/juso gets rnaddrkor_*, jibun_rnaddrkor_* and entrc_* files (CP949, CR LF),
// FOLDER/queries.tsv questions with the address that is meant, FOLDER/corpus.tsv every so many
// addresses as text, for the peers. HAETAE_TEST_DATA names the folder with the lists of names
// (default ../shared/data).
#include "address_nation_names.hpp"
#include "haetae/geo/systems.hpp"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fmt/compile.h>
#include <memory>

namespace haetae::bench {
namespace {

constexpr std::uint64_t kSeed = 20'221'015;
constexpr std::uint64_t kAddresses = 6'400'000;
constexpr std::uint32_t kAddressesPerRoad = 32;
constexpr std::uint32_t kQueriesPerKind = 20'000;
constexpr double kRelatedLots = 0.27, kBuildings = 0.095;
/// EPSG:5179: one square of 20 km for each 시군구, so that no two lie on each other.
constexpr double kSquare = 20'000, kWest = 900'000, kSouth = 1'620'000;
constexpr std::uint32_t kSquaresInARow = 16;

class File {
 public:
  explicit File(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {
    if (file_ == nullptr) throw std::runtime_error{fmt::format("cannot write {}", path.string())};
  }
  template <class Format, class... Args>
  void print(const Format& format, const Args&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, args...);
    if (buffer_.size() > (1U << 20)) flush();
  }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size())
      throw std::runtime_error{"the disk is full"};
    buffer_.clear();
  }
  ~File() { flush(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  fmt::memory_buffer buffer_;
};

struct SidoFiles {
  SidoFiles(const std::filesystem::path& folder, std::string_view name)
      : addresses(folder / fmt::format("rnaddrkor_{}.txt", name)),
        lots(folder / fmt::format("jibun_rnaddrkor_{}.txt", name)),
        entrances(folder / fmt::format("entrc_{}.txt", name)) {}
  File addresses, lots, entrances;
};

struct Lot {
  bool mountain = false;
  std::uint32_t main = 1, sub = 0;

  [[nodiscard]] std::string text() const {
    return (mountain ? "산 " : "") +
           (sub == 0 ? fmt::format("{}", main) : fmt::format("{}-{}", main, sub));
  }
};

/// One made address with all that its rows say.
struct Made {
  const Leaf* leaf = nullptr;
  const Name* road = nullptr;
  std::uint64_t road_code = 0;
  std::uint32_t ground = 0, main = 0, sub = 0;
  Lot lot;
  Name building;
  bool apartment = false;
  double x = 0, y = 0;

  [[nodiscard]] std::string number() const {
    return (ground == 1 ? "지하 " : "") +
           (sub == 0 ? fmt::format("{}", main) : fmt::format("{}-{}", main, sub));
  }
  [[nodiscard]] std::string text() const {
    return fmt::format("{}{} {}", leaf->road_prefix, road->utf8, number());
  }
};

class Nation {
 public:
  Nation(const std::filesystem::path& folder, std::uint64_t addresses, std::uint64_t corpus_rows)
      : random_(kSeed),
        names_(read_names()),
        folder_(folder),
        wanted_(addresses),
        corpus_every_(corpus_rows == 0 ? 0 : std::max<std::uint64_t>(1, addresses / corpus_rows)),
        query_every_(std::max<std::uint64_t>(1, addresses / kQueriesPerKind)),
        corpus_(folder / "corpus.tsv"),
        queries_(folder / "queries.tsv") {}

  void write() {
    double weights = 0;
    for (const City& city : names_.cities)
      weights += city.weight;
    std::unique_ptr<SidoFiles> files;
    std::string_view open;
    for (std::size_t i = 0; i < names_.cities.size(); ++i) {
      const City& city = names_.cities[i];
      if (city.file != open) {
        files = std::make_unique<SidoFiles>(folder_ / "juso", city.file);
        open = city.file;
      }
      const auto share = static_cast<double>(wanted_) * city.weight / weights;
      write_city(city, static_cast<std::uint32_t>(i), static_cast<std::uint64_t>(share), *files);
    }
  }

  [[nodiscard]] std::uint64_t addresses() const { return made_; }
  [[nodiscard]] std::uint64_t roads() const { return roads_; }
  [[nodiscard]] std::uint64_t lots() const { return lots_; }
  [[nodiscard]] std::uint64_t buildings() const { return buildings_; }

 private:
  void write_city(const City& city, std::uint32_t square, std::uint64_t share, SidoFiles& files) {
    const auto roads = static_cast<std::uint32_t>(share / kAddressesPerRoad) + 1;
    // A stride through the list that meets no name twice.
    const std::uint64_t first = random_.below(names_.roads.size());
    std::vector<Lot> next_lot(city.leaves.size());
    for (std::uint32_t i = 0; i < roads; ++i) {
      const Name& road = names_.roads[(first + i * 7'919ULL) % names_.roads.size()];
      const std::size_t leaf = random_.below(city.leaves.size());
      write_road(city, square, leaf, road, i, next_lot, files);
    }
    roads_ += roads;
  }

  void write_road(const City& city, std::uint32_t square, std::size_t leaf, const Name& road,
                  std::uint32_t serial, std::vector<Lot>& next_lot, SidoFiles& files) {
    const auto side = static_cast<std::size_t>(std::ceil(std::sqrt(city.leaves.size())));
    const double cell = kSquare / static_cast<double>(side);
    const double west =
        kWest + kSquare * (square % kSquaresInARow) + cell * static_cast<double>(leaf % side);
    const double south =
        kSouth + kSquare * (square / kSquaresInARow) + cell * static_cast<double>(leaf / side);
    const double x0 = west + cell * random_.share(), y0 = south + cell * random_.share();
    const double angle = 6.283185 * random_.share();
    const std::uint64_t kind = road.utf8.find("대로") != std::string::npos ? 2
                               : road.utf8.find("길") == std::string::npos ? 3
                                                                           : 4;
    Made made;
    made.road = &road;
    made.road_code = city.code * 10'000'000 + kind * 1'000'000 + 1 + serial;
    const auto count = 1 + random_.below(2 * kAddressesPerRoad - 1);
    std::uint32_t main = 1;
    std::uint32_t sub = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      made.leaf = &city.leaves[leaf];
      made.ground = random_.below(2'000) == 0 ? 1 : 0;
      made.main = main;
      made.sub = sub;
      const double along = 10.0 * main + 4.0 * sub;
      const double aside = (main % 2 == 0 ? 9.0 : -9.0) + random_.share();
      made.x = x0 + along * std::cos(angle) - aside * std::sin(angle);
      made.y = y0 + along * std::sin(angle) + aside * std::cos(angle);
      made.lot = take_lot(next_lot[leaf]);
      name_building(made);
      write_address(made, files);
      if (random_.below(10) < 3) {
        ++sub;
      } else {
        main += 1 + static_cast<std::uint32_t>(random_.below(3));
        sub = 0;
      }
    }
  }

  Lot take_lot(Lot& next) {
    const Lot taken = next;
    if (next.sub < 40 && random_.below(4) != 0) {
      ++next.sub;
    } else {
      next.sub = 0;
      next.main = next.main >= 9'000 ? 1 : next.main + 1;
      next.mountain = random_.below(33) == 0;
    }
    return taken;
  }

  void name_building(Made& made) {
    made.building = {};
    made.apartment = false;
    if (random_.share() >= kBuildings) return;
    const Name& stem = names_.stems[random_.below(names_.stems.size())];
    const Name& kind = names_.kinds[random_.below(names_.kinds.size())];
    made.building = {stem.utf8 + kind.utf8, stem.cp949 + kind.cp949};
    made.apartment = kind.utf8 == "아파트";
    ++buildings_;
  }

  void write_address(const Made& m, SidoFiles& files) {
    const Leaf& leaf = *m.leaf;
    const std::string key = fmt::format(FMT_COMPILE("{:08}{:07}{}{:05}{:05}"), leaf.code / 100,
                                        m.road_code % 10'000'000, m.ground, m.main, m.sub);
    files.addresses.print(
        FMT_COMPILE("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}||20221015|{}|||{}|\r\n"), key,
        leaf.row_names, m.lot.mountain ? 1 : 0, m.lot.main, m.lot.sub, m.road_code, m.road->cp949,
        m.ground, m.main, m.sub, leaf.district, leaf.emd, leaf.zip, m.apartment ? 1 : 0,
        m.building.cp949);
    files.entrances.print(FMT_COMPILE("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}||0|{}|{:.6f}|{:.6f}\r\n"),
                          m.road_code / 10'000'000, made_ + 1, leaf.entrance_names, m.road_code,
                          m.road->cp949, m.ground, m.main, m.sub, m.building.cp949, leaf.zip,
                          leaf.emd, m.x, m.y);
    if (random_.share() < kRelatedLots) {
      files.lots.print(FMT_COMPILE("{}|{}|{}|{}|{}|{}|{}|{}|{}|\r\n"), key, leaf.row_names, 0,
                       9'001 + random_.below(990), random_.below(60), m.road_code, m.ground, m.main,
                       m.sub);
      ++lots_;
    }
    if (corpus_every_ != 0 && made_ % corpus_every_ == 0) {
      corpus_.print(FMT_COMPILE("{}\t{}\t{}\t{}{}\n"), made_ + 1, m.text(), m.building.utf8,
                    leaf.lot_prefix, m.lot.text());
    }
    if (made_ % query_every_ == 0) write_queries(m);
    ++made_;
  }

  void write_queries(const Made& m);

  Random random_;
  const Names names_;
  const std::filesystem::path folder_;
  const std::uint64_t wanted_, corpus_every_, query_every_;
  File corpus_, queries_;
  std::uint64_t made_ = 0, roads_ = 0, lots_ = 0, buildings_ = 0;
};

/// kind, question, the address meant; lon and lat for `reverse`.
void Nation::write_queries(const Made& m) {
  const std::string full = m.text();
  const auto ask = [&](std::string_view kind, std::string_view text) {
    queries_.print(FMT_COMPILE("{}\t{}\t{}\n"), kind, text, full);
  };
  ask("exact", full);
  ask("typo",
      fmt::format("{}{} {}", m.leaf->road_prefix, with_typo(m.road->utf8, random_), m.number()));
  ask("prefix", first_part(full, 60));
  ask("initials",
      fmt::format("{}{} {}", m.leaf->road_prefix, initials_of(m.road->utf8), m.number()));
  ask("lot", m.leaf->lot_prefix + m.lot.text());
  const auto point = geo::transform(geo::System::utmk, geo::System::wgs84, {m.x + 6, m.y - 4});
  if (point) ask("reverse", fmt::format("{:.7f} {:.7f}", point->x, point->y));
}

int run(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "haetae_bench_nation FOLDER [ADDRESSES] [CORPUS_ROWS]\n");
    return 2;
  }
  const std::filesystem::path folder{argv[1]};
  std::filesystem::create_directories(folder / "juso");
  Nation nation{folder, argc > 2 ? std::stoull(argv[2]) : kAddresses,
                argc > 3 ? std::stoull(argv[3]) : 0};
  nation.write();
  fmt::print("{{\"addresses\":{},\"roads\":{},\"lots\":{},\"buildings\":{}}}\n", nation.addresses(),
             nation.roads(), nation.lots(), nation.buildings());
  return 0;
}

}  // namespace
}  // namespace haetae::bench

int main(int argc, char** argv) {
  try {
    return haetae::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "haetae_bench_nation: {}\n", error.what());
    return 1;
  }
}
