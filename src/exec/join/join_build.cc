#include "exec/join/join_build.h"

#include <algorithm>

#include "exec/join/join_build_local.h"

namespace lakebolt {

namespace {

constexpr uint32_t kRowsPerPart = 1 << 16;
constexpr uint32_t kMostRows = UINT32_MAX - 1;  // RowRef counts from 1
// Chains of fewer rows stay in the cache.
constexpr uint32_t kRegroupFromRows = 1 << 16;
// Rows are brought together where one in so many has a predecessor of its key.
constexpr uint32_t kRowsPerDuplicate = 4;

/// Returns the bytes of long strings, which stay where they are when rows are copied.
int64_t HeapBytes(const Vector& column) {
  if (column.type().physical() != PhysicalType::kString || !column.IsFlat()) return 0;
  return static_cast<int64_t>(column.MemoryBytes() - column.size() * sizeof(StringView));
}

}  // namespace

JoinBuild::JoinBuild(std::shared_ptr<JoinTable> table, QueryContext& query)
    : table_(std::move(table)),
      query_(query),
      collected_(query.memory, "hash join"),
      bounds_(EmptyBounds()) {}

std::string JoinBuild::Name() const {
  if (!table_->spec.ranges.empty()) return "RANGE JOIN BUILD";
  return table_->spec.build_keys.empty() ? "NESTED LOOP JOIN BUILD" : "HASH JOIN BUILD";
}

std::vector<std::string> JoinBuild::Details() const {
  if (table_->spilled != nullptr) {
    return {table_->spilled->Describe()};
  }
  if (!table_->spec.ranges.empty()) return {table_->ranges.Describe()};
  return {table_->index.Describe()};
}

std::vector<KeyBounds> JoinBuild::EmptyBounds() const {
  std::vector<KeyBounds> bounds;
  for (const ExprPtr& key : table_->spec.build_keys) bounds.emplace_back(key->type());
  return bounds;
}

std::unique_ptr<LocalState> JoinBuild::MakeLocal(TaskContext& context) {
  auto local = std::make_unique<Local>();
  for (const ExprPtr& column : table_->layout.columns) {
    auto& evaluator = local->evaluators.emplace_back();
    if (column->kind() != ExprKind::kInput) evaluator.emplace(column);
  }
  local->bounds = EmptyBounds();
  local->memory = Reservation(context.query.memory, "hash join");
  return local;
}

/// Writes the rows whose keys can match into `kept`; returns false when that is all of them.
bool JoinBuild::SelectKeys(const std::vector<Vector>& columns, RowSet rows, Selection& kept,
                           Local& local) {
  bool nulls = false;
  for (size_t k = 0; k < table_->spec.build_keys.size(); ++k) {
    const Vector& key = columns[table_->layout.key_slots[k]];
    if (table_->IsNullSafe(k) || !key.MayHaveNulls()) continue;
    if (!nulls) local.mask.assign(rows.size, 1);
    nulls = true;
    rows.ForEach([&](uint32_t row) { local.mask[row] &= static_cast<uint8_t>(!key.IsNull(row)); });
  }
  if (!nulls) return false;
  kept = Selection::Allocate(rows.count + 8);
  kept.set_count(SelectByMask(rows, local.mask.data(), kept.data()));
  if (kept.count() == rows.count) return false;
  local.any_null_keys = true;
  return !table_->traits.keeps_null_keys;
}

SinkStatus JoinBuild::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  context.query.cancellation->Check();
  if (input.count() == 0) return SinkStatus::kNeedInput;
  local.any_rows = true;

  BuildBatch batch;
  for (size_t slot = 0; slot < local.evaluators.size(); ++slot) {
    auto& evaluator = local.evaluators[slot];
    const Expr& column = *table_->layout.columns[slot];
    batch.columns.push_back(evaluator ? evaluator->Evaluate(input.columns(), input.rows())
                                      : input.column(As<InputExpr>(column).position()));
  }
  RowSet rows = input.rows();
  Selection kept;
  if (SelectKeys(batch.columns, rows, kept, local)) rows = RowSet::Of(kept, rows.size);
  batch.rows = rows.count;
  if (rows.count == 0) return SinkStatus::kNeedInput;

  if (!rows.IsDense()) {
    for (Vector& column : batch.columns) column = column.Gather(rows.indices, rows.count);
  }
  Keep(local, std::move(batch));
  return SinkStatus::kNeedInput;
}

