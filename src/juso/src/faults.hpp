// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace haetae::juso {

enum class Product { search, english, coordinates, detail };

/// Spec juso-api §6; the enumerators carry the numbers of the codes.
enum class Fault {
  none,
  system_error,           ///< -999
  key_unknown,            ///< E0001
  no_region,              ///< E0002 of coordinates and detail
  no_road,                ///< E0003
  no_ground,              ///< E0004
  no_main_number,         ///< E0005
  no_sub_number,          ///< E0006
  keyword_missing,        ///< E0005 of the searches
  keyword_too_wide,       ///< E0006: a 시도 alone
  too_many_requests,      ///< E0007
  keyword_too_short,      ///< E0008
  keyword_number_only,    ///< E0009
  keyword_too_long,       ///< E0010
  number_too_long,        ///< E0011
  keyword_symbols_only,   ///< E0012
  keyword_forbidden,      ///< E0013: SQL words and % = > < [ ]
  development_key_ended,  ///< E0014
  too_many_hits,          ///< E0015
};

struct FaultText {
  std::string_view code;
  std::string_view korean;
  std::string_view english;
};
[[nodiscard]] const FaultText& text_of(Fault fault);

/// What forbids to search for the keyword; Fault::none when nothing does. Any bytes may come.
/// Which of several faults is told follows the order of the checks: missing, forbidden, short,
/// long, digits.
[[nodiscard]] Fault keyword_fault(std::string_view keyword);

/// Whether text may stand as the name of a function in a script: identifiers joined by dots,
/// at most 128 characters. Anything else would let a link run its own script here.
[[nodiscard]] bool is_callback_name(std::string_view text);

}  // namespace haetae::juso
