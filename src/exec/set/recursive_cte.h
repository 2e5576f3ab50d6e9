#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exec/operator.h"
#include "exec/pipeline.h"
#include "exec/set/keyed_rows.h"
#include "exec/set/materialize.h"
#include "exec/set/seen_rows.h"

namespace lakebolt {

/// Gives the rows of a recursive CTE, round by round: those of the anchor first, then those that
/// the step's pipelines make of the rows of the round before, until there are none.
///
/// Each round's pipelines are planned anew and run by the workers of the query, while this source
/// answers kBlocked; one chunk of results goes up at a time, so that a LIMIT ends the recursion.
class RecursiveCte final : public Source {
 public:
  /// Holds what the pipelines of a round read.
  struct Tables {
    std::shared_ptr<Materialize> working;   // the rows of the round before
    std::shared_ptr<Materialize> all_rows;  // USING KEY: the table as it stands; else null
  };
  /// Plans one round: pipelines that end in `result`.
  using PlanRound =
      std::function<PhysicalPlan(const Tables& tables, const std::shared_ptr<Materialize>& result)>;

  RecursiveCte(std::shared_ptr<const RecursiveCteNode> node, std::shared_ptr<Materialize> anchor,
               PlanRound plan_round, QueryContext& query);
  ~RecursiveCte() override;

  std::string Name() const override { return "RECURSIVE CTE " + node_->cte_name(); }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  void StartRound(TaskContext& context);
  /// Makes the rows of a round those to give out and to go on with, without any that came before.
  void TakeRows(TaskContext& context, std::shared_ptr<Materialize> rows);
  /// Keeps the rows of a round that were not seen before.
  std::shared_ptr<Materialize> DropSeen(TaskContext& context, const Materialize& rows);
  /// Takes a round's rows into the table of keys.
  void TakeKeyed(const Materialize& rows);
  std::shared_ptr<Materialize> Keep(std::vector<Chunk> chunks) const;

  std::shared_ptr<const RecursiveCteNode> node_;
  QueryContext& query_;
  std::shared_ptr<Materialize> anchor_;
  PlanRound plan_round_;
  std::optional<KeyedRows> keyed_;  // USING KEY
  std::optional<SeenRows> seen_;    // of UNION, without a key

  uint64_t rounds_ = 0;
  bool started_ = false;
  std::shared_ptr<Materialize> working_;  // rows of the round before
  std::shared_ptr<Materialize> output_;   // rows to give out
  size_t given_ = 0;                      // chunks of them
  std::shared_ptr<Materialize> result_;
  std::unique_ptr<NestedRun> run_;
};

}  // namespace lakebolt
