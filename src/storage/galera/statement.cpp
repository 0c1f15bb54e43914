// SPDX-License-Identifier: Apache-2.0
#include "galera/statement.hpp"

#include "galera/connection.hpp"
#include "nesting.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mysqld_error.h>
#include <stdexcept>

namespace haetae::storage::galera {

namespace {

/// Most texts are ids, names and short documents; longer ones are fetched a second time.
constexpr std::size_t kTextRoom = 256;

bool is_integer(enum_field_types type) {
  switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
      return true;
    default:
      return false;
  }
}

}  // namespace

void throw_error(unsigned code, std::string_view words, std::string_view sql) {
  switch (code) {
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
      refuse_write_in_read();
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
      throw std::length_error(fmt::format("{} [{}] in: {}", words, code, sql));
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_TRUNCATED_WRONG_VALUE:
      throw std::invalid_argument(fmt::format("{} [{}] in: {}", words, code, sql));
    default:
      throw GaleraFailure(code, fmt::format("{} [{}] in: {}", words, code, sql));
  }
}

Statement::Statement(MYSQL* handle, std::string_view sql)
    : sql_(sql), statement_(mysql_stmt_init(handle)) {
  if (!statement_) {
    throw std::bad_alloc{};
  }
  if (mysql_stmt_prepare(statement_.get(), sql_.data(), sql_.size()) != 0) {
    refuse();
  }
  const std::size_t count = mysql_stmt_param_count(statement_.get());
  parameters_.resize(count);
  parameter_values_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    parameters_[i].length = &parameter_values_[i].length;
    parameters_[i].is_null = &parameter_values_[i].null;
  }
  prepare_columns();
}

void Statement::prepare_columns() {
  const std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result{
      mysql_stmt_result_metadata(statement_.get()), mysql_free_result};
  if (!result) {
    return;
  }
  const unsigned count = mysql_num_fields(result.get());
  columns_.resize(count);
  column_values_.resize(count);
  for (unsigned i = 0; i < count; ++i) {
    MYSQL_BIND& column = columns_[i];
    Value& value = column_values_[i];
    column.length = &value.length;
    column.is_null = &value.null;
    column.error = &value.cut;
    if (is_integer(mysql_fetch_field_direct(result.get(), i)->type)) {
      column.buffer_type = MYSQL_TYPE_LONGLONG;
      column.buffer = &value.number;
      column.buffer_length = sizeof value.number;
    } else {
      value.text.resize(kTextRoom);
      column.buffer_type = MYSQL_TYPE_STRING;
      column.buffer = value.text.data();
      column.buffer_length = value.text.size();
    }
  }
}

void Statement::refuse() const {
  throw_error(mysql_stmt_errno(statement_.get()), mysql_stmt_error(statement_.get()), sql_);
}

void Statement::bind_null(int parameter) {
  const auto at = static_cast<std::size_t>(parameter - 1);
  parameter_values_.at(at).null = 1;
  parameters_[at].buffer_type = MYSQL_TYPE_NULL;
}

void Statement::bind_integer(int parameter, std::int64_t value) {
  const auto at = static_cast<std::size_t>(parameter - 1);
  Value& kept = parameter_values_.at(at);
  kept.null = 0;
  kept.number = value;
  parameters_[at].buffer_type = MYSQL_TYPE_LONGLONG;
  parameters_[at].buffer = &kept.number;
}

Statement::Value& Statement::bound_text(int parameter, std::string_view value,
                                        enum_field_types type) {
  const auto at = static_cast<std::size_t>(parameter - 1);
  Value& kept = parameter_values_.at(at);
  kept.null = 0;
  kept.text.assign(value);
  kept.length = kept.text.size();
  parameters_[at].buffer_type = type;
  parameters_[at].buffer = kept.text.data();
  parameters_[at].buffer_length = kept.text.size();
  return kept;
}

void Statement::bind_text(int parameter, std::string_view value) {
  bound_text(parameter, value, MYSQL_TYPE_STRING);
}

void Statement::bind_bytes(int parameter, std::string_view value) {
  bound_text(parameter, value, MYSQL_TYPE_BLOB);
}

void Statement::execute() {
  if (!parameters_.empty() && mysql_stmt_bind_param(statement_.get(), parameters_.data()) != 0) {
    refuse();
  }
  if (mysql_stmt_execute(statement_.get()) != 0) {
    refuse();
  }
  executed_ = true;
}

bool Statement::run() {
  rows_ = 0;
  if (!parameters_.empty() && mysql_stmt_bind_param(statement_.get(), parameters_.data()) != 0) {
    refuse();
  }
  if (mysql_stmt_execute(statement_.get()) != 0) {
    if (mysql_stmt_errno(statement_.get()) == ER_DUP_ENTRY) {
      return false;
    }
    refuse();
  }
  rows_ = mysql_stmt_affected_rows(statement_.get());
  return true;
}

bool Statement::next() {
  if (!executed_) {
    execute();
    if (mysql_stmt_bind_result(statement_.get(), columns_.data()) != 0 ||
        mysql_stmt_store_result(statement_.get()) != 0) {
      refuse();
    }
  }
  switch (mysql_stmt_fetch(statement_.get())) {
    case 0:
      return true;
    case MYSQL_NO_DATA:
      return false;
    case MYSQL_DATA_TRUNCATED:
      fetch_long_values();
      return true;
    default:
      refuse();
  }
}

void Statement::fetch_long_values() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Value& value = column_values_[i];
    MYSQL_BIND& column = columns_[i];
    if (column.buffer_type != MYSQL_TYPE_STRING || value.null != 0 ||
        value.length <= column.buffer_length) {
      continue;
    }
    value.text.resize(std::max<std::size_t>(value.length, value.text.size() * 2));
    column.buffer = value.text.data();
    column.buffer_length = value.text.size();
    if (mysql_stmt_fetch_column(statement_.get(), &column, static_cast<unsigned>(i), 0) != 0) {
      refuse();
    }
  }
  if (mysql_stmt_bind_result(statement_.get(), columns_.data()) != 0) {
    refuse();
  }
}

bool Statement::is_null(int column) const {
  return column_values_.at(static_cast<std::size_t>(column)).null != 0;
}

std::int64_t Statement::integer(int column) const {
  const Value& value = column_values_.at(static_cast<std::size_t>(column));
  return value.null != 0 ? 0 : value.number;
}

std::string_view Statement::text(int column) const {
  const Value& value = column_values_.at(static_cast<std::size_t>(column));
  return value.null != 0 ? std::string_view{}
                         : std::string_view{value.text}.substr(0, value.length);
}

void Statement::reset() {
  if (executed_) {
    executed_ = false;
    mysql_stmt_free_result(statement_.get());
  }
}

}  // namespace haetae::storage::galera
