#include "exec/sort/collecting_sink.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "expression/evaluator.h"
#include "vector/held_columns.h"

namespace lakebolt {

namespace {

/// Short enough that workers come to other queries between them.
constexpr uint32_t kCopiesPerWorker = 16;

std::vector<LogicalType> WithComputed(std::vector<LogicalType> types,
                                      const std::vector<ExprPtr>& computed) {
  for (const ExprPtr& expr : computed) types.push_back(expr->type());
  return types;
}

}  // namespace

/// Holds the rows of one worker, which others may write to disk.
struct CollectingSink::Holder {
  Holder(MemoryPool* memory, const std::string& who) : bytes(memory, who) {}

  std::mutex mutex;
  std::vector<RowCollector::Part> parts;
  HeldColumns held;
  uint64_t rows = 0;
  Reservation bytes;
};

struct CollectingSink::Local final : LocalState {
  std::vector<ExprEvaluator> computed;
  uint64_t batch = 0;
  uint64_t batch_rows = 0;
  uint64_t thin_out_at = 0;
  std::optional<int64_t> wanted;  // for a chunk that has to wait
  std::shared_ptr<Holder> holder;
};

CollectingSink::CollectingSink(std::vector<LogicalType> types, std::vector<ExprPtr> computed,
                               MemoryPool* memory, uint32_t threads, std::string who)
    : width_(types.size()),
      computed_(std::move(computed)),
      pool_(memory),
      threads_(threads),
      who_(std::move(who)),
      bytes_(memory, who_),
      collector_(WithComputed(std::move(types), computed_)) {}

std::unique_ptr<LocalState> CollectingSink::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>();
  local->thin_out_at = thin_out_from_;
  for (const ExprPtr& expr : computed_) local->computed.emplace_back(expr);
  local->holder = std::make_shared<Holder>(pool_, who_);
  const std::lock_guard lock(mutex_);
  holders_.push_back(local->holder);
  return local;
}

void CollectingSink::StartBatch(LocalState& state, uint64_t batch) {
  auto& local = static_cast<Local&>(state);
  local.batch = batch;
  local.batch_rows = 0;
}

SinkStatus CollectingSink::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  if (!local.wanted) local.wanted = Prepare(local, input);
  Reservation bytes(pool_, who_);
  if (!Reserve(context, *local.wanted, bytes)) return SinkStatus::kBlocked;
  local.wanted.reset();
  const uint64_t first_row = local.batch_rows;
  local.batch_rows += input.size();
  const std::lock_guard lock(local.holder->mutex);
  local.holder->bytes.Absorb(bytes);
  local.holder->rows += input.size();
  local.holder->parts.push_back({local.batch, std::move(input), first_row});
  ThinOutIfMany(local);
  return SinkStatus::kNeedInput;
}

int64_t CollectingSink::Prepare(Local& local, Chunk& input) const {
  input.Compact();
  std::vector<Vector> values;
  for (ExprEvaluator& expr : local.computed) {
    values.push_back(expr.Evaluate(input.columns(), input.rows()));
  }
  for (Vector& value : values) input.mutable_columns().push_back(std::move(value));
  const std::lock_guard lock(local.holder->mutex);
  return local.holder->held.Add(input.mutable_columns()) + BytesForStages(input);
}

int64_t CollectingSink::BytesForStages(const Chunk& rows) const {
  // They are copied once; texts stay where they are.
  int64_t bytes =
      (row_bytes_ + (external_ == nullptr ? 0 : ExternalSort::kPlaceBytes)) * rows.size();
  for (const Vector& column : rows.columns()) {
    bytes += column.type().IsNested()
                 ? static_cast<int64_t>(column.MemoryBytes())
                 : int64_t{PhysicalWidth(column.type().physical())} * rows.size();
  }
  return bytes;
}

int64_t CollectingSink::HeldBytes(const std::vector<Vector>& columns) const {
  int64_t bytes = dictionary_bytes_;
  for (const Vector& column : columns) bytes += static_cast<int64_t>(column.MemoryBytes());
  return bytes;
}

