#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt {

class MemoryPool;

/// Bounds what evaluating expressions over one chunk may take. A function may make any amount of a
/// few rows (`repeat`), and nobody can say how much before it has. Buffers are counted as they are
/// made: some may be taken freely, more only as far as the memory limit leaves room. Counted thread
/// by thread; what an evaluation gave out is the next operator's to reserve.
class EvaluationMemory {
 public:
  /// Names the pool whose free memory bounds this thread's evaluations, while it lives.
  class Bound {
   public:
    /// Bounds them by what `pool`, which outlives this, has free.
    explicit Bound(const MemoryPool* pool);
    /// Bounds them by `bytes`, for planning.
    explicit Bound(int64_t bytes);
    ~Bound();
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

   private:
    const MemoryPool* outer_pool_;
    int64_t outer_bytes_;
  };

  /// Marks an evaluation; the outermost begins to count anew.
  class Scope {
   public:
    Scope();
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

  /// Takes note of memory about to be taken; throws UserError kOutOfMemory where there is too
  /// little. Does nothing outside of evaluations.
  static void Take(size_t bytes);
  /// Takes note of memory given back.
  static void GiveBack(size_t bytes);
};

}  // namespace lakebolt
