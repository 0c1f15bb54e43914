// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/juso.hpp"
#include "haetae/intake/regions.hpp"
#include "polygons.hpp"
#include "region_names.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace haetae::intake {
namespace {

using address::BoundaryKind;
using base::fail;
using base::Outcome;

struct Target {
  BoundaryKind kind = BoundaryKind::legal;
  std::uint64_t code = 0;  ///< 0: not to be told
};

/// "11110101" → 1111010100; 0 when it is not 2 to 10 digits.
std::uint64_t padded(std::string_view code) {
  std::uint64_t value = 0;
  if (code.size() < 2 || code.size() > 10) return 0;
  std::from_chars(code.data(), code.data() + code.size(), value);
  for (std::size_t i = code.size(); i < 10; ++i)
    value *= 10;
  return value;
}

/// 행정동 are numbered from 500 on; 읍 and 면 have the same code in both systems.
bool is_administrative_dong(std::uint64_t code) {
  return code % 100 == 0 && code / 100 % 1000 >= 500;
}

/// More than half of the features.
template <class Holds>
bool most(const std::vector<Feature>& features, const Holds& holds) {
  const auto count = std::count_if(features.begin(), features.end(), holds);
  return static_cast<std::size_t>(count) * 2 > features.size();
}

/// Codes of the ministry.
class Official {
 public:
  Official(const std::vector<Feature>& features, BoundaryCodes codes) {
    administrative_ =
        codes == BoundaryCodes::administrative ||
        (codes == BoundaryCodes::guess &&
         std::any_of(features.begin(), features.end(), [](const Feature& f) {
           return f.administrative || (!f.legal && is_administrative_dong(padded(f.code)));
         }));
  }
  [[nodiscard]] bool administrative() const { return administrative_; }
  [[nodiscard]] Target target(const Feature& feature) const {
    const std::uint64_t code = padded(feature.code);
    // A file of 행정동 may hold 시군구 too; those are the same in both systems.
    const bool dong = code / 100 % 1000 != 0;
    return {administrative_ && dong ? BoundaryKind::administrative : BoundaryKind::legal, code};
  }

 private:
  bool administrative_ = false;
};

/// Codes of Statistics Korea, mapped by name.
class Statistics {
 public:
  Statistics(const std::vector<Feature>& features, const RegionNames& names) : names_(names) {
    std::map<std::string, std::vector<std::string>> groups;
    for (const Feature& feature : features) {
      if (feature.code.size() >= 7) {
        groups[feature.code.substr(0, 5)].push_back(RegionNames::plain(feature.name));
      }
    }
    for (const auto& [prefix, dongs] : groups) {
      sigungu_[prefix] = names.sigungu_of_districts(names.sido(prefix.substr(0, 2)), dongs);
    }
  }

  [[nodiscard]] Target target(const Feature& feature) const {
    const std::string_view code = feature.code;
    const std::uint64_t sido = names_.sido(code.substr(0, 2));
    if (code.size() == 2) return {BoundaryKind::legal, sido};
    if (code.size() == 5) return {BoundaryKind::legal, names_.sigungu(sido, feature.name)};
    const auto group = sigungu_.find(feature.code.substr(0, 5));
    if (group == sigungu_.end()) return {};
    return {BoundaryKind::administrative, names_.district(group->second, feature.name)};
  }

 private:
  const RegionNames& names_;
  std::map<std::string, std::uint64_t> sigungu_;
};

/// Whether the codes are those of the ministry: most are known to the index, and names agree with
/// the codes where Statistics Korea has the same number for something else.
bool is_official(const std::vector<Feature>& features, const address::Index& index,
                 const RegionNames& names) {
  return most(features, [&](const Feature& feature) {
    if (feature.legal || feature.administrative || feature.code.size() == 10) return true;
    const std::uint64_t code = padded(feature.code);
    if (code == 0 || feature.code.size() == 7) return false;
    const auto region = index.find_region(code);
    if (!region) return names.is_district(code);
    const std::string own = RegionNames::plain(index.region(*region).name);
    const std::string given = RegionNames::plain(feature.name);
    return given.empty() || given.find(own) != std::string::npos;
  });
}

void leave_out(BoundariesReport& report, const Feature& feature, std::string_view why) {
  if (report.problems.size() >= kProblemsShown) return;
  report.problems.push_back(fmt::format("{} {}: {}", feature.code, feature.name, why));
}

template <class Codes>
void write(std::vector<Feature>& features, const Codes& codes, BoundariesReport& report,
           RecordSink& sink) {
  for (Feature& feature : features) {
    const Target target = codes.target(feature);
    if (target.code == 0) {
      leave_out(report, feature, "no region of the data has that name or code");
    } else if (feature.rings.empty()) {
      leave_out(report, feature, "it has no polygon in Korea");
    } else {
      sink.add(address::BoundaryRecord{target.kind, target.code, feature.name,
                                       std::move(feature.rings)});
      ++report.used;
      report.administrative = report.administrative || target.kind == BoundaryKind::administrative;
    }
  }
}

}  // namespace

Outcome<BoundariesReport, IntakeError> read_boundaries(std::string_view text,
                                                       const std::string& name, BoundaryCodes codes,
                                                       const address::Index& index,
                                                       RecordSink& sink) {
  auto features = read_polygons(text);
  if (!features) {
    return fail(
        IntakeError{IntakeError::Kind::unavailable, fmt::format("{}: {}", name, features.error())});
  }
  BoundariesReport report;
  report.features = features->size();
  const RegionNames names{index};
  report.statistics = codes == BoundaryCodes::guess && !is_official(*features, index, names);
  if (report.statistics) {
    write(*features, Statistics{*features, names}, report, sink);
  } else {
    write(*features, Official{*features, codes}, report, sink);
  }
  if (report.used == 0) {
    return fail(IntakeError{
        IntakeError::Kind::refused,
        fmt::format("{}: of {} features none can be told: a property code, adm_cd2, EMD_CD, SIG_CD "
                    "or CTPRVN_CD with a code of the ministry or of Statistics Korea is needed",
                    name, report.features)});
  }
  return report;
}

}  // namespace haetae::intake
