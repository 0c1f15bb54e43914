// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/driver.hpp"

#include <memory>
#include <mysql.h>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::storage::galera {

/// Throws what an error number stands for: std::logic_error for a write inside read,
/// std::length_error and std::invalid_argument for a value that its column does not take,
/// GaleraFailure for the rest.
[[noreturn]] void throw_error(unsigned code, std::string_view words, std::string_view sql);

/// A prepared statement of MariaDB's binary protocol. Results are taken from the server at once,
/// so that other statements may run between two rows.
class Statement final : public sql::Statement {
 public:
  Statement(MYSQL* handle, std::string_view sql);

  void bind_null(int parameter) override;
  void bind_integer(int parameter, std::int64_t value) override;
  void bind_text(int parameter, std::string_view value) override;
  void bind_bytes(int parameter, std::string_view value) override;

  [[nodiscard]] bool run() override;
  [[nodiscard]] std::size_t rows() const override { return rows_; }
  [[nodiscard]] bool next() override;
  [[nodiscard]] bool is_null(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  void reset() override;

 private:
  struct Value {
    std::int64_t number = 0;
    std::string text;
    unsigned long length = 0;
    my_bool null = 0;
    my_bool cut = 0;
  };
  struct Closer {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
  };

  Value& bound_text(int parameter, std::string_view value, enum_field_types type);
  void prepare_columns();
  void fetch_long_values();
  void execute();
  [[noreturn]] void refuse() const;

  std::string sql_;
  std::unique_ptr<MYSQL_STMT, Closer> statement_;
  // The library keeps pointers into these, so they never grow after the constructor.
  std::vector<MYSQL_BIND> parameters_, columns_;
  std::vector<Value> parameter_values_, column_values_;
  std::size_t rows_ = 0;
  bool executed_ = false;
};

}  // namespace haetae::storage::galera
