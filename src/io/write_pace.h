#pragma once

#include <atomic>
#include <cstddef>

namespace lakebolt {

/// Estimates what writing to a disk costs, from the last writes: next to nothing while the system
/// takes bytes into its memory, much once these have to reach the disk. Thread-safe.
class WritePace {
 public:
  void Note(size_t bytes, double nanoseconds);
  /// Returns how long a byte takes; 0 before the first write.
  double NanosecondsPerByte() const { return pace_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> pace_{0};
};

}  // namespace lakebolt
