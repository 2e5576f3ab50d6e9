#pragma once

#include "exec/window/frames.h"
#include "exec/window/valid_rows.h"
#include "exec/window/window_edges.h"
#include "exec/window/window_rows.h"

namespace lakebolt {

/// Computes a window function by its kernel, over the partition or the frame.
class FunctionCall final : public WindowCallEvaluator {
 public:
  /// `edges` is null unless the rows cut partitions.
  FunctionCall(const WindowRows& rows, const WindowSpec::Call& call, bool descending,
               const CallEdges* edges);

  uint32_t PrepareParts() override { return valid_ ? 1 : 0; }
  void PreparePart(uint32_t part) override;
  Vector Evaluate(const WindowBatch& batch) const override;

 private:
  void AddEdges(const WindowBatch& batch, uint32_t i, WindowPlaces& places) const;
  void PlaceInPartition(const WindowBatch& batch, WindowPlaces& places) const;
  void PlaceInFrame(const FrameBatch& frames, WindowPlaces& places) const;
  /// Returns where in `values_` the place of the sequence of row `i` of the batch is.
  uint32_t RowAt(const WindowBatch& batch, const FrameBatch& frames, uint32_t i,
                 uint32_t place) const;

  const WindowRows& rows_;
  const WindowSpec::Call& call_;
  std::vector<Vector> arguments_;
  const CallEdges* edges_;
  Vector values_;           // that a row is picked from: the first argument, and what edges have
  uint32_t first_row_ = 0;  // where the rows at hand begin there
  std::optional<FrameBuilder> frames_;  // for functions of the frame
  std::optional<ValidRows> valid_;      // with IGNORE NULLS
};

/// Gathers `values` at `rows`, NULL where a row is kNoPlace, and `defaults` (by place in the batch)
/// where it is kDefaultPlace.
Vector GatherPicked(const Vector& values, const Vector* defaults,
                    const std::vector<uint32_t>& rows);

}  // namespace lakebolt
