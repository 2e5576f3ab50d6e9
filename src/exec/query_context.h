#pragma once

#include <cstdint>
#include <functional>

#include "base/cancellation.h"
#include "base/memory_pool.h"
#include "base/settings.h"
#include "types/session_time.h"

namespace lakebolt {

/// Holds what all operators of one running query share. Outlives them.
struct QueryContext {
  Settings settings;
  SessionTime time;
  uint32_t chunk_size = 2048;
  uint32_t threads = 1;
  MemoryPool* memory = nullptr;
  CancellationToken* cancellation = nullptr;
};

/// Holds what one call of an operator may use.
struct TaskContext {
  QueryContext& query;
  /// Resumes the task after an operator answered kBlocked: to be called exactly once for each such
  /// answer, from any thread, possibly before the answer is given.
  std::function<void()> waker;
  /// Is set by the source: where its last chunk stands in the order of the rows; see ScanContext.
  uint64_t batch = 0;
};

}  // namespace lakebolt
