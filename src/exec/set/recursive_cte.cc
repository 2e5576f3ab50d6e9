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
      plan_round_(std::move(plan_round)) {
  if (!node_->key().columns.empty()) {
    keyed_.emplace(node_->key(), TypesOf(*node_), query.memory);
  } else if (!node_->all()) {
    seen_.emplace(TypesOf(*node_), query, "recursive CTE " + node_->cte_name());
  }
}

RecursiveCte::~RecursiveCte() = default;

std::vector<std::string> RecursiveCte::Details() const {
  return {std::to_string(rounds_) + " rounds"};
}

std::unique_ptr<LocalState> RecursiveCte::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

std::shared_ptr<Materialize> RecursiveCte::DropSeen(TaskContext& context, const Materialize& rows) {
  const int64_t before = seen_->bytes_spilled();
  auto kept = std::make_shared<Materialize>(query_, node_->cte_name());
  const auto local = kept->MakeLocal(context);
  for (size_t i = 0; i < rows.chunks(); ++i) {
    CheckCancellation();
    Chunk added = seen_->Add(rows.Read(i));
    if (added.size() > 0) kept->Consume(context, *local, added);
  }
  for (Chunk added = seen_->Flush(); added.size() > 0; added = seen_->Flush()) {
    kept->Consume(context, *local, added);
  }
  kept->Merge(context, *local);
  kept->Finish(context);
  stats().bytes_spilled += kept->stats().bytes_spilled;
  stats().bytes_spilled += static_cast<uint64_t>(seen_->bytes_spilled() - before);
  return kept;
}

std::shared_ptr<Materialize> RecursiveCte::Keep(std::vector<Chunk> chunks) const {
  auto kept = std::make_shared<Materialize>(query_, node_->cte_name());
  kept->Adopt(std::move(chunks));
  return kept;
}

void RecursiveCte::TakeKeyed(const Materialize& rows) {
  if (node_->all()) {
    working_ = std::make_shared<Materialize>(query_, node_->cte_name());
    for (size_t i = 0; i < rows.chunks(); ++i) {
      CheckCancellation();
      working_->Adopt({keyed_->TakeAll(rows.Read(i))});
    }
  } else {
    working_ = Keep(keyed_->Take(rows));
  }
  output_ = working_->chunks() == 0 ? Keep(keyed_->Rows()) : nullptr;
}

void RecursiveCte::TakeRows(TaskContext& context, std::shared_ptr<Materialize> rows) {
  given_ = 0;
  output_.reset();
  if (keyed_) return TakeKeyed(*rows);
  working_ = seen_ ? DropSeen(context, *rows) : std::move(rows);
  output_ = working_;
}

void RecursiveCte::StartRound(TaskContext& context) {
  ++rounds_;
  Tables tables;
  tables.working = std::move(working_);
  if (keyed_) tables.all_rows = Keep(keyed_->Rows());
  result_ = std::make_shared<Materialize>(query_, node_->cte_name());
  run_ = context.query.start_nested(plan_round_(tables, result_), context.waker);
}

SourceStatus RecursiveCte::Next(TaskContext& context, LocalState&, Chunk& out) {
  if (!started_) {
    started_ = true;
    TakeRows(context, std::move(anchor_));
  }
  if (run_ != nullptr) {
    run_->Join();
    run_.reset();
    stats().bytes_spilled += result_->stats().bytes_spilled;
    TakeRows(context, std::move(result_));
  }
  if (output_ != nullptr && given_ < output_->chunks()) {
    out = output_->Read(given_++);
    return SourceStatus::kRows;
  }
  output_.reset();
  if (working_ == nullptr || working_->chunks() == 0) return SourceStatus::kFinished;
  StartRound(context);
  return SourceStatus::kBlocked;
}

}  // namespace lakebolt
