#include "expression/evaluator.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/separate_subqueries.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "plan/window.h"

namespace lakebolt {

namespace {

/// Returns the name of `name = value`, which table functions take like `name := value`; null for
/// other expressions.
const sql::Identifier* NameOfEquation(const sql::Expression& argument) {
  if (argument.kind != sql::ExpressionKind::kBinary) return nullptr;
  const auto& binary = sql::As<sql::BinaryExpression>(argument);
  if (binary.op != sql::BinaryOperator::kEqual ||
      binary.left->kind != sql::ExpressionKind::kColumnRef) {
    return nullptr;
  }
  const auto& name = sql::As<sql::ColumnRefExpression>(*binary.left).name;
  return name.size() == 1 ? &name[0] : nullptr;
}

Value Evaluate(const ExprPtr& constant, SourceRange range) {
  try {
    return EvaluateConstant(constant);
  } catch (const UserError& error) {
    throw error.At(range);
  }
}

}  // namespace

Value FromBinder::EvaluateArgument(const sql::Expression& argument) {
  const SourceRange range = state_.Where(argument.range);
  if (argument.kind == sql::ExpressionKind::kList) {
    std::vector<ExprPtr> elements;
    for (const auto& element : sql::As<sql::ListExpression>(argument).elements) {
      elements.push_back(
          std::make_shared<ConstantExpr>(EvaluateArgument(*element), state_.Where(element->range)));
    }
    const LogicalType type = UnifyTypes(elements, "a list", range);
    std::vector<Value> values;
    // A text that cannot become the type of the others is a cast still.
    for (const ExprPtr& element : elements) values.push_back(Evaluate(element, range));
    return Value::Nested(LogicalType::List(type), std::move(values));
  }
  const Scope no_names;
  QueryLevel level(nullptr, nullptr, &no_names, Clause::kFrom);
  const ExprPtr expr = ExpressionBinder(state_, level).Bind(argument);
  return IsFoldable(*expr) ? Evaluate(expr, range) : EvaluateSubquery(expr, range);
}

Value FromBinder::EvaluateSubquery(const ExprPtr& expr, SourceRange range) {
  ColumnSet columns;
  CollectColumns(*expr, columns);
  const EvaluateQuery& evaluate = state_.context().evaluate;
  if (!columns.empty() || !evaluate) {
    throw UserError(ErrorCode::kNotSupported, "table functions take constants only", range);
  }
  BoundQuery query;
  query.columns = {state_.NewColumn()};
  query.names = {"argument"};
  query.types = {expr->type()};
  PlanPtr one_row =
      std::make_shared<ValuesNode>(std::vector<PlanColumn>{}, std::vector<std::vector<ExprPtr>>(1));
  std::vector<NamedExpr> items = {{query.columns[0], query.names[0], expr}};
  query.plan = SeparateSubqueries(
      std::make_shared<ProjectNode>(std::move(one_row), std::move(items)), state_);
  return evaluate(std::move(query)).at(0).at(0);
}

std::shared_ptr<const TableSource> FromBinder::SystemTable(const sql::TableFunctionRef& ref) {
  std::vector<Value> arguments;
  for (const sql::FunctionArgument& argument : ref.arguments) {
    arguments.push_back(EvaluateArgument(*argument.value));
  }
  const size_t parts = ref.name.size();
  const std::string schema = parts > 1 ? FoldName(ref.name[parts - 2].text) : "";
  try {
    return state_.context().system_tables(schema, FoldName(ref.name.back().text), arguments, true);
  } catch (const UserError& error) {
    throw error.At(state_.Where(ref.range));
  }
}

BoundFrom FromBinder::BindFunctionRef(const sql::TableFunctionRef& ref, QueryLevel* lateral) {
  if (!ref.with_ordinality) return BindFunction(ref, lateral);
  WindowCall number;
  number.id = state_.NewColumn();
  number.name = "ordinality";
  number.function = state_.windows().Bind("row_number", {}, {});
  ordinality_ = PlanColumn{number.id, number.name, number.type()};
  BoundFrom from = BindFunction(ref, lateral);
  ordinality_.reset();
  from.plan = std::make_shared<WindowNode>(std::move(from.plan), std::vector<ExprPtr>{},
                                           std::vector<SortKey>{},
                                           std::vector<WindowCall>{std::move(number)});
  return from;
}

BoundFrom FromBinder::BindFunction(const sql::TableFunctionRef& ref, QueryLevel* lateral) {
  const std::string& name = ref.name.back().text;
  if (std::optional<BoundFrom> query = BindQueryFunction(ref, FoldName(name), lateral)) {
    return std::move(*query);
  }
  const SourceRange range = state_.Where(ref.range);
  const Catalog& catalog = *state_.context().catalog;
  const auto macro = state_.names().Find(NameKind::kTableMacro, PartsOf(ref.name));
  if (macro) return UseMacro(lakebolt::As<MacroEntry>(*macro.entry), ref);
  const bool spark = state_.context().settings->Get("function_dialect") == "spark";
  const TableFunction* function =
      spark ? catalog.FindTableFunction("spark:" + FoldName(name)) : nullptr;
  if (function == nullptr) function = catalog.FindTableFunction(name);
  if (function == nullptr && ref.arguments.empty()) {
    const auto view =
        state_.names().Find(NameKind::kRelation, {kSystemDatabase, kMainSchema, name});
    if (view && name.starts_with("pragma_")) {
      return UseView(lakebolt::As<ViewEntry>(*view.entry), ref);
    }
  }
  if (function == nullptr && state_.context().system_tables) {
    if (auto source = SystemTable(ref)) return Scan(std::move(source), FoldName(name), ref);
  }
  if (function == nullptr) {
    throw UserError(ErrorCode::kUnknownFunction, "there is no table function \"" + name + "\"",
                    range, DidYouMean(name, catalog.TableFunctionNames()));
  }
  std::vector<Value> arguments;
  std::vector<std::pair<std::string, Value>> named;
  for (const sql::FunctionArgument& argument : ref.arguments) {
    if (argument.name) {
      named.emplace_back(FoldName(argument.name->text), EvaluateArgument(*argument.value));
    } else if (const sql::Identifier* equated = NameOfEquation(*argument.value)) {
      const auto& equation = sql::As<sql::BinaryExpression>(*argument.value);
      named.emplace_back(FoldName(equated->text), EvaluateArgument(*equation.right));
    } else {
      arguments.push_back(EvaluateArgument(*argument.value));
    }
  }
  std::shared_ptr<const TableSource> source;
  try {
    source = function->bind(arguments, named);
  } catch (const UserError& error) {
    throw error.At(range);
  }
  return Scan(std::move(source), FoldName(name), ref);
}

}  // namespace lakebolt
