#pragma once

#include <memory>
#include <vector>

#include "api/result.h"

namespace lakebolt {

/// Gives the rows of another result in larger chunks, as suit Arrow's record batches: small ones
/// first, so that a reader soon sees rows, then up to 128 Ki rows.
class CoalescedResult : public Result {
 public:
  explicit CoalescedResult(std::unique_ptr<Result> result);

  const Schema& schema() const override { return result_->schema(); }
  std::optional<Chunk> Next() override;
  bool WaitFor(int milliseconds) override { return result_->WaitFor(milliseconds); }
  QueryProgress Progress() const override { return result_->Progress(); }
  void Cancel() override { result_->Cancel(); }
  void CheckCancelled() override { result_->CheckCancelled(); }
  MemoryPool* account() override { return result_->account(); }
  std::optional<uint64_t> RowsChanged() const override { return result_->RowsChanged(); }

 private:
  std::unique_ptr<Result> result_;
  std::vector<LogicalType> types_;
  uint64_t target_rows_;
  bool ended_ = false;
};

}  // namespace lakebolt
