#pragma once

#include <cstdint>
#include <vector>

namespace lakebolt {

/// Holds where runs of rows begin: partitions, or peers within them. Runs cover all rows.
class Boundaries {
 public:
  Boundaries() = default;
  /// `starts` ascends from 0 and is empty only without rows.
  Boundaries(std::vector<uint32_t> starts, uint32_t rows)
      : starts_(std::move(starts)), rows_(rows) {}

  uint32_t size() const { return static_cast<uint32_t>(starts_.size()); }
  uint32_t begin(uint32_t run) const { return starts_[run]; }
  uint32_t end(uint32_t run) const { return run + 1 < starts_.size() ? starts_[run + 1] : rows_; }
  /// Returns the run that holds `row`.
  uint32_t Find(uint32_t row) const;

 private:
  std::vector<uint32_t> starts_;
  uint32_t rows_ = 0;
};

/// Goes through rows in ascending order, run by run.
class BoundaryWalk {
 public:
  BoundaryWalk(const Boundaries& boundaries, uint32_t row)
      : boundaries_(boundaries), run_(boundaries.Find(row)) {
    Load();
  }

  /// Moves on to `row`, which is not before the last one.
  void MoveTo(uint32_t row) {
    while (row >= end_) {
      ++run_;
      Load();
    }
  }
  uint32_t run() const { return run_; }
  uint32_t begin() const { return begin_; }
  uint32_t end() const { return end_; }

 private:
  void Load() {
    begin_ = boundaries_.begin(run_);
    end_ = boundaries_.end(run_);
  }

  const Boundaries& boundaries_;
  uint32_t run_;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
};

}  // namespace lakebolt
