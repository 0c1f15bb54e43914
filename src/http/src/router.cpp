// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/router.hpp"

#include "haetae/base/assert.hpp"
#include "text.hpp"

#include <algorithm>

namespace haetae::http {
namespace {

bool is_prefix_row(std::string_view path) {
  return path.ends_with("/*");
}

/// Whether a segment is "." or ".." once its percent sequences are read.
bool is_dot_segment(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    if (segment.front() == '.') {
      segment.remove_prefix(1);
    } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
      segment.remove_prefix(3);
    } else {
      return false;
    }
    ++dots;
  }
  return dots == 1 || dots == 2;
}

/// Whether every percent sequence is whole and none hides a slash, a backslash or a NUL.
bool has_honest_escapes(std::string_view path) {
  for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 3)) {
    if (at + 2 >= path.size() || !is_hex_digit(path[at + 1]) || !is_hex_digit(path[at + 2])) {
      return false;
    }
    const char low = static_cast<char>(path[at + 2] | 0x20);
    const char high = path[at + 1];
    if ((high == '2' && low == 'f') || (high == '5' && low == 'c') ||
        (high == '0' && path[at + 2] == '0')) {
      return false;
    }
  }
  return true;
}

/// Whether a handler may be given this path from a "/*" row.
bool is_plain_path(std::string_view path) {
  if (path.find('\\') != std::string_view::npos || !has_honest_escapes(path)) {
    return false;
  }
  while (!path.empty()) {
    path.remove_prefix(1);  // the '/'
    const auto slash = path.find('/');
    if (is_dot_segment(path.substr(0, slash))) {
      return false;
    }
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  }
  return true;
}

template <class Set>
std::string method_list(const Set& methods) {
  std::string list;
  const auto append = [&list](std::string_view method) {
    list.append(list.empty() ? "" : ", ").append(method);
  };
  for (std::size_t index = 0; index < methods.size(); ++index) {
    if (methods[index]) {
      const auto method = static_cast<wire::Method>(index);
      append(wire::to_text(method));
      if (method == wire::Method::get) {
        append("HEAD");
      }
    }
  }
  return list;
}

}  // namespace

Router::Router(wire::Endpoints rows) : rows_(std::move(rows)) {
  HAETAE_ASSERT(rows_.size() < kNoRow);
  for (std::size_t index = 0; index < rows_.size(); ++index) {
    add(index);
  }
  std::ranges::stable_sort(prefixes_, std::greater{},
                           [](const auto& prefix) { return prefix.first.size(); });
}

void Router::add(std::size_t index) {
  const auto& row = rows_[index];
  HAETAE_ASSERT(row.path.starts_with('/'));
  HAETAE_ASSERT(row.handler);
  HAETAE_ASSERT(row.method != wire::Method::head && row.method != wire::Method::options);
  Methods none;
  none.row.fill(kNoRow);
  Methods* methods = nullptr;
  if (is_prefix_row(row.path)) {
    const auto prefix = row.path.substr(0, row.path.size() - 1);
    auto found = std::ranges::find(prefixes_, prefix, &decltype(prefixes_)::value_type::first);
    if (found == prefixes_.end()) {
      found = prefixes_.emplace(prefixes_.end(), prefix, none);
    }
    methods = &found->second;
  } else {
    methods = &exact_.try_emplace(row.path, none).first->second;
  }
  auto& slot = methods->row[static_cast<std::size_t>(row.method)];
  // Two rows of one method and path: one of them would never be called.
  HAETAE_ASSERT(slot == kNoRow);
  slot = static_cast<std::uint16_t>(index);
}

std::uint16_t Router::row_of(const Methods& methods, wire::Method method) const {
  const auto served = method == wire::Method::head ? wire::Method::get : method;
  return methods.row[static_cast<std::size_t>(served)];
}

void Router::collect(const Methods& methods, MethodSets& sets) const {
  for (std::size_t method = 0; method < kMethods; ++method) {
    if (methods.row[method] == kNoRow) {
      continue;
    }
    sets.allowed[method] = true;
    sets.cross_origin[method] =
        sets.cross_origin[method] || rows_[methods.row[method]].cors == wire::Cors::any;
  }
}

Router::Found Router::find(wire::Method method, std::string_view path) const {
  Found found;
  const auto exact = exact_.find(path);
  if (exact != exact_.end()) {
    if (const auto row = row_of(exact->second, method); row != kNoRow) {
      found.match = Match::row;
      found.row = row;
      return found;
    }
  }
  MethodSets sets;
  const bool plain = is_plain_path(path);
  for (const auto& [prefix, methods] : prefixes_) {
    if (!plain || path.size() <= prefix.size() || !path.starts_with(prefix)) {
      continue;
    }
    if (const auto row = row_of(methods, method); row != kNoRow) {
      found.match = Match::row;
      found.row = row;
      return found;
    }
    collect(methods, sets);
  }
  if (exact != exact_.end()) {
    collect(exact->second, sets);
  }
  found.allow = method_list(sets.allowed);
  found.cors_allow = method_list(sets.cross_origin);
  if (!found.allow.empty()) {
    found.allow += ", OPTIONS";
    found.match = method == wire::Method::options ? Match::options : Match::method_not_allowed;
  }
  return found;
}

}  // namespace haetae::http