void JoinBuild::Add(LocalState& local, const Chunk& columns) {
  Keep(static_cast<Local&>(local), {columns.columns(), columns.size(), 0});
}

void JoinBuild::Keep(Local& local, BuildBatch batch) {
  batch.charged = local.held.Add(batch.columns);
  if (!table_->may_spill) {
    local.memory.Grow(batch.charged);
  } else if (spills_ || !local.memory.TryGrow(batch.charged)) {
    return SpillBatches(local, std::move(batch));
  }
  NoteBounds(batch, local.bounds);
  held_rows_ += batch.rows;
  held_bytes_ += batch.charged;
  local.batches.push_back(std::move(batch));
}

void JoinBuild::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (local.spilled != nullptr) table_->spilled->AddBuildRows(std::move(local.spilled));
  const std::lock_guard lock(mutex_);
  std::move(local.batches.begin(), local.batches.end(), std::back_inserter(batches_));
  local.batches.clear();
  collected_.Absorb(local.memory);
  dictionary_bytes_ += local.held.dictionary_bytes();
  for (size_t k = 0; k < bounds_.size(); ++k) bounds_[k].Merge(local.bounds[k]);
  table_->any_rows |= local.any_rows;
  table_->any_null_keys |= local.any_null_keys;
}

void JoinBuild::PlanParts() {
  part_begins_.clear();
  uint64_t rows = 0;
  uint64_t part_end = 0;
  for (size_t i = 0; i < batches_.size(); ++i) {
    if (rows >= part_end) {
      part_begins_.push_back(static_cast<uint32_t>(i));
      part_end = rows + kRowsPerPart;
    }
    batches_[i].first_row = static_cast<uint32_t>(rows);
    rows += batches_[i].rows;
    if (rows > kMostRows) {
      throw UserError(ErrorCode::kTooComplex, "the build side of a join has over 4 billion rows");
    }
  }
  if (!batches_.empty()) part_begins_.push_back(static_cast<uint32_t>(batches_.size()));
  table_->rows = static_cast<uint32_t>(rows);
}

uint32_t JoinBuild::parts() const {
  return part_begins_.empty() ? 0 : static_cast<uint32_t>(part_begins_.size() - 1);
}

void JoinBuild::PrepareFilters() {
  for (size_t k = 0; k < table_->filters.size(); ++k) {
    auto& filter = live_filters_.emplace_back(table_->filters[k].lock());
    if (filter != nullptr) filter->Prepare(bounds_[k], table_->rows, table_->memory);
  }
}

void JoinBuild::ChooseCodec() {
  JoinTable& table = *table_;
  std::vector<LogicalType> key_types;
  std::vector<bool> null_safe;
  for (size_t k = 0; k < bounds_.size(); ++k) {
    key_types.push_back(table.spec.build_keys[k]->type());
    null_safe.push_back(table.IsNullSafe(k));
  }
  table.codec = KeyCodec(key_types, bounds_, null_safe);
}

void JoinBuild::ChooseIndex() {
  JoinTable& table = *table_;
  ChooseCodec();
  if (!table.spec.ranges.empty()) return;  // rows are put in order once they stand together
  if (table.spec.build_keys.empty()) {
    table.index.AllocateAll(table.rows, table.memory);
  } else if (table.rows > 0) {
    table.index.Allocate(table.codec.limit(), table.rows, NeedsChains(), table.memory);
  }
}

bool JoinBuild::WalksChains() const {
  const JoinTable& table = *table_;
  // Without a residual other kinds look at a chain's first row alone, or once at each row.
  const bool walks = table.traits.pairs_rows || table.spec.residual != nullptr;
  return walks && !table.spec.build_keys.empty();
}

bool JoinBuild::MayRegroup() const {
  return WalksChains() && table_->rows >= kRegroupFromRows && columns_->CanReorder();
}

uint32_t JoinBuild::PrepareFinish(TaskContext& context) {
  PlanParts();
  ChooseCodec();
  if (table_->may_spill && (spills_ || LeavesNoRoom())) {
    StartSpilling();
    stage_ = Stage::kSpill;
    return parts() > 0 ? parts() : NextStage(context);
  }
  PrepareFilters();
  return StartTable();
}

uint32_t JoinBuild::StartTable() {
  ChooseIndex();
  columns_.emplace(*table_, batches_);
  concurrent_ = parts() > 1 && query_.threads > 1;
  stage_ = MayRegroup() ? Stage::kIndex : Stage::kIndexAndCopy;
  return parts();
}

