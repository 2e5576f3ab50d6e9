// What WindowBuild does with rows that did not fit memory: slices of their order, each built by one
// worker.

#include <algorithm>
#include <utility>

#include "exec/finish_sink.h"
#include "exec/window/window.h"

namespace lakebolt {

namespace {

/// Counts rows and whole runs of peers of slices that lie side by side.
struct Extent {
  bool Has(uint64_t least_rows, uint64_t least_peers) const {
    return rows >= least_rows && peers >= least_peers;
  }
  void Add(const SliceSummary& slice) {
    rows += slice.rows;
    if (slice.rows == 0) return;
    // Two slices may share a run; and the calls may differ in what their peers are.
    uint32_t runs = ~uint32_t{0};
    for (const SliceSummary::Call& call : slice.calls) runs = std::min(runs, call.peers);
    peers += runs - 1;
  }

  uint64_t rows = 0;
  uint64_t peers = 0;
};

}  // namespace

uint32_t WindowBuild::StartSlices() {
  if (!spilled()->cuts_groups()) return 0;
  is_near_.clear();
  for (WindowSpec::Call& call : spec_.calls) {
    call = ForSlices(call);
    is_near_.push_back(!CanCutPartitions(call));
  }
  summaries_.resize(spilled()->slices());
  reach_.resize(summaries_.size());
  return static_cast<uint32_t>(summaries_.size());
}

void WindowBuild::RunSlice(TaskContext& context, uint32_t slice) {
  const std::unique_ptr<WindowBuild> rows = BuildRows(context, slice, Calls::kNone);
  summaries_[slice] = rows->Summarize();
  reach_[slice] = rows->Reach();
}

void WindowBuild::EndSlices() {
  if (summaries_.empty()) return;
  edges_ = ConnectSlices(spec_, summaries_);
  if (std::find(is_near_.begin(), is_near_.end(), true) == is_near_.end()) {
    reach_.clear();
  } else {
    Widen(summaries_);
  }
  summaries_.clear();
}

/// Makes what frames reach a range of keys that begins and ends no later than the slice's own.
void WindowBuild::Widen(const std::vector<SliceSummary>& slices) {
  for (size_t s = 0; s < slices.size(); ++s) {
    WindowReach& reach = reach_[s];
    size_t first = s;
    for (Extent seen; first > 0 && !seen.Has(reach.rows_before, reach.peers_before);) {
      seen.Add(slices[--first]);
    }
    size_t last = s;
    for (Extent seen;
         last + 1 < slices.size() && !seen.Has(reach.rows_behind, reach.peers_behind);) {
      seen.Add(slices[++last]);
    }
    const std::string_view from = spilled()->Bounds(first).first;
    const std::string_view to = spilled()->Bounds(last).second;
    if (!reach.by_keys || from < reach.from) reach.from = from;
    if (!reach.by_keys || to.empty() || (!reach.to.empty() && reach.to < to)) reach.to = to;
  }
}

/// Tells which columns are needed of rows on disk: all where rows are given on.
std::vector<bool> WindowBuild::WantedColumns() const {
  const bool gives_rows = computed_ == Calls::kAll || computed_ == Calls::kCut;
  std::vector<bool> wanted(spec_.types.size(), gives_rows);
  for (const uint32_t position : looked_at_) wanted[position] = true;
  for (const uint32_t position : spec_.partition) wanted[position] = true;
  for (const WindowKey& key : spec_.order) wanted[key.position] = true;
  return wanted;
}

uint32_t WindowBuild::AddRows(TaskContext& context, WindowBuild& to, LocalState& local,
                              std::string_view from, std::string_view end) const {
  const auto merge = spilled()->Open(from, end);
  const std::vector<bool> wanted = to.WantedColumns();
  uint32_t count = 0;
  while (true) {
    context.query.cancellation->Check();
    Chunk rows = merge->Next(kDefaultChunkSize, wanted);
    if (rows.size() == 0) return count;
    count += rows.size();
    to.Consume(context, local, rows);
  }
}

std::unique_ptr<WindowBuild> WindowBuild::BuildRows(TaskContext& context, uint64_t slice,
                                                    Calls calls) const {
  auto build = std::make_unique<WindowBuild>(spec_, context.query.memory, 1);
  build->computed_ = calls;
  build->is_in_order_ = true;
  if (calls != Calls::kNone && !edges_.empty()) build->slice_edges_ = &edges_[slice];
  const auto local = build->MakeLocal(context);
  const auto [from, to] = spilled()->Bounds(slice);
  AddRows(context, *build, *local, from, to);
  FinishSink(context, *build);
  return build;
}

std::unique_ptr<WindowSlice> WindowBuild::BuildSlice(TaskContext& context, uint64_t slice) const {
  auto rows = BuildRows(context, slice, reach_.empty() ? Calls::kAll : Calls::kCut);
  if (reach_.empty()) return std::make_unique<WindowSlice>(std::move(rows), nullptr, 0);
  auto near = std::make_unique<WindowBuild>(spec_, context.query.memory, 1);
  near->computed_ = Calls::kNear;
  near->is_in_order_ = true;
  const auto local = near->MakeLocal(context);
  const auto [from, to] = spilled()->Bounds(slice);
  const WindowReach& reach = reach_[slice];
  uint32_t first = 0;
  if (reach.from < from) first = AddRows(context, *near, *local, reach.from, from);
  AddRows(context, *near, *local, from, to);
  if (!to.empty() && (reach.to.empty() || to < reach.to)) {
    AddRows(context, *near, *local, to, reach.to);
  }
  FinishSink(context, *near);
  return std::make_unique<WindowSlice>(std::move(rows), std::move(near), first);
}

Chunk WindowSlice::Compute(uint32_t begin, uint32_t count) const {
  Chunk out = rows_->Compute(begin, count);
  if (near_ != nullptr) {
    near_->ComputeCalls(first_ + begin, count,
                        out.mutable_columns().data() + rows_->spec().payload);
  }
  return out;
}

SliceSummary WindowBuild::Summarize() const {
  SliceSummary slice = SummarizeSlice(spec_, sorted_);
  if (slice.rows == 0) return slice;
  slice.first_keys = KeysOf(0);
  slice.last_keys = KeysOf(sorted_.rows - 1);
  return slice;
}

WindowReach WindowBuild::Reach() const {
  WindowReach reach;
  for (size_t c = 0; c < spec_.calls.size(); ++c) {
    if (!is_near_[c]) continue;
    AddReach(
        spec_, spec_.calls[c], sorted_,
        [this](uint32_t place, uint32_t order_keys, std::vector<uint8_t>& out) {
          EncodeKeys(place, order_keys, out);
        },
        reach);
  }
  return reach;
}

/// Appends the keys of a row as the sort on disk encodes them: those of the partition, then so many
/// of the order.
void WindowBuild::EncodeKeys(uint32_t place, uint32_t order_keys, std::vector<uint8_t>& out) const {
  const uint32_t row = order_.empty() ? place : order_[place];
  for (const uint32_t position : spec_.partition) AppendOrderKey(columns_[position], row, {}, out);
  for (uint32_t k = 0; k < order_keys; ++k) {
    const WindowKey& key = spec_.order[k];
    AppendOrderKey(columns_[key.position], row, {key.descending, key.nulls_first}, out);
  }
}

/// Returns the keys of a row as byte strings: those of the partition, and with each further key of
/// the order.
std::vector<std::string> WindowBuild::KeysOf(uint32_t place) const {
  std::vector<std::string> keys;
  for (uint32_t k = 0; k <= spec_.order.size(); ++k) {
    std::vector<uint8_t> bytes;
    EncodeKeys(place, k, bytes);
    keys.emplace_back(bytes.begin(), bytes.end());
  }
  return keys;
}

}  // namespace lakebolt
