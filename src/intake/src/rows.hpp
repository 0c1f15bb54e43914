// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/systems.hpp"
#include "haetae/intake/layout.hpp"
#include "haetae/intake/record_code.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace haetae::intake {

/// Bytes of one file, cut at line ends; the unit of parallel work.
struct Chunk {
  std::size_t file = 0;
  std::uint64_t first_line = 1;
  std::string bytes;
};

/// A line that could not be read.
struct Problem {
  std::size_t file = 0;
  std::uint64_t line = 0;
  std::string reason;
};

/// A row that means something only together with rows of other files: see Joiner.
struct Part {
  enum class Kind : std::uint8_t {
    base,     ///< an address without its lot
    extra,    ///< names of an address
    lot,      ///< a lot of an address
    history,  ///< a road code and what it was or became
  };
  Kind kind = Kind::base;
  std::uint64_t id_high = 0;  ///< 관리번호, or the key of the address itself
  std::uint64_t id_low = 0;
  address::AddressKey key;
  std::uint64_t region = 0;
  std::uint64_t district = 0;
  std::uint32_t zip = 0;
  address::LotNumber lot;
  bool flag = false;  ///< lot: representative; extra: apartment; history: in use
  std::string building, register_name, district_name;
};

/// What became of a chunk.
struct Parsed {
  std::size_t file = 0;
  RecordWriter records;
  std::string packed;  ///< records as a block of the log
  std::vector<Part> parts;
  std::vector<Problem> problems;
  std::uint64_t rows = 0;
  std::uint32_t edition = 0;  ///< newest 효력발생일 or 고시일자 seen
};

/// What to make of the rows of a file.
struct RowRules {
  Layout layout = Layout::unknown;
  Encoding encoding = Encoding::open;
  bool header = false;
  bool changes = false;  ///< 이동사유코드 decides: 63 abolishes, everything else sets
  /// False where 도로명주소 한글 is among the files: the others then give only what it lacks.
  bool declares_addresses = true;
};

/// Reads the lines of a chunk into records. Thread-safe.
[[nodiscard]] Parsed parse_chunk(const Chunk& chunk, const RowRules& rules);

/// State of one chunk while its rows are read.
struct RowOutput {
  explicit RowOutput(Parsed& parsed) : out(parsed), records(parsed.records) {}
  void declare(const address::RegionRecord& region);
  void declare(const address::RegionEnglishRecord& region);
  void declare(const address::RoadRecord& road);
  void place(const address::AddressKey& key, geo::XY metres);
  /// Writes the positions that `place` gathered.
  void finish();

  Parsed& out;
  RecordWriter& records;
  std::unordered_set<std::uint64_t> regions, english, roads;
  std::vector<address::AddressKey> keys;
  std::vector<geo::XY> metres;
};

/// The fields of a row, checked as they are taken. After the first field that is wrong, `why`
/// says so and what else is taken means nothing.
class Row {
 public:
  explicit Row(const Fields& fields) : fields_(fields) {}
  [[nodiscard]] bool good() const { return why_.empty(); }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] std::string_view text(std::size_t field) const { return fields_(field); }
  /// Exactly `digits` (≤ 19) digits.
  std::uint64_t code(std::size_t field, std::size_t digits);
  std::uint64_t code_or_none(std::size_t field, std::size_t digits);
  /// As `code`, of any length, where the value itself does not matter.
  void digits(std::size_t field, std::size_t digits);
  std::uint32_t number(std::size_t field, std::uint32_t most);
  std::uint32_t number_or_none(std::size_t field, std::uint32_t most);
  bool flag(std::size_t field);
  /// 도로명코드 at `road`; 지하여부, 본번 and 부번 from `ground` on.
  address::AddressKey key(std::size_t road, std::size_t ground);
  /// 산여부, 본번 and 부번 from `mountain` on.
  address::LotNumber lot(std::size_t mountain);
  /// X and Y in EPSG:5179 inside Korea; false when both are empty.
  bool metres(std::size_t x, geo::XY& out);
  void fail(std::size_t field, std::string_view what);

 private:
  const Fields& fields_;
  std::string why_;
};

/// 63 in a change file.
[[nodiscard]] bool abolished(Row& row, std::size_t field, const RowRules& rules);
/// In a change file: forgets what was known of the building with the 건물관리번호 in field
/// `number`. True when nothing comes in its place.
[[nodiscard]] bool replaced_building(Row& row, std::size_t number, std::size_t change,
                                     const RowRules& rules, RowOutput& out);

/// One row of each layout; what is wrong stands in `row`.
void read_address_row(Row& row, const RowRules& rules, RowOutput& out);  ///< 한글 and its kin
void read_other_row(Row& row, const RowRules& rules, RowOutput& out);

}  // namespace haetae::intake