/// Adds the keys of a batch to the index and the filters.
void JoinBuild::IndexBatch(const BuildBatch& batch, std::vector<uint64_t>& codes) {
  std::vector<const Vector*> keys(table_->spec.build_keys.size());
  if (keys.empty()) return;
  for (size_t k = 0; k < keys.size(); ++k) {
    keys[k] = &batch.columns[table_->layout.key_slots[k]];
  }
  codes.resize(batch.rows);
  table_->codec.Encode(keys, RowSet::Dense(batch.rows), codes.data());
  table_->index.Insert(codes.data(), batch.rows, batch.first_row, concurrent_);
  // Those of rows that went to disk have gone into the filters before.
  for (size_t k = 0; k < live_filters_.size() && !spills_; ++k) {
    if (live_filters_[k] != nullptr) live_filters_[k]->Add(*keys[k], concurrent_);
  }
}

/// Copies a batch and lets go of it, so that few rows are held twice at a time.
void JoinBuild::CopyBatch(uint32_t i) {
  BuildBatch& batch = batches_[i];
  int64_t bytes = int64_t{batch.rows} * columns_->bytes_per_row();
  for (const Vector& column : batch.columns) bytes += HeapBytes(column);
  {
    const std::lock_guard lock(mutex_);
    table_->memory.Grow(bytes);
  }
  columns_->Copy(i, batch, places_.empty() ? nullptr : places_.data());
  int64_t freed = 0;
  for (const Vector& column : batch.columns) freed += static_cast<int64_t>(column.MemoryBytes());
  batch.columns.clear();
  const std::lock_guard lock(mutex_);
  collected_.Resize(std::max<int64_t>(0, collected_.size() - freed));
}

void JoinBuild::FinishPart(TaskContext& context, uint32_t part) {
  context.query.cancellation->Check();
  if (stage_ == Stage::kRegroup) return table_->index.RegroupPart(part, places_.data());
  if (stage_ == Stage::kGroup) return table_->groups.RunPart(part);
  if (stage_ == Stage::kSpill) return SpillPart(part);
  if (stage_ == Stage::kUnload) return table_->spilled->WriteUnkept(part);
  if (stage_ == Stage::kLoad) return LoadPart(part);
  const bool indexes = stage_ == Stage::kIndex || stage_ == Stage::kIndexAndCopy;
  const bool copies = stage_ == Stage::kCopy || stage_ == Stage::kIndexAndCopy;
  const uint32_t begin = part_begins_[part];
  const uint32_t end = part_begins_[part + 1];
  std::vector<uint64_t> codes;
  for (uint32_t i = begin; i < end; ++i) {
    context.query.cancellation->Check();
    if (indexes) IndexBatch(batches_[i], codes);
    if (copies) CopyBatch(i);
  }
}

uint32_t JoinBuild::NextStage(TaskContext&) {
  JoinTable& table = *table_;
  switch (stage_) {
    case Stage::kIndex:
      if (uint64_t{table.index.duplicates()} * kRowsPerDuplicate < table.rows) return StartCopy();
      stage_ = Stage::kRegroup;
      table.memory.Grow(int64_t{table.rows} * int64_t{sizeof(uint32_t)});
      places_.assign(table.rows, RowIndex::kNoPlace);
      return table.index.StartRegrouping(table.rows, table.memory);
    case Stage::kRegroup:
      table.index.EndRegrouping(table.rows, places_.data(), table.memory);
      return StartCopy();
    case Stage::kCopy:
    case Stage::kIndexAndCopy: return EndCopy();
    case Stage::kGroup: return table.groups.NextStage();
    case Stage::kSpill:
      EndSpilling();
      if (const uint32_t parts = StartUnloading(); parts > 0) return parts;
      return StartLoading();
    case Stage::kUnload: return StartLoading();
    case Stage::kLoad: return EndLoading();
    case Stage::kDone: break;
  }
  return 0;
}

uint32_t JoinBuild::StartCopy() {
  stage_ = Stage::kCopy;
  return parts();
}

void JoinBuild::Finish(TaskContext&) {
  JoinTable& table = *table_;
  // Without rows there were no stages.
  if (stage_ != Stage::kGroup && stage_ != Stage::kDone) EndCopy();
  if (table.traits.tracks_build) {
    table.memory.Grow(int64_t{table.rows} + 1);
    table.matched = ZeroedMemory(size_t{table.rows} + 1);
  }
  for (auto& filter : live_filters_) {
    if (filter != nullptr) filter->Finish();
  }
  live_filters_.clear();
}

}  // namespace lakebolt
