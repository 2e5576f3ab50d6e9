#include "exec/set/recursive_cte.h"

namespace lakebolt {

RecursiveCte::RecursiveCte(std::string name, const std::vector<LogicalType>& types, bool distinct,
                           std::shared_ptr<Materialize> anchor, PlanRound plan_round,
                           QueryContext& query)
    : name_(std::move(name)),
      query_(query),
      anchor_(std::move(anchor)),
      plan_round_(std::move(plan_round)),
      seen_bytes_(query.memory, "recursive CTE " + name_) {
  if (distinct) seen_.emplace(std::make_shared<KeyLayout>(types));
}

RecursiveCte::~RecursiveCte() = default;

std::vector<std::string> RecursiveCte::Details() const {
  return {std::to_string(rounds_) + " rounds"};
}

std::unique_ptr<LocalState> RecursiveCte::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

void RecursiveCte::TakeRows(const Materialize& rows) {
  rows_.clear();
  given_ = 0;
  for (Chunk chunk : rows.chunks()) {
    if (seen_) {
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
    }
    if (chunk.size() > 0) rows_.push_back(std::move(chunk));
  }
  if (seen_) seen_bytes_.Resize(static_cast<int64_t>(seen_->MemoryBytes()));
}

void RecursiveCte::StartRound(TaskContext& context) {
  ++rounds_;
  auto working = std::make_shared<Materialize>(query_.memory, name_);
  working->Adopt(std::move(rows_));
  rows_.clear();
  result_ = std::make_shared<Materialize>(query_.memory, name_);
  run_ = context.query.start_nested(plan_round_(working, result_), context.waker);
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
  if (given_ < rows_.size()) {
    out = rows_[given_++];
    return SourceStatus::kRows;
  }
  if (rows_.empty()) return SourceStatus::kFinished;
  StartRound(context);
  return SourceStatus::kBlocked;
}

}  // namespace lakebolt
