// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/address/search.hpp"
#include "haetae/wire/form.hpp"
#include "local_errors.hpp"

#include <string>

// Handlers of the Local API, one per endpoint. They run after the caller is known; the value is the
// whole body of a 200.

namespace haetae::kakao {

struct LocalQuestion {
  const wire::Form& form;
  LocalFormat format = LocalFormat::json;
  const address::Index* index = nullptr;  ///< nullptr where the endpoint needs none
};

// local_search.cpp
[[nodiscard]] Located<std::string> search_address(const LocalQuestion& question);

// local_coords.cpp
[[nodiscard]] Located<std::string> coord_to_region_code(const LocalQuestion& question);
[[nodiscard]] Located<std::string> coord_to_address(const LocalQuestion& question);
[[nodiscard]] Located<std::string> transform_coord(const LocalQuestion& question);

// local_places.cpp
[[nodiscard]] Located<std::string> search_keyword(const LocalQuestion& question);
[[nodiscard]] Located<std::string> search_category(const LocalQuestion& question);

/// This thread's room for queries.
[[nodiscard]] address::Scratch& local_scratch();

}  // namespace haetae::kakao
