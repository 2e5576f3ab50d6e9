#pragma once

#include <atomic>
#include <memory>

#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt {

/// Lets a join's build side discard rows of scans that cannot match. Published once by the join
/// while the scan runs or before; scans look at it once a morsel and may ignore it. Thread-safe.
class RuntimeFilter {
 public:
  virtual ~RuntimeFilter() = default;

  /// Tells whether the filter can be used by now.
  bool IsReady() const { return ready_.load(std::memory_order_acquire); }

  /// Returns bounds of the values that pass, when ready; NULL values when there are none.
  virtual Value min() const = 0;
  virtual Value max() const = 0;
  /// Tells that no row passes at all (an empty build side of an inner join).
  virtual bool IsEmpty() const = 0;

  /// Writes for each row of `rows` 1 into `mask[row]` when the value may match, else 0. NULL never
  /// matches.
  virtual void Test(const Vector& values, RowSet rows, uint8_t* mask) const = 0;

 protected:
  void Publish() { ready_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> ready_{false};
};

}  // namespace lakebolt
