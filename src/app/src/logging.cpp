// SPDX-License-Identifier: Apache-2.0
#include "logging.hpp"

#include "haetae/base/log.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/wire/json.hpp"

#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>

namespace haetae::app {
namespace {

constexpr std::size_t kQueueLines = 8192;

const base::Clock* log_clock = nullptr;
std::shared_ptr<spdlog::logger> logger;

std::string_view level_name(base::LogLevel level) {
  switch (level) {
    case base::LogLevel::debug:
      return "debug";
    case base::LogLevel::info:
      return "info";
    case base::LogLevel::warning:
      return "warning";
    case base::LogLevel::error:
      return "error";
  }
  return "error";
}

void append_value(std::string& line, const base::LogField::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    wire::append_json_string(line, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    line += fmt::format("{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    line += std::isfinite(*real) ? fmt::format("{:.6g}", *real) : "null";
  } else {
    line += std::get<bool>(value) ? "true" : "false";
  }
}

void json_sink(const base::LogRecord& record) {
  std::string line = "{\"at\":\"";
  line += base::to_rfc3339_milliseconds(log_clock->now());
  line += "\",\"level\":\"";
  line += level_name(record.level);
  line += "\",\"event\":";
  wire::append_json_string(line, record.event);
  for (const base::LogField& field : record.fields) {
    line += ',';
    wire::append_json_string(line, field.name);
    line += ':';
    append_value(line, field.value);
  }
  line += '}';
  logger->log(spdlog::level::info, spdlog::string_view_t{line});
}

}  // namespace

void start_logging(const base::Clock& clock, std::string_view level) {
  log_clock = &clock;
  spdlog::init_thread_pool(kQueueLines, 1);
  logger = std::make_shared<spdlog::async_logger>(
      "haetae", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("%v");
  set_logging_level(level);
  base::set_log_sink(json_sink);
}

void set_logging_level(std::string_view level) {
  base::set_log_level(level == "debug"     ? base::LogLevel::debug
                      : level == "warning" ? base::LogLevel::warning
                      : level == "error"   ? base::LogLevel::error
                                           : base::LogLevel::info);
}

void stop_logging() {
  if (!logger) return;
  logger->flush();
  spdlog::shutdown();
}

}  // namespace haetae::app
