#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "types/logical_type.h"
#include "vector/chunk.h"

namespace lakebolt::csv {

/// Names what may be wrong with a line.
enum class RejectKind : uint8_t {
  kCast,
  kMissingColumns,
  kTooManyColumns,
  kUnquotedValue,
  kLineTooLong,
  kInvalidEncoding,
};

/// Says one thing that is wrong with a line that was left out. Places and columns count from 1.
struct Reject {
  size_t file = 0;  // among those of the table
  uint64_t line = 0;
  uint64_t line_place = 0;  // bytes, of the line
  uint64_t place = 0;       // bytes, of what is wrong
  std::optional<uint64_t> column;
  std::string column_name;  // empty: of no column
  RejectKind kind = RejectKind::kCast;
  std::string text;  // of the line
  std::string message;
};

/// Collects what was wrong with the lines of a table's files. Thread-safe.
class RejectLog {
 public:
  /// Keeps no more than `most`; 0 keeps all.
  explicit RejectLog(uint64_t most) : most_(most) {}

  /// Charges what is kept to `account`; called before the first is added.
  void ChargeTo(std::shared_ptr<MemoryPool> account);
  /// Throws kOutOfMemory where there is no room for more.
  void Add(Reject reject);

  /// Returns the columns of `Chunks`: the members of Reject, in their order.
  static Schema Columns();
  std::vector<Chunk> Chunks() const;

 private:
  const uint64_t most_;
  mutable std::mutex mutex_;
  uint64_t count_ = 0;
  std::vector<Chunk> chunks_;    // full ones
  std::vector<Reject> pending_;  // those behind them
  std::shared_ptr<MemoryPool> account_;
  Reservation charge_;
  int64_t not_charged_ = 0;
};

}  // namespace lakebolt::csv
