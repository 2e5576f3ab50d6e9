#include "exec/set/recursive_cte.h"

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

std::vector<LogicalType> TypesOf(const PlanNode& node) {
  std::vector<LogicalType> types;
  for (const PlanColumn& column : node.columns()) types.push_back(column.type);
  return types;
}

}  // namespace

RecursiveCte::RecursiveCte(std::shared_ptr<const RecursiveCteNode> node,
                           std::shared_ptr<Materialize> anchor, PlanRound plan_round,
                           QueryContext& query)
    : node_(std::move(node)),
      query_(query),
      anchor_(std::move(anchor)),
      plan_round_(std::move(plan_round)),
      seen_bytes_(query.memory, "recursive CTE " + node_->cte_name()) {
  if (!node_->key().columns.empty()) {
    keyed_.emplace(node_->key(), TypesOf(*node_), query.memory);
  } else if (!node_->all()) {
    seen_.emplace(std::make_shared<KeyLayout>(TypesOf(*node_)));
  }
}

RecursiveCte::~RecursiveCte() = default;

std::vector<std::string> RecursiveCte::Details() const {
  return {std::to_string(rounds_) + " rounds"};
}

std::unique_ptr<LocalState> RecursiveCte::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

void RecursiveCte::DropSeen(Chunk& chunk) {
  const uint32_t before = seen_->size();
  groups_.resize(chunk.size());
  seen_->FindOrAdd(chunk.columns(), RowSet::Dense(chunk.size()), groups_.data());
  Selection added = Selection::Allocate(chunk.size());
  uint32_t count = 0;
  // New groups are numbered in the order of their first rows.
  for (uint32_t i = 0; i < chunk.size(); ++i) {
    if (groups_[i] == before + count) added.data()[count++] = i;
  }
  added.set_count(count);
  chunk.SetSelection(std::move(added));
  chunk.Compact();
  seen_bytes_.Resize(static_cast<int64_t>(seen_->MemoryBytes()));
}

void RecursiveCte::TakeRows(const Materialize& rows) {
  given_ = 0;
  output_.clear();
  std::vector<Chunk> chunks;
  for (size_t i = 0; i < rows.chunks(); ++i) {
    CheckCancellation();
    chunks.push_back(rows.Read(i));
  }
  if (keyed_) {
    working_ = node_->all() ? keyed_->TakeAll(chunks) : keyed_->Take(chunks);
    if (working_.empty()) output_ = keyed_->Rows();
    return;
  }
  working_.clear();
  for (Chunk& chunk : chunks) {
    CheckCancellation();
    if (seen_) DropSeen(chunk);
    if (chunk.size() > 0) working_.push_back(std::move(chunk));
  }
  output_ = working_;
}

void RecursiveCte::StartRound(TaskContext& context) {
  ++rounds_;
  Tables tables;
  tables.working = std::make_shared<Materialize>(query_, node_->cte_name());
  tables.working->Adopt(std::move(working_));
  working_.clear();
  if (keyed_) {
    tables.all_rows = std::make_shared<Materialize>(query_, node_->cte_name());
    tables.all_rows->Adopt(keyed_->Rows());
  }
  result_ = std::make_shared<Materialize>(query_, node_->cte_name());
  run_ = context.query.start_nested(plan_round_(tables, result_), context.waker);
}

SourceStatus RecursiveCte::Next(TaskContext& context, LocalState&, Chunk& out) {
  if (!started_) {
    started_ = true;
    TakeRows(*anchor_);
  }
  if (run_ != nullptr) {
    run_->Join();
    run_.reset();
    TakeRows(*result_);
    result_.reset();
  }
  if (given_ < output_.size()) {
    out = output_[given_++];
    return SourceStatus::kRows;
  }
  output_.clear();
  if (working_.empty()) return SourceStatus::kFinished;
  StartRound(context);
  return SourceStatus::kBlocked;
}

}  // namespace lakebolt
