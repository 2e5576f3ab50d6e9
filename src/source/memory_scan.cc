#include "source/memory_scan.h"

#include <algorithm>
#include <atomic>

namespace lakebolt {

namespace {

/// Rows that one worker takes at a time; smaller tables come in order, from one worker.
constexpr uint64_t kRowsPerMorsel = 1 << 16;

struct MemoryScanLocal final : ScanLocalState {
  size_t group = 0;
  size_t end_group = 0;
  uint32_t next_row = 0;
};

Vector RowIds(int64_t first, uint32_t count) {
  Vector ids(TypeId::kInt64, count);
  auto* values = ids.mutable_values<int64_t>();
  for (uint32_t i = 0; i < count; ++i) values[i] = first + i;
  return ids;
}

class MemoryScan final : public TableScan {
 public:
  MemoryScan(MemoryRows rows, const ScanRequest& request, uint32_t row_id_column)
      : rows_(std::move(rows)),
        columns_(request.columns),
        chunk_size_(request.chunk_size),
        row_id_column_(row_id_column) {
    uint64_t in_morsel = kRowsPerMorsel;
    for (size_t i = 0; i < rows_.groups().size(); ++i) {
      if (in_morsel >= kRowsPerMorsel) {
        morsels_.push_back(i);
        in_morsel = 0;
      }
      in_morsel += rows_.groups()[i]->size();
    }
    morsels_.push_back(rows_.groups().size());
  }

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    return std::make_unique<MemoryScanLocal>();
  }

  ScanStatus Next(ScanLocalState& state, ScanContext& context, Chunk& out) override {
    auto& local = static_cast<MemoryScanLocal&>(state);
    if (local.group == local.end_group) {
      const size_t morsel = next_morsel_.fetch_add(1);
      if (morsel + 1 >= morsels_.size()) return ScanStatus::kFinished;
      local.group = morsels_[morsel];
      local.end_group = morsels_[morsel + 1];
      context.batch = morsel;
    }
    const RowGroup& group = *rows_.groups()[local.group];
    const uint32_t begin = local.next_row;
    const uint32_t count = std::min(chunk_size_, group.size() - begin);
    std::vector<Vector> columns;
    columns.reserve(columns_.size());
    for (const uint32_t column : columns_) {
      columns.push_back(column == row_id_column_ ? RowIds(group.first_row_id() + begin, count)
                                                 : group.column(column).Slice(begin, count));
    }
    out = Chunk(std::move(columns), count);
    if (group.HasDead()) out.SetSelection(group.LiveRows(begin, count));
    local.next_row += count;
    if (local.next_row == group.size()) {
      ++local.group;
      local.next_row = 0;
    }
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override {
    return static_cast<uint32_t>(std::max<size_t>(1, morsels_.size() - 1));
  }

  double Progress() const override {
    if (rows_.groups().empty()) return 1;
    return std::min(
        1.0, static_cast<double>(next_morsel_.load()) / static_cast<double>(morsels_.size() - 1));
  }

 private:
  MemoryRows rows_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_size_;
  uint32_t row_id_column_;
  std::vector<size_t> morsels_;  // first groups, then the end
  std::atomic<size_t> next_morsel_{0};
};

}  // namespace

std::unique_ptr<TableScan> MakeMemoryScan(MemoryRows rows, const ScanRequest& request,
                                          uint32_t row_id_column) {
  return std::make_unique<MemoryScan>(std::move(rows), request, row_id_column);
}

}  // namespace lakebolt
