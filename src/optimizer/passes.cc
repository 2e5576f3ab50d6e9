#include "optimizer/join_order/join_order_pass.h"
#include "optimizer/optimizer.h"
#include "optimizer/pass/build_side.h"
#include "optimizer/pass/cte_inline.h"
#include "optimizer/pass/distinct_aggregates.h"
#include "optimizer/pass/expression_rewrite.h"
#include "optimizer/pass/filter_pushdown.h"
#include "optimizer/pass/limit_pushdown.h"
#include "optimizer/pass/projection_pruning.h"
#include "optimizer/pass/scan_filters.h"
#include "optimizer/pass/top_n.h"
#include "optimizer/pass/transitive_predicates.h"
#include "optimizer/unnest/unnesting_pass.h"

namespace lakebolt {

std::vector<std::unique_ptr<OptimizerPass>> MakeDefaultPasses() {
  std::vector<std::unique_ptr<OptimizerPass>> passes;
  const auto add = [&]<typename Pass>() { passes.push_back(std::make_unique<Pass>()); };

  // Joins instead of subqueries; conditions where they belong.
  add.operator()<ExpressionRewritePass>();
  add.operator()<UnnestingPass>();
  add.operator()<CteInlinePass>();
  add.operator()<FilterPushdownPass>();
  add.operator()<TransitivePredicatesPass>();
  add.operator()<FilterPushdownPass>();  // moves what was derived

  // In which order to join.
  add.operator()<JoinOrderPass>();

  // Which rows and columns flow.
  add.operator()<TopNPass>();
  add.operator()<DistinctAggregatesPass>();
  add.operator()<ProjectionPruningPass>();
  add.operator()<BuildSidePass>();
  add.operator()<ScanFiltersPass>();
  add.operator()<LimitPushdownPass>();
  return passes;
}

}  // namespace lakebolt
