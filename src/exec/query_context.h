#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>

#include "base/cancellation.h"
#include "base/memory_pool.h"
#include "base/settings.h"
#include "types/session_time.h"

namespace lakebolt {

struct PhysicalPlan;
class TemporaryDirectory;

/// Is a set of pipelines that an operator has run beside those of its query.
class NestedRun {
 public:
  virtual ~NestedRun() = default;
  /// Waits for the end, which was announced already, and throws the error there was.
  virtual void Join() = 0;
};

/// Starts pipelines within a running query; calls `on_end` once, from a worker, when all have
/// ended. Destroying the run cancels what is left of it.
using StartNestedRun =
    std::function<std::unique_ptr<NestedRun>(PhysicalPlan plan, std::function<void()> on_end)>;

/// Holds what all operators of one running query share. Outlives them.
struct QueryContext {
  Settings settings;
  SessionTime time;
  uint32_t chunk_size = 2048;
  uint32_t threads = 1;
  MemoryPool* memory = nullptr;
  /// Takes what operators cannot keep in memory.
  std::shared_ptr<TemporaryDirectory> temporary;
  CancellationToken* cancellation = nullptr;
  StartNestedRun start_nested;
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
