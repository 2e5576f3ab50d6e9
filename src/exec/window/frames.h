#pragma once

#include <array>
#include <optional>
#include <vector>

#include "exec/window/window_rows.h"

namespace lakebolt {

/// Lists the frames of a batch: up to three ranges of sorted rows for each row, in ascending order,
/// some perhaps empty.
struct FrameBatch {
  struct Range {
    uint32_t begin = 0;
    uint32_t end = 0;

    uint32_t size() const { return end - begin; }
    bool operator==(const Range&) const = default;
  };
  using Ranges = std::array<Range, 3>;

  uint32_t range_count = 1;  // the first so many of each row's ranges are used
  std::vector<Ranges> rows;
};

/// Computes frames.
class FrameBuilder {
 public:
  FrameBuilder(const WindowRows& rows, const WindowFrameSpec& frame, bool descending,
               uint32_t order_size);

  void Build(const WindowBatch& batch, FrameBatch& out) const;

  /// Bounds the rows of any frame, where that is known.
  std::optional<uint32_t> MaxRows() const;

 private:
  /// One end of the frame, with its columns at hand.
  struct Bound {
    WindowBoundSpec spec;
    std::optional<Vector> value;
    std::optional<Vector> key;
  };

  Bound MakeBound(const WindowBoundSpec& spec) const;
  void FindEnds(const WindowBatch& batch, const Bound& bound, bool is_start,
                std::vector<uint32_t>& out) const;
  void FindByRows(const WindowBatch& batch, const Bound& bound, bool is_start,
                  std::vector<uint32_t>& out) const;
  void FindByGroups(const WindowBatch& batch, const Bound& bound, bool is_start,
                    std::vector<uint32_t>& out) const;
  void FindByValue(const WindowBatch& batch, const Bound& bound, bool is_start,
                   std::vector<uint32_t>& out) const;
  void Exclude(const WindowBatch& batch, FrameBatch& out) const;

  const WindowRows& rows_;
  const WindowFrameSpec& frame_;
  const Boundaries& peers_;
  bool descending_;
  Bound start_;
  Bound end_;
};

}  // namespace lakebolt
