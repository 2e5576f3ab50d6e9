#include "optimizer/join_order/join_order_pass.h"
#include "optimizer/optimizer.h"
#include "optimizer/pass/aggregate_fusion.h"
#include "optimizer/pass/averages_of_sums.h"
#include "optimizer/pass/build_side.h"
#include "optimizer/pass/common_subplans.h"
#include "optimizer/pass/conditional_aggregates.h"
#include "optimizer/pass/cte_filters.h"
#include "optimizer/pass/cte_inline.h"
#include "optimizer/pass/cte_joins.h"
#include "optimizer/pass/dependent_keys.h"
#include "optimizer/pass/distinct_aggregates.h"
#include "optimizer/pass/eager_aggregation.h"
#include "optimizer/pass/empty_propagation.h"
#include "optimizer/pass/existence_joins.h"
#include "optimizer/pass/expression_rewrite.h"
#include "optimizer/pass/filter_pushdown.h"
#include "optimizer/pass/grouping_levels.h"
#include "optimizer/pass/limit_pushdown.h"
#include "optimizer/pass/projection_pruning.h"
#include "optimizer/pass/redundant_operators.h"
#include "optimizer/pass/scan_filters.h"
#include "optimizer/pass/semi_join_reduction.h"
#include "optimizer/pass/shifted_sums.h"
#include "optimizer/pass/statistics_aggregates.h"
#include "optimizer/pass/statistics_filters.h"
#include "optimizer/pass/top_n.h"
#include "optimizer/pass/transitive_predicates.h"
#include "optimizer/pass/window_limit.h"
#include "optimizer/unnest/unnesting_pass.h"

namespace lakebolt {

std::vector<std::unique_ptr<OptimizerPass>> MakeDefaultPasses() {
  std::vector<std::unique_ptr<OptimizerPass>> passes;
  const auto add = [&]<typename Pass>() { passes.push_back(std::make_unique<Pass>()); };

  // Simple expressions; joins instead of subqueries; one reading of what is read once.
  add.operator()<ExpressionRewritePass>();
  add.operator()<UnnestingPass>();
  add.operator()<GroupingLevelsPass>();
  add.operator()<CteInlinePass>();
  add.operator()<RedundantOperatorsPass>();

  // Conditions where they belong, and what follows from them.
  add.operator()<FilterPushdownPass>();
  add.operator()<CteFiltersPass>();
  add.operator()<TransitivePredicatesPass>();
  add.operator()<FilterPushdownPass>();
  add.operator()<StatisticsFiltersPass>();
  add.operator()<EmptyPropagationPass>();

  // What is there twice is computed once.
  add.operator()<AggregateFusionPass>();
  add.operator()<CommonSubplansPass>();

  // In which order to join; how to aggregate and sort.
  add.operator()<ProjectionPruningPass>();
  add.operator()<ExistenceJoinsPass>();
  add.operator()<JoinOrderPass>();
  add.operator()<EagerAggregationPass>();
  add.operator()<SemiJoinReductionPass>();
  add.operator()<CteJoinsPass>();
  add.operator()<ConditionalAggregatesPass>();
  add.operator()<ShiftedSumsPass>();
  add.operator()<AveragesOfSumsPass>();
  add.operator()<DependentKeysPass>();
  add.operator()<DistinctAggregatesPass>();
  add.operator()<StatisticsAggregatesPass>();
  add.operator()<TopNPass>();
  add.operator()<WindowLimitPass>();

  // Which columns and rows are read, and which side of a join is kept.
  add.operator()<ProjectionPruningPass>();
  add.operator()<ScanFiltersPass>();
  add.operator()<LimitPushdownPass>();
  add.operator()<BuildSidePass>();
  return passes;
}

}  // namespace lakebolt
