// Generators: functions that make rows, in SELECT and in FROM. They are unnestings of lists.

#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/generators.h"
#include "plan/operators.h"
#include "plan/unnest_node.h"

namespace lakebolt {

std::vector<GeneratorList> ExpressionBinder::BindGeneratorLists(
    const std::string& name, const std::vector<sql::FunctionArgument>& arguments,
    SourceRange range) {
  std::vector<ExprPtr> values;
  for (const sql::FunctionArgument& argument : arguments) values.push_back(Bind(*argument.value));
  return MakeGenerator(name, std::move(values), range,
                       [&](const std::string& function, std::vector<ExprPtr> parts) {
                         return Call(state_.FunctionKey(function), std::move(parts), range);
                       });
}

std::vector<NamedValue> ExpressionBinder::FieldsOf(const ExprPtr& value, SourceRange range) {
  std::vector<NamedValue> fields;
  const std::vector<Field>& types = value->type().children();
  for (size_t i = 0; i < types.size(); ++i) {
    const std::string& name = types[i].name;
    fields.push_back(
        {name.empty() ? "col" + std::to_string(i + 1) : name,
         Call("struct_extract_at", {value, MakeConstant(Value::Int64(static_cast<int64_t>(i) + 1))},
              range)});
  }
  return fields;
}

std::vector<NamedValue> ExpressionBinder::BindGeneratorItem(
    const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  std::vector<NamedValue> out;
  for (GeneratorList& list :
       BindGeneratorLists(FoldName(call.name[0].text), call.arguments, range)) {
    ExprPtr column = AddUnnest(std::move(list.list), list.name, range);
    if (!list.spreads) {
      out.push_back({list.name, std::move(column)});
      continue;
    }
    for (NamedValue& field : FieldsOf(column, range)) out.push_back(std::move(field));
  }
  return out;
}

ExprPtr ExpressionBinder::BindGenerator(const sql::FunctionCallExpression& call) {
  std::vector<NamedValue> values = BindGeneratorItem(call);
  if (values.size() == 1) return values[0].expr;
  throw UserError(
      ErrorCode::kInvalidQuery,
      "\"" + sql::JoinName(call.name) + "\" gives several columns: it must stand alone in SELECT",
      Where(call));
}

BoundFrom FromBinder::BindGenerator(const sql::TableFunctionRef& ref, QueryLevel* lateral) {
  const SourceRange range = state_.Where(ref.range);
  const std::string name = FoldName(ref.name.back().text);
  const Scope no_names;
  QueryLevel level(lateral, ctes_, &no_names, Clause::kFrom);
  ExpressionBinder binder(state_, level);
  std::vector<NamedExpr> lists;
  std::vector<ScopeColumn> columns;
  for (GeneratorList& list : binder.BindGeneratorLists(name, ref.arguments, range)) {
    const ColumnId id = state_.NewColumn();
    const LogicalType type = list.list->type().element();
    lists.push_back({id, list.name, std::move(list.list)});
    if (!list.spreads) {
      columns.push_back({list.name, type, id, nullptr});
      continue;
    }
    const ExprPtr column = std::make_shared<ColumnExpr>(id, list.name, type, range);
    for (NamedValue& field : binder.FieldsOf(column, range)) {
      const LogicalType field_type = field.expr->type();
      columns.push_back({field.name, field_type, kNoColumn, std::move(field.expr)});
    }
  }
  PlanPtr one_row =
      std::make_shared<ValuesNode>(std::vector<PlanColumn>{}, std::vector<std::vector<ExprPtr>>(1));
  PlanPtr plan =
      std::make_shared<UnnestNode>(std::move(one_row), std::move(lists), PlanColumn{}, false);
  return {std::move(plan), Scope(NameRelation(name, std::move(columns), ref))};
}

}  // namespace lakebolt
