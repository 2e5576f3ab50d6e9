#include "io/free_later.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Tells whether a row can stand in a ValuesNode: one that refers to other rows cannot.
bool IsSelfContained(const std::vector<ExprPtr>& row) {
  for (const ExprPtr& value : row) {
    bool refers = false;
    VisitExpr(*value, [&](const Expr& node) {
      refers |= node.kind() == ExprKind::kColumn || node.kind() == ExprKind::kSubquery;
      return !refers;
    });
    if (refers) return false;
  }
  return true;
}

/// Plans rows that use subqueries or outer columns as a UNION ALL of one-row projections.
PlanPtr PlanAsUnion(const std::vector<std::vector<ExprPtr>>& rows, std::vector<PlanColumn> columns,
                    BinderState& state) {
  std::vector<PlanPtr> children;
  std::vector<std::vector<ColumnId>> inputs;
  for (const auto& row : rows) {
    std::vector<NamedExpr> items;
    inputs.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      items.push_back({state.NewColumn(), columns[i].name, row[i]});
      inputs.back().push_back(items.back().id);
    }
    PlanPtr one_row = std::make_shared<ValuesNode>(std::vector<PlanColumn>{},
                                                   std::vector<std::vector<ExprPtr>>(1));
    children.push_back(std::make_shared<ProjectNode>(std::move(one_row), std::move(items)));
  }
  if (children.size() == 1) {
    // A single row needs no union: its columns only take the names.
    std::vector<NamedExpr> items;
    for (size_t i = 0; i < columns.size(); ++i) {
      items.push_back({columns[i].id, columns[i].name, rows[0][i]});
    }
    return std::make_shared<ProjectNode>(children[0]->child(), std::move(items));
  }
  return std::make_shared<SetOperationNode>(SetOperationKind::kUnion, true, std::move(children),
                                            std::move(inputs), std::move(columns));
}

}  // namespace

BoundQuery QueryBinder::BindValues(const sql::Values& values,
                                   const std::vector<ValueTarget>* targets) {
  const Scope no_names;
  QueryLevel level(outer_, ctes_, &no_names, Clause::kValues);
  ExpressionBinder binder(state_, level);
  std::vector<std::vector<ExprPtr>> rows;
  const FreesLater freed(rows);
  rows.reserve(values.rows.size());
  const size_t width = values.rows.at(0).size();
  bool self_contained = true;
  for (const auto& row : values.rows) {
    if (row.size() != width) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "the rows of VALUES have " + std::to_string(width) + " and " +
                          std::to_string(row.size()) + " values",
                      state_.Where(row.empty() ? values.range : row[0]->range));
    }
    std::vector<ExprPtr>& bound = rows.emplace_back();
    bound.reserve(width);
    for (size_t i = 0; i < row.size(); ++i) {
      if (targets == nullptr) {
        bound.push_back(binder.Bind(*row[i]));
      } else {
        const ValueTarget& target = targets->at(i);
        bound.push_back(row[i]->kind == sql::ExpressionKind::kDefault
                            ? target.default_value
                            : AssignTo(binder.Bind(*row[i]), target.type, target.name));
      }
    }
    self_contained = self_contained && IsSelfContained(bound);
  }
  BoundQuery result;
  std::vector<PlanColumn> columns;
  const std::string first_name = state_.context().settings->Get("values_column_names");
  const std::string prefix = first_name.substr(0, first_name.size() - 1);
  for (size_t i = 0; i < width; ++i) {
    std::vector<ExprPtr> column;
    column.reserve(rows.size());
    for (const auto& row : rows) column.push_back(row[i]);
    const LogicalType type = targets == nullptr
                                 ? UnifyTypes(column, "VALUES", state_.Where(values.range))
                                 : targets->at(i).type;
    for (size_t r = 0; r < rows.size(); ++r) rows[r][i] = std::move(column[r]);
    const std::string name = prefix + std::to_string(i + (first_name.back() - '0'));
    columns.push_back({state_.NewColumn(), name, type});
    result.columns.push_back(columns[i].id);
    result.names.push_back(columns[i].name);
    result.types.push_back(type);
  }
  if (self_contained) {
    result.plan = std::make_shared<ValuesNode>(std::move(columns), std::move(rows));
  } else {
    result.plan = PlanAsUnion(rows, std::move(columns), state_);
  }
  return result;
}

}  // namespace lakebolt
