// What WindowBuild does with rows that did not fit memory: slices of their order, each built by one
// worker.

#include <utility>

#include "exec/finish_sink.h"
#include "exec/window/window.h"

namespace lakebolt {

uint32_t WindowBuild::StartSlices() {
  if (!spilled()->cuts_groups()) return 0;
  summaries_.resize(spilled()->slices());
  return static_cast<uint32_t>(summaries_.size());
}

void WindowBuild::RunSlice(TaskContext& context, uint32_t slice) {
  summaries_[slice] = BuildSlice(context, slice, false)->Summarize();
}

void WindowBuild::EndSlices() {
  edges_ = ConnectSlices(spec_, summaries_);
  summaries_.clear();
}

std::unique_ptr<WindowBuild> WindowBuild::BuildSlice(TaskContext& context, uint64_t slice,
                                                     bool calls) const {
  auto build = std::make_unique<WindowBuild>(spec_, context.query.memory, 1);
  build->has_calls_ = calls;
  if (calls && !edges_.empty()) build->slice_edges_ = &edges_[slice];
  const auto merge = spilled()->OpenSlice(slice);
  const auto local = build->MakeLocal(context);
  while (true) {
    context.query.cancellation->Check();
    Chunk rows = merge->Next(kDefaultChunkSize, spilled()->width());
    if (rows.size() == 0) break;
    build->Consume(context, *local, rows);
  }
  FinishSink(context, *build);
  return build;
}

SliceSummary WindowBuild::Summarize() const {
  SliceSummary slice = SummarizeSlice(spec_, sorted_);
  if (slice.rows == 0) return slice;
  slice.first_keys = KeysOf(0);
  slice.last_keys = KeysOf(sorted_.rows - 1);
  return slice;
}

/// Returns the keys of a row as byte strings: those of the partition, and with each further key of
/// the order.
std::vector<std::string> WindowBuild::KeysOf(uint32_t place) const {
  const uint32_t row = order_.empty() ? place : order_[place];
  std::vector<uint8_t> bytes;
  std::vector<std::string> keys;
  for (const uint32_t position : spec_.partition) {
    AppendOrderKey(columns_[position], row, {}, bytes);
  }
  keys.emplace_back(bytes.begin(), bytes.end());
  for (const WindowKey& key : spec_.order) {
    AppendOrderKey(columns_[key.position], row, {}, bytes);
    keys.emplace_back(bytes.begin(), bytes.end());
  }
  return keys;
}

}  // namespace lakebolt
