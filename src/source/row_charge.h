#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "base/memory_pool.h"

namespace lakebolt {

/// Holds the bytes of a column of a row group in the account of tables, as long as some version of
/// the table has the column.
class RowCharge {
 public:
  /// Throws kOutOfMemory where the account has no room.
  RowCharge(std::shared_ptr<MemoryPool> account, int64_t bytes)
      : account_(std::move(account)), bytes_(account_.get(), "a table in memory") {
    bytes_.Grow(bytes);
  }

 private:
  std::shared_ptr<MemoryPool> account_;  // outlives what is held of it
  Reservation bytes_;
};

using RowChargePtr = std::shared_ptr<const RowCharge>;

}  // namespace lakebolt
