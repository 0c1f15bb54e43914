// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace haetae::site {

/// The process whose program is called `program` and that has `argument` among its arguments, but
/// not `unwanted`.
[[nodiscard]] std::optional<pid_t> find_process(std::string_view program, std::string_view argument,
                                                std::string_view unwanted);

/// Kills what a database that was killed left behind: the tools of a whole copy, which still stand
/// in its data directory (or deeper), and waits for their end.
void end_leftovers(const std::filesystem::path& data_dir);

/// Kills every process of a network namespace, this one excepted, until none is left.
void end_namespace(std::uint64_t inode);

/// Runs over all processes.
void each_process(const std::function<void(pid_t)>& visit);

}  // namespace haetae::site
