// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <variant>

namespace haetae::base {

enum class LogLevel { debug, info, warning, error };

/// One named value of a log record. Never put a secret, token, code or password in one.
struct LogField {
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;
  std::string_view name;
  Value value;
};

/// What happened, as a stable snake_case event name plus fields; no free prose with values in it,
/// so that operators can search.
struct LogRecord {
  LogLevel level;
  std::string_view event;
  std::span<const LogField> fields;
};

/// Where records go. The composition root sets it once, before other threads start; until then
/// records go to standard error in a plain form.
using LogSink = void (*)(const LogRecord&);
void set_log_sink(LogSink sink);
void set_log_level(LogLevel least);
[[nodiscard]] LogLevel log_level();

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace haetae::base
