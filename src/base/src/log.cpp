// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/log.hpp"

#include <atomic>
#include <cstdio>
#include <fmt/format.h>
#include <string>

namespace haetae::base {
namespace {

void plain_sink(const LogRecord& record) {
  std::string line{record.event};
  for (const LogField& field : record.fields) {
    std::visit([&](const auto& value) { line += fmt::format(" {}={}", field.name, value); },
               field.value);
  }
  line.push_back('\n');
  (void)std::fputs(line.c_str(), stderr);
}

std::atomic<LogSink> current_sink{plain_sink};
std::atomic<LogLevel> current_least{LogLevel::info};

}  // namespace

void set_log_sink(LogSink sink) {
  current_sink.store(sink);
}
void set_log_level(LogLevel least) {
  current_least.store(least);
}
LogLevel log_level() {
  return current_least.load(std::memory_order_relaxed);
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (level < log_level()) return;
  current_sink.load(std::memory_order_relaxed)({level, event, {fields.begin(), fields.size()}});
}

}  // namespace haetae::base
