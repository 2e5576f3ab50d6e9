#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "types/logical_type.h"
#include "types/session_time.h"
#include "vector/arrow_export.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Tells how far a running query is.
struct QueryProgress {
  double share = 0;   // 0 to 1, by morsels read
  uint64_t rows = 0;  // rows read from sources
};

/// Gives the rows of one query as they are made: the query runs while they are taken, a few chunks
/// ahead, so results larger than memory stream. Closing (or destroying) it cancels what still runs.
/// Not thread-safe, but for Cancel.
class Result {
 public:
  virtual ~Result() = default;

  /// Returns the columns' names and types.
  virtual const Schema& schema() const = 0;

  /// Returns the next chunk (with at least one live row, no selection), or nothing at the end.
  /// Throws UserError when the query fails.
  virtual std::optional<Chunk> Next() = 0;

  /// Exports the next rows as an Arrow array, many at a time where the result is large; false at
  /// the end. Not to be mixed with Next.
  virtual bool NextArrow(ArrowArray* out, ArrowTexts texts);

  /// Waits at most `milliseconds` for rows; true when Next would not wait. Lets callers show
  /// progress and look for Ctrl-C.
  virtual bool WaitFor(int milliseconds) = 0;

  virtual QueryProgress Progress() const = 0;

  /// Cancels the query; Next then throws kCancelled. Thread-safe.
  virtual void Cancel() = 0;

  /// Throws the query's error if it was cancelled while it runs: for who deals long with a chunk.
  virtual void CheckCancelled() {}

  /// Returns the query's memory, to which who keeps rows back charges them; null where there is
  /// none.
  virtual MemoryPool* account() { return nullptr; }

  /// Returns the zone that the statement's timestamps with zone print in.
  const SessionTime& time() const { return time_; }
  void SetTime(const SessionTime& time) { time_ = time; }

  /// Returns the rows changed by a statement that gives none (CREATE TABLE AS); nothing for
  /// queries.
  virtual std::optional<uint64_t> RowsChanged() const { return std::nullopt; }

  /// Hands the remaining rows over as an Arrow C stream, which owns the result from then on; the
  /// caller releases `out`.
  static void ExportStream(std::unique_ptr<Result> result, ArrowArrayStream* out,
                           ArrowTexts texts = ArrowTexts::kOffsets);

 private:
  SessionTime time_;
};

}  // namespace lakebolt
