#include "exec/sort/parallel_sort.h"

#include "expression/evaluator.h"

namespace lakebolt {

struct ParallelSort::Local final : LocalState {
  explicit Local(MemoryPool* memory) : bytes(memory, "sort") {}

  std::vector<ExprEvaluator> keys;
  uint64_t batch = 0;
  int64_t held = 0;
  std::vector<RowCollector::Part> parts;
  Reservation bytes;
};

namespace {

std::vector<LogicalType> WithKeys(std::vector<LogicalType> types,
                                  const std::vector<SortKey>& keys) {
  for (const SortKey& key : keys) {
    if (key.expr->kind() != ExprKind::kInput) types.push_back(key.expr->type());
  }
  return types;
}

}  // namespace

ParallelSort::ParallelSort(std::vector<LogicalType> types, std::vector<SortKey> keys,
                           uint64_t limit, MemoryPool* memory, uint32_t threads)
    : width_(types.size()),
      keys_(std::move(keys)),
      limit_(limit),
      memory_(memory),
      threads_(threads),
      bytes_(memory, "sort"),
      collector_(WithKeys(std::move(types), keys_)) {
  for (const SortKey& key : keys_) {
    if (key.expr->kind() == ExprKind::kInput) {
      key_positions_.push_back(As<InputExpr>(key.expr).position());
    } else {
      key_positions_.push_back(static_cast<uint32_t>(width_ + computed_keys_.size()));
      computed_keys_.push_back(key.expr);
    }
  }
}

std::unique_ptr<LocalState> ParallelSort::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>(memory_);
  for (const ExprPtr& key : computed_keys_) local->keys.emplace_back(key);
  return local;
}

void ParallelSort::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus ParallelSort::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  std::vector<Vector> keys;
  for (ExprEvaluator& key : local.keys) keys.push_back(key.Evaluate(input.columns(), input.rows()));
  for (Vector& key : keys) input.mutable_columns().push_back(std::move(key));
  local.held += static_cast<int64_t>(input.MemoryBytes());
  local.parts.push_back({local.batch, std::move(input)});
  local.bytes.Resize(local.held);
  return SinkStatus::kNeedInput;
}

void ParallelSort::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  collector_.Add(std::move(local.parts));
  const int64_t held = local.bytes.size();
  local.bytes.Free();
  const std::lock_guard lock(mutex_);
  bytes_.Grow(held);
}

uint32_t ParallelSort::PrepareFinish(TaskContext&) {
  return collector_.PrepareCopy(threads_);
}

void ParallelSort::FinishPart(TaskContext& context, uint32_t part) {
  context.query.cancellation->Check();
  switch (stage_) {
    case Stage::kCopy: collector_.Copy(part); break;
    case Stage::kSort: sorter_->RunPart(part); break;
    case Stage::kDone: break;
  }
}

uint32_t ParallelSort::NextStage(TaskContext&) {
  switch (stage_) {
    case Stage::kCopy: return StartSort();
    case Stage::kSort:
      if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
      order_ = sorter_->TakeOrder();
      if (order_.size() > limit_) order_.resize(limit_);
      sorter_.reset();
      break;
    case Stage::kDone: break;
  }
  stage_ = Stage::kDone;
  return 0;
}

uint32_t ParallelSort::StartSort() {
  stage_ = Stage::kSort;
  std::vector<Vector> columns = collector_.Take();
  std::vector<OrderColumn> keys;
  for (size_t k = 0; k < keys_.size(); ++k) {
    keys.push_back({columns[key_positions_[k]], keys_[k].descending, keys_[k].nulls_first});
  }
  sorter_ = std::make_unique<RowSorter>(std::move(keys), collector_.rows(), threads_);
  columns.resize(width_);
  rows_ = Chunk(std::move(columns), collector_.rows());
  bytes_.Resize(static_cast<int64_t>(rows_.MemoryBytes()) +
                RowSorter::MemoryBytes(collector_.rows()));
  return sorter_->Start();
}

}  // namespace lakebolt
