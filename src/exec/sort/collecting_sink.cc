#include "exec/sort/collecting_sink.h"

#include <algorithm>

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

std::vector<LogicalType> WithComputed(std::vector<LogicalType> types,
                                      const std::vector<ExprPtr>& computed) {
  for (const ExprPtr& expr : computed) types.push_back(expr->type());
  return types;
}

}  // namespace

struct CollectingSink::Local final : LocalState {
  std::vector<ExprEvaluator> computed;
  uint64_t batch = 0;
  uint64_t rows = 0;
  uint64_t thin_out_at = 0;
  int64_t held = 0;
  std::vector<RowCollector::Part> parts;
  Reservation bytes;
};

CollectingSink::CollectingSink(std::vector<LogicalType> types, std::vector<ExprPtr> computed,
                               MemoryPool* memory, uint32_t threads, std::string who)
    : computed_(std::move(computed)),
      pool_(memory),
      threads_(threads),
      who_(std::move(who)),
      bytes_(memory, who_),
      collector_(WithComputed(std::move(types), computed_)) {}

std::unique_ptr<LocalState> CollectingSink::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>();
  local->bytes = Reservation(pool_, who_);
  local->thin_out_at = thin_out_from_;
  for (const ExprPtr& expr : computed_) local->computed.emplace_back(expr);
  return local;
}

void CollectingSink::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus CollectingSink::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  std::vector<Vector> values;
  for (ExprEvaluator& expr : local.computed) {
    values.push_back(expr.Evaluate(input.columns(), input.rows()));
  }
  for (Vector& value : values) input.mutable_columns().push_back(std::move(value));
  local.held += static_cast<int64_t>(input.MemoryBytes());
  local.rows += input.size();
  local.parts.push_back({local.batch, std::move(input)});
  if (local.rows >= local.thin_out_at) {
    ThinOut(local.parts);
    local.rows = 0;
    local.held = 0;
    for (const RowCollector::Part& kept : local.parts) {
      local.rows += kept.chunk.size();
      local.held += static_cast<int64_t>(kept.chunk.MemoryBytes());
    }
    local.thin_out_at = std::max(thin_out_from_, 2 * local.rows);
  }
  local.bytes.Resize(local.held);
  return SinkStatus::kNeedInput;
}

void CollectingSink::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  collector_.Add(std::move(local.parts));
  const int64_t held = local.bytes.size();
  local.bytes.Free();
  const std::lock_guard lock(mutex_);
  bytes_.Grow(held);
}

uint32_t CollectingSink::PrepareFinish(TaskContext&) {
  return collector_.PrepareCopy(threads_);
}

void CollectingSink::FinishPart(TaskContext& context, uint32_t part) {
  context.query.cancellation->Check();
  if (copying_) {
    collector_.Copy(part);
  } else {
    RunPart(part);
  }
}

uint32_t CollectingSink::NextStage(TaskContext& context) {
  if (!copying_) return EndStage();
  copying_ = false;
  std::vector<Vector> columns = collector_.Take();
  return Start(context, std::move(columns), collector_.rows());
}

}  // namespace lakebolt
