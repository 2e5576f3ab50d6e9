#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exec/aggregate/group_table.h"
#include "exec/operator.h"
#include "exec/pipeline.h"
#include "exec/set/materialize.h"

namespace lakebolt {

/// Gives the rows of a recursive CTE, round by round: those of the anchor first, then those that
/// the step's pipelines make of the rows of the round before, until there are none.
///
/// Each round's pipelines are planned anew and run by the workers of the query, while this source
/// answers kBlocked; one chunk of results goes up at a time, so that a LIMIT ends the recursion.
class RecursiveCte final : public Source {
 public:
  /// Plans one round: pipelines that read `working` and end in `result`.
  using PlanRound = std::function<PhysicalPlan(const std::shared_ptr<Materialize>& working,
                                               const std::shared_ptr<Materialize>& result)>;

  /// `distinct` is UNION: no row comes out twice.
  RecursiveCte(std::string name, const std::vector<LogicalType>& types, bool distinct,
               std::shared_ptr<Materialize> anchor, PlanRound plan_round, QueryContext& query);
  ~RecursiveCte() override;

  std::string Name() const override { return "RECURSIVE CTE " + name_; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  void StartRound(TaskContext& context);
  /// Makes the rows of a round those to give out, without any that came before.
  void TakeRows(const Materialize& rows);

  std::string name_;
  QueryContext& query_;
  std::shared_ptr<Materialize> anchor_;
  PlanRound plan_round_;
  std::optional<GroupTable> seen_;  // of UNION
  Reservation seen_bytes_;
  std::vector<uint32_t> groups_;

  uint64_t rounds_ = 0;
  bool started_ = false;
  std::vector<Chunk> rows_;  // of the round
  size_t given_ = 0;         // chunks of it
  std::shared_ptr<Materialize> result_;
  std::unique_ptr<NestedRun> run_;
};

}  // namespace lakebolt
