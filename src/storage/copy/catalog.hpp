// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/storage/copy.hpp"
#include "sql/driver.hpp"

#include <memory>
#include <string>
#include <vector>

namespace haetae::storage::copy {

enum class Kind { integer, text, bytes };

struct Column {
  std::string name;
  Kind kind = Kind::text;
};
struct Table {
  std::string name;
  std::vector<Column> columns;   ///< in the order of their names, which no two databases differ in
  std::vector<std::size_t> key;  ///< the primary key, as indexes of columns
  [[nodiscard]] bool has_bytes() const;
};

/// One side of a copy: a connection of either kind, with the few statements that differ.
/// Every method throws sql::Failure.
class Side {
 public:
  Side() = default;
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;
  virtual ~Side() = default;

  [[nodiscard]] virtual sql::Connection& connection() = 0;
  /// Every table that belongs to the store, in the order of their names.
  [[nodiscard]] virtual std::vector<Table> tables() = 0;
  /// What is read until end() is of one moment.
  virtual void begin_snapshot() = 0;
  virtual void begin() = 0;
  virtual void end() = 0;
  /// Something that every write of others changes.
  [[nodiscard]] virtual std::string newest_write() = 0;

  /// For a target: from here to finish_filling() no store opens it.
  virtual void mark() = 0;
  virtual void unmark() = 0;
  /// Whether this is the marked database itself, or another node of its cluster.
  [[nodiscard]] virtual bool shows_mark() = 0;
  virtual void empty(const std::vector<Table>& tables) = 0;
  /// After the last row, when all is as it must be.
  virtual void finish_filling() = 0;
};

enum class Use { source, target };

/// Brings the schema up to date first. A target that holds rows is refused unless `replace`.
[[nodiscard]] base::Outcome<std::unique_ptr<Side>, StorageError> open_side(const Place& place,
                                                                           Use use, bool replace);

}  // namespace haetae::storage::copy
