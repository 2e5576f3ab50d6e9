#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/cancellation.h"
#include "base/memory_pool.h"
#include "base/settings.h"
#include "expression/expression.h"
#include "source/runtime_filter.h"
#include "source/statistics.h"
#include "source/table_key.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Tells what a source does with a filter it is offered.
enum class FilterSupport : uint8_t {
  kExact,        // no row that fails the filter comes out: the plan drops its own copy
  kInexact,      // some may be skipped, the plan filters again
  kUnsupported,  // ignored
};

/// Asks a source for rows.
struct ScanRequest {
  /// Positions in the source's schema, in the order the chunks shall have; may be empty (count(*)).
  /// The position behind the last column is the row id, where HasRowIds().
  std::vector<uint32_t> columns;
  /// Conjuncts over InputExpr whose positions are positions in the source's *schema*, not in
  /// `columns`; columns used only here need not be in `columns`.
  std::vector<ExprPtr> filters;
  /// Filters of joins, by schema position; may become ready while the scan runs.
  std::vector<std::pair<uint32_t, std::shared_ptr<const RuntimeFilter>>> runtime_filters;
  /// No more rows than these are needed (in any order).
  std::optional<uint64_t> limit;
  uint32_t chunk_size = kDefaultChunkSize;
  uint32_t threads = 1;
};

/// Passes the query's surroundings to a running scan.
struct ScanContext {
  const CancellationToken* cancellation = nullptr;
  MemoryPool* memory = nullptr;
  /// Resumes the task that got kBlocked; call it exactly once for each kBlocked.
  std::function<void()> waker;
  /// Is set by the scan: the place of the rows given out in the source's own order. It never falls
  /// from one Next of a local state to the next, and two local states never share one. Scans
  /// without an order leave it 0.
  uint64_t batch = 0;
};

enum class ScanStatus : uint8_t {
  kRows,      // `out` holds rows (perhaps none alive)
  kFinished,  // this local state gives no more rows
  kBlocked,   // waiting for I/O; ctx.waker will be called
};

/// Holds one worker's position in a scan.
class ScanLocalState {
 public:
  virtual ~ScanLocalState() = default;
};

/// Is one running scan, shared by the workers that pull from it.
class TableScan {
 public:
  virtual ~TableScan() = default;

  virtual std::unique_ptr<ScanLocalState> MakeLocalState() = 0;

  /// Gives the next chunk of at most chunk_size rows, with columns as requested.
  virtual ScanStatus Next(ScanLocalState& local, ScanContext& context, Chunk& out) = 0;

  /// Returns how many workers can be of use (number of morsels).
  virtual uint32_t MaxParallelism() const = 0;

  /// Returns the share done, 0 to 1.
  virtual double Progress() const = 0;

  /// Returns bytes read so far from storage, for EXPLAIN ANALYZE.
  virtual uint64_t BytesRead() const { return 0; }
};

class TableWrite;

/// Is the one interface of everything that gives or takes rows: files, lakehouse tables, Arrow
/// streams, memory tables, remote engines. One object is one version of a table: immutable and
/// thread-safe, so that queries read the rows of their start. Writes make new versions.
class TableSource {
 public:
  virtual ~TableSource() = default;

  /// Names the source for EXPLAIN, such as the path.
  virtual std::string name() const = 0;
  virtual const Schema& schema() const = 0;
  /// Counts the last columns of the schema that only their names find, such as a file's path: a
  /// star does not.
  virtual uint32_t VirtualColumns() const { return 0; }
  virtual TableStatistics statistics() const = 0;
  /// Returns what is known of one column (by schema position); may read footers, is cached.
  virtual ColumnStatistics column_statistics(uint32_t column) const = 0;

  /// Answers what the source would do with a filter (form as in ScanRequest).
  virtual FilterSupport SupportsFilter(const Expr& filter) const {
    (void)filter;
    return FilterSupport::kUnsupported;
  }

  /// Estimates the rows left after filters it supports, from its own statistics (such as row-group
  /// bounds or samples); nothing when it knows no better than the optimizer.
  virtual std::optional<double> EstimateRows(const std::vector<ExprPtr>& filters) const {
    (void)filters;
    return std::nullopt;
  }

  virtual std::unique_ptr<TableScan> Scan(const ScanRequest& request) const = 0;

  /// Tells whether the source can be scanned only once (a stream handed in by the user).
  virtual bool IsSinglePass() const { return false; }

  /// Tells whether rows have ids (BIGINT, never reused within the table) that scans can give and
  /// writes take. The id is the hidden column `rowid`.
  virtual bool HasRowIds() const { return false; }

  /// Lists the keys that the source itself keeps: what they say always holds.
  virtual const std::vector<TableKey>& keys() const;

  /// Finds rows by key `key`: for each of `rows`, the id of a row whose key columns equal
  /// `values` (one vector a key column), or -1. A NULL never matches.
  virtual std::vector<int64_t> FindByKey(size_t key, const std::vector<Vector>& values,
                                         RowSet rows) const;

  /// Begins to write on top of this version. The default throws kNotSupported.
  virtual std::unique_ptr<TableWrite> BeginWrite() const;
};

}  // namespace lakebolt
