// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/read_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace haetae::site {

/// The end of a file from an offset on, 1 MiB at most.
[[nodiscard]] std::string log_since(const std::filesystem::path& file, std::uintmax_t offset);

/// Replaces a file by one that its owner alone reads; the owner is `user` when this process may
/// give files away.
[[nodiscard]] base::Outcome<void, SiteError> write_private(const std::filesystem::path& file,
                                                           std::string_view text,
                                                           const std::string& user);
/// Makes `user` the owner; nothing for an empty user or a process that may not.
[[nodiscard]] base::Outcome<void, SiteError> give_to(const std::filesystem::path& path,
                                                     const std::string& user);
/// The name of this process' user.
[[nodiscard]] std::string own_user();

/// Sets safe_to_bootstrap in grastate.dat.
[[nodiscard]] base::Outcome<void, SiteError> mark_safe(const std::filesystem::path& grastate);

}  // namespace haetae::site
