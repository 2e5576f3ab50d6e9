#include "source/range_table.h"

#include <algorithm>
#include <atomic>

namespace lakebolt {

namespace {

constexpr uint64_t kRowsPerMorsel = 1 << 17;

struct RangeLocal final : ScanLocalState {
  uint64_t next = 0;
  uint64_t end = 0;
};

class RangeScan final : public TableScan {
 public:
  RangeScan(LogicalType type, int64_t start, int64_t step, uint64_t count,
            const ScanRequest& request)
      : type_(std::move(type)),
        start_(start),
        step_(step),
        count_(count),
        chunk_size_(request.chunk_size),
        columns_(request.columns.size()) {}

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    return std::make_unique<RangeLocal>();
  }

  ScanStatus Next(ScanLocalState& state, ScanContext& context, Chunk& out) override {
    auto& local = static_cast<RangeLocal&>(state);
    if (local.next == local.end) {
      local.next = std::min(count_, next_.fetch_add(kRowsPerMorsel));
      local.end = std::min(count_, local.next + kRowsPerMorsel);
      if (local.next == local.end) return ScanStatus::kFinished;
      context.batch = local.next;
    }
    const auto rows =
        static_cast<uint32_t>(std::min<uint64_t>(chunk_size_, local.end - local.next));
    Vector values(type_, rows);
    for (uint32_t i = 0; i < rows; ++i) {
      // Unsigned arithmetic wraps where signed may not; all results are within the range.
      values.mutable_values<int64_t>()[i] = static_cast<int64_t>(
          static_cast<uint64_t>(start_) + (local.next + i) * static_cast<uint64_t>(step_));
    }
    local.next += rows;
    out = Chunk(std::vector<Vector>(columns_, values), rows);
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override {
    return static_cast<uint32_t>(std::min<uint64_t>(count_ / kRowsPerMorsel + 1, 1024));
  }

  double Progress() const override {
    if (count_ == 0) return 1;
    return std::min(1.0, static_cast<double>(next_.load()) / static_cast<double>(count_));
  }

 private:
  LogicalType type_;
  int64_t start_;
  int64_t step_;
  uint64_t count_;
  uint32_t chunk_size_;
  size_t columns_;
  std::atomic<uint64_t> next_{0};
};

}  // namespace

RangeTable::RangeTable(std::string column, int64_t start, int64_t end, int64_t step,
                       bool end_included, LogicalType type)
    : schema_{{std::move(column), std::move(type), false}}, start_(start), step_(step) {
  if (step == 0) throw UserError(ErrorCode::kInvalidArgument, "the step of a range cannot be 0");
  const int128_t span =
      step > 0 ? static_cast<int128_t>(end) - start : static_cast<int128_t>(start) - end;
  const int128_t width = step > 0 ? static_cast<int128_t>(step) : -static_cast<int128_t>(step);
  if (span < 0) return;
  count_ = static_cast<uint64_t>(end_included ? span / width + 1 : (span + width - 1) / width);
}

TableStatistics RangeTable::statistics() const {
  return {static_cast<double>(count_), true};
}

ColumnStatistics RangeTable::column_statistics(uint32_t) const {
  ColumnStatistics statistics;
  statistics.null_count = 0;
  statistics.distinct_count = static_cast<double>(count_);
  if (count_ == 0) return statistics;
  const int64_t last = start_ + static_cast<int64_t>(count_ - 1) * step_;
  statistics.min = Value::Integral(schema_[0].type, std::min(start_, last));
  statistics.max = Value::Integral(schema_[0].type, std::max(start_, last));
  statistics.exact_bounds = true;
  return statistics;
}

std::unique_ptr<TableScan> RangeTable::Scan(const ScanRequest& request) const {
  return std::make_unique<RangeScan>(schema_[0].type, start_, step_, count_, request);
}

}  // namespace lakebolt
