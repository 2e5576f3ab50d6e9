#include "exec/window/window.h"

#include <algorithm>

#include "exec/window/window_limit.h"

namespace lakebolt {

namespace {

/// With a limit, rows are thinned out once a worker holds so many.
constexpr uint32_t kThinOutFrom = 1 << 19;

}  // namespace

WindowBuild::WindowBuild(WindowSpec spec, MemoryPool* memory, uint32_t threads)
    : CollectingSink(spec.types, {}, memory, threads, "window"), spec_(std::move(spec)) {
  if (spec_.limit) ThinOutFrom(kThinOutFrom);
  std::vector<bool> looked_at(spec_.types.size(), false);
  const auto note = [&](const std::optional<WindowOperand>& operand) {
    if (operand && operand->position) looked_at[*operand->position] = true;
  };
  for (const WindowSpec::Call& call : spec_.calls) {
    for (const WindowOperand& argument : call.arguments) note(argument);
    for (const WindowKey& key : call.argument_order) looked_at[key.position] = true;
    if (call.filter) looked_at[*call.filter] = true;
    for (const WindowBoundSpec* bound : {&call.frame.start, &call.frame.end}) {
      note(bound->value);
      if (bound->key) looked_at[*bound->key] = true;
    }
    if (call.function && call.function->fills && call.argument_order.empty()) {
      looked_at[spec_.order[0].position] = true;
    }
  }
  for (uint32_t c = 0; c < looked_at.size(); ++c) {
    if (looked_at[c]) looked_at_.push_back(c);
  }
  for (const WindowSpec::Call& call : spec_.calls) is_near_.push_back(!CanCutPartitions(call));
  ChargeRows(StageBytes());
}

bool WindowBuild::Computes(uint32_t call) const {
  switch (computed_) {
    case Calls::kAll: return true;
    case Calls::kNone: return false;
    case Calls::kCut: return !is_near_[call];
    case Calls::kNear: return is_near_[call];
  }
  return true;
}

int64_t WindowBuild::StageBytes() const {
  // While rows are sorted; then their order is left, and columns in order and boundaries come.
  std::vector<LogicalType> keys;
  for (const uint32_t position : spec_.partition) keys.push_back(spec_.types[position]);
  for (const WindowKey& key : spec_.order) keys.push_back(spec_.types[key.position]);
  const int64_t sorting = keys.empty() ? 0 : RowSorter::BytesPerRow(keys);
  auto arranged = static_cast<int64_t>((2 + spec_.order.size()) * sizeof(uint32_t));
  for (const uint32_t c : looked_at_) {
    arranged += keys.empty() ? 0 : int64_t{PhysicalWidth(spec_.types[c].physical())};
  }
  // What moving aggregates keep for each row: running values, prefix sums, equal rows.
  constexpr int64_t kBytesOfAggregate = 16;
  for (const WindowSpec::Call& call : spec_.calls) {
    if (call.aggregate && !call.is_whole) arranged += kBytesOfAggregate;
  }
  return std::max(sorting, arranged);
}

void WindowBuild::AllowSpilling(const QueryContext& query) {
  const bool can_cut =
      !spec_.limit &&
      std::all_of(spec_.calls.begin(), spec_.calls.end(), [&](const WindowSpec::Call& call) {
        return CanCutPartitions(ForSlices(call)) || HasNearFrames(spec_, call);
      });
  // Without partitions all rows are one.
  if (spec_.partition.empty() && !can_cut) return;
  RunLayout layout{spec_.types, spec_.types.size(), {}, spec_.partition.size(), can_cut};
  for (const uint32_t position : spec_.partition) layout.keys.push_back({position, {}});
  for (const WindowKey& key : spec_.order) {
    layout.keys.push_back({key.position, {key.descending, key.nulls_first}});
  }
  auto disk = std::make_unique<ExternalSort>(std::move(layout), ~uint64_t{0}, query);
  disk_ = disk.get();
  SpillTo(std::move(disk));
}

std::vector<std::string> WindowBuild::Details() const {
  if (spilled() != nullptr) return {"slices of partitions: " + std::to_string(spilled()->slices())};
  return {"partitions: " + std::to_string(sorted_.partitions.size()),
          order_.empty() && sorted_.rows > 0 ? "not sorted" : ""};
}

void WindowBuild::ThinOut(std::vector<RowCollector::Part>& parts) const {
  if (parts.empty()) return;
  const uint64_t batch = parts.front().batch;
  std::vector<Chunk> chunks;
  for (RowCollector::Part& part : parts) chunks.push_back(std::move(part.chunk));
  parts.clear();
  parts.push_back({batch, KeepFirstRanks(spec_, std::move(chunks))});
}

void WindowBuild::RunPart(uint32_t part) {
  switch (stage_) {
    case Stage::kSort: sorter_->RunPart(part); break;
    case Stage::kArrange: Arrange(part); break;
    case Stage::kPrepare: calls_[parts_[part].call]->PreparePart(parts_[part].part); break;
  }
}

uint32_t WindowBuild::EndStage() {
  switch (stage_) {
    case Stage::kSort:
      if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
      order_ = sorter_->TakeOrder();
      sorter_.reset();
      return StartArrange();
    case Stage::kArrange: return StartPrepare();
    case Stage::kPrepare: EndPreparation(); break;
  }
  return 0;
}

void WindowBuild::EndPreparation() {
  if (sorted_.rows > 0) {
    for (const auto& call : calls_) {
      if (call != nullptr) call->FinishPreparation();
    }
  }
}

std::vector<OrderColumn> WindowBuild::OrderColumns() const {
  std::vector<OrderColumn> keys;
  std::vector<uint32_t> taken = spec_.partition;
  for (const uint32_t position : spec_.partition) {
    keys.push_back({columns_[position], false, false});
  }
  for (const WindowKey& key : spec_.order) {
    // Rows that are equal so far do not differ in a column that was compared.
    if (std::find(taken.begin(), taken.end(), key.position) != taken.end()) continue;
    taken.push_back(key.position);
    keys.push_back({columns_[key.position], key.descending, key.nulls_first});
  }
  return keys;
}

uint32_t WindowBuild::Start(std::vector<Vector> columns, uint32_t rows) {
  sorted_.rows = rows;
  columns_ = std::move(columns);
  memory().Resize(HeldBytes(columns_) + StageBytes() * int64_t{rows});
  std::vector<OrderColumn> keys = OrderColumns();
  if (keys.empty() || is_in_order_ || sorted_.rows == 0) return StartArrange();
  sorter_ = std::make_unique<RowSorter>(std::move(keys), sorted_.rows, threads());
  return sorter_->Start();
}

uint32_t WindowBuild::StartArrange() {
  stage_ = Stage::kArrange;
  if (!order_.empty()) {
    for (const uint32_t c : looked_at_) arranging_.emplace_back(columns_[c], order_);
  }
  const uint32_t slices = (sorted_.rows + kWindowPartRows - 1) / kWindowPartRows;
  starts_.resize(slices);
  return std::max(slices, 1U);
}

void WindowBuild::Arrange(uint32_t slice) {
  const uint32_t begin = slice * kWindowPartRows;
  if (begin >= sorted_.rows) return;
  const uint32_t end = std::min(begin + kWindowPartRows, sorted_.rows);
  for (SortedColumn& column : arranging_) column.Gather(begin, end);
  const std::vector<uint32_t>* order = order_.empty() ? nullptr : &order_;
  std::vector<uint8_t> marks(end - begin, 0);
  if (begin == 0) marks[0] = 1;
  const auto list = [&] {
    std::vector<uint32_t>& starts = starts_[slice].emplace_back();
    for (uint32_t i = begin; i < end; ++i) {
      if (marks[i - begin] != 0) starts.push_back(i);
    }
  };
  for (const uint32_t position : spec_.partition) {
    MarkChanges(columns_[position], order, begin, end, marks.data());
  }
  list();
  for (const WindowKey& key : spec_.order) {
    MarkChanges(columns_[key.position], order, begin, end, marks.data());
    list();
  }
}

uint32_t WindowBuild::StartPrepare() {
  stage_ = Stage::kPrepare;
  sorted_.columns.resize(columns_.size());
  for (size_t i = 0; i < looked_at_.size(); ++i) {
    const uint32_t c = looked_at_[i];
    sorted_.columns[c] = order_.empty() ? columns_[c] : arranging_[i].Take();
  }
  arranging_.clear();
  for (size_t keys = 0; keys <= spec_.order.size(); ++keys) {
    std::vector<uint32_t> starts;
    for (const auto& slice : starts_) {
      starts.insert(starts.end(), slice[keys].begin(), slice[keys].end());
    }
    Boundaries boundaries(std::move(starts), sorted_.rows);
    if (keys == 0) sorted_.partitions = boundaries;
    sorted_.peers.emplace_back(std::move(boundaries));
  }
  starts_.clear();
  calls_.resize(spec_.calls.size());
  for (uint32_t c = 0; c < spec_.calls.size(); ++c) {
    if (!Computes(c)) continue;
    const CallEdges* edges = slice_edges_ == nullptr ? nullptr : &(*slice_edges_)[c];
    calls_[c] = MakeCallEvaluator(sorted_, spec_.calls[c], spec_.order, edges);
    if (sorted_.rows == 0) continue;
    const uint32_t parts = calls_[c]->PrepareParts();
    for (uint32_t p = 0; p < parts; ++p) parts_.push_back({c, p});
  }
  if (!parts_.empty()) return static_cast<uint32_t>(parts_.size());
  EndPreparation();
  return 0;
}

Chunk WindowBuild::Compute(uint32_t begin, uint32_t count) const {
  std::vector<Vector> out;
  for (uint32_t c = 0; c < spec_.payload; ++c) {
    out.push_back(order_.empty() ? columns_[c].Slice(begin, count)
                                 : columns_[c].Gather(order_.data() + begin, count));
  }
  out.resize(spec_.payload + spec_.calls.size());
  ComputeCalls(begin, count, out.data() + spec_.payload);
  return {std::move(out), count};
}

void WindowBuild::ComputeCalls(uint32_t begin, uint32_t count, Vector* calls) const {
  // Calls by the same number of keys share a batch.
  WindowBatch batch;
  std::optional<uint32_t> filled;
  for (size_t c = 0; c < calls_.size(); ++c) {
    if (calls_[c] == nullptr) continue;
    const uint32_t order_size = spec_.calls[c].order_size;
    if (filled != order_size) batch.Fill(sorted_, order_size, begin, count);
    filled = order_size;
    calls[c] = calls_[c]->Evaluate(batch);
  }
}

}  // namespace lakebolt