bool CollectingSink::Reserve(TaskContext& context, int64_t wanted, Reservation& bytes) {
  while (!bytes.TryGrow(wanted)) {
    if (SpillLargest() > 0) continue;
    if (spilling_.WakeLater(context.waker)) return false;
    bytes.Grow(wanted);
    break;
  }
  return true;
}

void CollectingSink::ThinOutIfMany(Local& local) {
  Holder& holder = *local.holder;
  if (holder.rows < local.thin_out_at) return;
  ThinOut(holder.parts);
  holder.rows = 0;
  holder.held.Clear();
  int64_t held = 0;
  for (RowCollector::Part& kept : holder.parts) {
    holder.rows += kept.chunk.size();
    for (Vector& column : kept.chunk.mutable_columns()) CopyStrings(column);
    held += holder.held.Add(kept.chunk.mutable_columns()) + BytesForStages(kept.chunk);
  }
  holder.bytes.Resize(std::min(held, holder.bytes.size()));
  local.thin_out_at = std::max(thin_out_from_, 2 * holder.rows);
}

int64_t CollectingSink::SpillLargest() {
  if (external_ == nullptr) return 0;
  std::optional<SpillingThreads::Scope> spilling;
  std::vector<RowCollector::Part> parts;
  Reservation bytes(pool_, who_);
  {
    const std::lock_guard lock(mutex_);
    if (!collects_) return 0;
    Holder* largest = nullptr;
    int64_t most = 0;
    for (const auto& holder : holders_) {
      const std::lock_guard holder_lock(holder->mutex);
      if (holder->bytes.size() <= most) continue;
      most = holder->bytes.size();
      largest = holder.get();
    }
    if (largest == nullptr) return 0;
    const std::lock_guard holder_lock(largest->mutex);
    parts.swap(largest->parts);
    largest->rows = 0;
    largest->held.Clear();
    bytes.Absorb(largest->bytes);
    spilling.emplace(spilling_);
  }
  external_->AddRun(std::move(parts));
  const int64_t given = bytes.size();
  bytes.Free();
  return given;
}

int64_t CollectingSink::Spill(int64_t) {
  return SpillLargest();
}

const ExternalSort* CollectingSink::spilled() const {
  return external_ != nullptr && external_->HasRuns() ? external_.get() : nullptr;
}

uint32_t CollectingSink::PrepareFinish(TaskContext&) {
  {
    const std::lock_guard lock(mutex_);
    collects_ = false;
  }
  spilling_.Wait();
  for (const auto& holder : holders_) {
    bytes_.Absorb(holder->bytes);
    dictionary_bytes_ += holder->held.dictionary_bytes();
    holder->held.Clear();
  }
  if (spilled() != nullptr) {
    stage_ = Stage::kSpill;
    return static_cast<uint32_t>(holders_.size());
  }
  for (const auto& holder : holders_) collector_.Add(std::move(holder->parts));
  return collector_.PrepareCopy(threads_ * kCopiesPerWorker);
}

void CollectingSink::FinishPart(TaskContext& context, uint32_t part) {
  context.query.cancellation->Check();
  switch (stage_) {
    case Stage::kSpill: external_->AddRun(std::move(holders_[part]->parts)); break;
    case Stage::kSlices: RunSlice(context, part); break;
    case Stage::kCopy: collector_.Copy(part); break;
    case Stage::kOwn: RunPart(part); break;
  }
}

uint32_t CollectingSink::NextStage(TaskContext&) {
  if (stage_ == Stage::kOwn) return EndStage();
  if (stage_ == Stage::kSpill) {
    bytes_.Free();
    stats().bytes_spilled = static_cast<uint64_t>(external_->bytes());
    external_->Finish();
    stage_ = Stage::kSlices;
    return StartSlices();
  }
  if (stage_ == Stage::kSlices) {
    EndSlices();
    return 0;
  }
  stage_ = Stage::kOwn;
  std::vector<Vector> columns = collector_.Take();
  return Start(std::move(columns), collector_.rows());
}

}  // namespace lakebolt
