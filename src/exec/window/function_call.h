#pragma once

#include "exec/window/frames.h"
#include "exec/window/valid_rows.h"
#include "exec/window/window_rows.h"

namespace lakebolt {

/// Computes a window function by its kernel, over the partition or the frame.
class FunctionCall final : public WindowCallEvaluator {
 public:
  FunctionCall(const WindowRows& rows, const WindowSpec::Call& call, bool descending);

  uint32_t PrepareParts() override { return valid_ ? 1 : 0; }
  void PreparePart(uint32_t part) override;
  Vector Evaluate(const WindowBatch& batch) const override;

 private:
  void PlaceInPartition(const WindowBatch& batch, WindowPlaces& places) const;
  void PlaceInFrame(const FrameBatch& frames, WindowPlaces& places) const;
  /// Returns the row at a place of the sequence of row `i` of the batch.
  uint32_t RowAt(const WindowBatch& batch, const FrameBatch& frames, uint32_t i,
                 uint32_t place) const;

  const WindowRows& rows_;
  const WindowSpec::Call& call_;
  std::vector<Vector> arguments_;
  std::optional<FrameBuilder> frames_;  // for functions of the frame
  std::optional<ValidRows> valid_;      // with IGNORE NULLS
};

/// Gathers `values` at `rows`, NULL where a row is kNoPlace, and `defaults` (by place in the batch)
/// where it is kDefaultPlace.
Vector GatherPicked(const Vector& values, const Vector* defaults,
                    const std::vector<uint32_t>& rows);

}  // namespace lakebolt
