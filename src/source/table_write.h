#pragma once

#include <memory>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Is what one transaction writes to one table: appends, deletes and updates gather here, visible
/// to nobody else, until Commit makes them the table's next version. Each call takes effect whole
/// or, when it throws, not at all. Not thread-safe.
class TableWrite {
 public:
  virtual ~TableWrite() = default;

  /// Returns the table as its writer sees it: the version it began with and all changes since.
  virtual std::shared_ptr<const TableSource> Current() const = 0;

  /// Adds rows, with all columns of the schema. Throws kConstraint when a unique key is taken.
  virtual void Append(std::vector<Chunk> rows) = 0;

  /// Deletes the rows whose ids stand in column 0 of `rows`; returns how many were still there.
  virtual uint64_t Delete(const std::vector<Chunk>& rows) = 0;

  /// Gives rows other values: column 0 of `rows` is the row id, column i the new value of
  /// `columns[i - 1]`. No id may come twice. Rows stay where they are.
  virtual void Update(const std::vector<uint32_t>& columns, const std::vector<Chunk>& rows) = 0;

  /// Deletes, updates and appends as one change, so that keys are checked at its end only: what
  /// MERGE and ON CONFLICT need. Parts may be empty.
  virtual void Merge(const std::vector<Chunk>& deleted, const std::vector<uint32_t>& columns,
                     const std::vector<Chunk>& updated, std::vector<Chunk> appended) = 0;

  /// Throws kConflict when Commit on top of `latest` would.
  virtual void CheckConflicts(const std::shared_ptr<const TableSource>& latest) const = 0;

  /// Does what of Commit takes long or needs memory, so that others do not wait for it; Commit
  /// comes next. Throws kOutOfMemory.
  virtual void PrepareCommit() = 0;

  /// Makes the table's next version on top of `latest`, the newest committed one. Throws kConflict
  /// when another transaction changed the same rows since this one began.
  virtual std::shared_ptr<const TableSource> Commit(
      const std::shared_ptr<const TableSource>& latest) = 0;
};

}  // namespace lakebolt
