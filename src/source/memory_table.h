#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "source/key_index.h"
#include "source/memory_rows.h"
#include "source/row_claims.h"
#include "source/table_source.h"

namespace lakebolt {

/// Is one version of a table in memory: CREATE TABLE, registered Arrow data. Immutable; versions
/// share all rows that did not change. Thread-safe.
class MemoryTable final : public TableSource, public std::enable_shared_from_this<MemoryTable> {
 public:
  /// Makes a table; throws kConstraint when the rows break a unique key. Its rows, and those that
  /// come later, are charged to `account`, if there is one.
  MemoryTable(std::string name, Schema schema, std::vector<Chunk> chunks = {},
              std::vector<TableKey> keys = {}, std::shared_ptr<MemoryPool> account = nullptr);

  std::string name() const override { return name_; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override;
  ColumnStatistics column_statistics(uint32_t column) const override;
  /// Answers for `column = constant` with a unique key on the column: exactly.
  FilterSupport SupportsFilter(const Expr& filter) const override;
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override;
  bool HasRowIds() const override { return true; }
  const std::vector<TableKey>& keys() const override { return keys_; }
  std::vector<int64_t> FindByKey(size_t key, const std::vector<Vector>& values,
                                 RowSet rows) const override;
  std::unique_ptr<TableWrite> BeginWrite() const override;

  /// Makes a table with the same row ids and other columns: `columns` gets a group's rows (with a
  /// selection where some are dead) and returns the new columns. Throws kConstraint when the rows
  /// break a unique key.
  std::shared_ptr<const MemoryTable> Transformed(
      std::string name, Schema schema, std::vector<TableKey> keys,
      const std::function<std::vector<Vector>(const Chunk& rows)>& columns) const;

 private:
  friend class MemoryTableWrite;
  using Indexes = std::vector<std::vector<std::shared_ptr<KeyIndex>>>;  // by key

  /// Makes another version of `before`, with other rows.
  MemoryTable(const MemoryTable& before, MemoryRows rows, Indexes indexes, uint64_t version);

  void BuildIndexes();
  /// Builds the indexes anew where most of their entries are dead.
  void ShrinkIndexes();
  /// Hashes the key of each row; 0 where a part of it is NULL.
  std::vector<uint64_t> HashKeys(const TableKey& key, const std::vector<int64_t>& row_ids) const;
  /// Throws kConstraint when another row has the key of one of `row_ids`.
  void CheckUnique(size_t key, const std::vector<int64_t>& row_ids,
                   const std::vector<uint64_t>& hashes) const;
  /// Finds the unique key that a filter asks for a value of.
  std::optional<size_t> KeyOf(const Expr& filter) const;

  std::string name_;
  Schema schema_;
  std::vector<TableKey> keys_;
  MemoryRows rows_;
  Indexes indexes_;
  uint64_t version_ = 1;
  std::shared_ptr<RowClaims> claims_;  // shared by all versions
  mutable std::mutex mutex_;
  mutable std::vector<std::optional<ColumnStatistics>> statistics_;  // by column, made when asked
};

}  // namespace lakebolt
