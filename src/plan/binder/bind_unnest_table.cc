// unnest(…) in FROM.

#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/unnest_lists.h"
#include "plan/operators.h"
#include "plan/unnest_node.h"

namespace lakebolt {

BoundFrom FromBinder::BindUnnest(const sql::TableFunctionRef& ref, QueryLevel* lateral) {
  const SourceRange range = state_.Where(ref.range);
  const Scope no_names;
  QueryLevel level(lateral, ctes_, &no_names, Clause::kFrom);
  ExpressionBinder binder(state_, level);
  std::vector<NamedExpr> lists;
  std::vector<ScopeColumn> columns;
  for (const sql::FunctionArgument& argument : ref.arguments) {
    if (argument.name) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "UNNEST in FROM has no option \"" + argument.name->text + "\"", range);
    }
    const ExprPtr list = AsList(binder.Bind(*argument.value), range);
    const ColumnId id = state_.NewColumn();
    lists.push_back({id, "unnest", list});
    columns.push_back({"unnest", list->type().element(), id, nullptr});
  }
  if (lists.empty()) throw UserError(ErrorCode::kInvalidQuery, "UNNEST takes a list", range);
  PlanColumn ordinality;
  if (ref.with_ordinality) {
    ordinality = {state_.NewColumn(), "ordinality", TypeId::kInt64};
    columns.push_back({ordinality.name, ordinality.type, ordinality.id, nullptr});
  }
  PlanPtr one_row =
      std::make_shared<ValuesNode>(std::vector<PlanColumn>{}, std::vector<std::vector<ExprPtr>>(1));
  PlanPtr plan = std::make_shared<UnnestNode>(std::move(one_row), std::move(lists),
                                              std::move(ordinality), false);
  return {std::move(plan), Scope(NameRelation("unnest", std::move(columns), ref))};
}

}  // namespace lakebolt
