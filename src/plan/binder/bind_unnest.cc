// unnest(…) in SELECT: lists become rows, structs columns.

#include "expression/evaluator.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/struct_functions.h"
#include "plan/binder/unnest_lists.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Bounds how deep `recursive := true` goes.
constexpr uint32_t kAllLevels = 100;

/// Reads the options recursive and max_depth: how many levels to unnest.
uint32_t DepthOf(const std::string& name, const Value& value, SourceRange range) {
  if (name == "recursive" && !value.IsNull() && value.type().id() == TypeId::kBoolean) {
    return value.boolean() ? kAllLevels : 1;
  }
  if (name == "max_depth" && !value.IsNull() && value.type().IsInteger()) {
    if (value.integral() >= 1) {
      return static_cast<uint32_t>(std::min<int128_t>(value.integral(), kAllLevels));
    }
    throw UserError(ErrorCode::kOutOfRange, "UNNEST goes at least one level deep", range);
  }
  throw UserError(ErrorCode::kInvalidArgument, "UNNEST has no option \"" + name + "\" of this type",
                  range, "it has recursive := true and max_depth := 2");
}

}  // namespace

ExprPtr ExpressionBinder::AddUnnest(ExprPtr list, const std::string& name, SourceRange range) {
  if (level_.clause != Clause::kSelect || !level_.lambdas.empty() ||
      (!state_.trackers().empty() && state_.trackers().back().level == level_.depth)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "UNNEST can stand only in SELECT, outside of aggregates, and in FROM", range);
  }
  list = AsList(std::move(list), range);
  const ColumnId id = state_.NewColumn();
  ExprPtr column = std::make_shared<ColumnExpr>(id, name, list->type().element(), range);
  level_.unnests.push_back({id, name, std::move(list)});
  return column;
}

void ExpressionBinder::ExpandUnnest(const ExprPtr& value, const std::string& name, uint32_t depth,
                                    std::vector<NamedValue>& out, SourceRange range) {
  const LogicalType& type = value->type();
  if (depth > 0 && type.id() == TypeId::kList) {
    ExpandUnnest(AddUnnest(value, name, range), name, depth - 1, out, range);
    return;
  }
  if (depth == 0 || type.id() != TypeId::kStruct) {
    out.push_back({name, value});
    return;
  }
  for (size_t i = 0; i < type.children().size(); ++i) {
    const std::string& field = type.children()[i].name;
    const ExprPtr part =
        Call("struct_extract_at", {value, MakeConstant(Value::Int64(static_cast<int64_t>(i) + 1))},
             range);
    // Lists within structs stay whole: their rows would multiply those of the fields beside them.
    const uint32_t below = part->type().id() == TypeId::kStruct ? depth - 1 : 0;
    ExpandUnnest(part, field.empty() ? "element" + std::to_string(i + 1) : field, below, out,
                 range);
  }
}

std::vector<NamedValue> ExpressionBinder::BindUnnestItem(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  ExprPtr value;
  uint32_t depth = 1;
  for (const sql::FunctionArgument& argument : call.arguments) {
    ExprPtr bound = Bind(*argument.value);
    if (argument.name) {
      depth = DepthOf(FoldName(argument.name->text), EvaluateConstant(bound), range);
    } else if (value) {
      throw UserError(ErrorCode::kInvalidQuery, "UNNEST in SELECT takes one list", range);
    } else {
      value = std::move(bound);
    }
  }
  if (!value) throw UserError(ErrorCode::kInvalidQuery, "UNNEST takes a list", range);
  const std::string name = sql::DefaultColumnName(call);
  if (value->type().id() != TypeId::kStruct) value = AsList(std::move(value), range);
  std::vector<NamedValue> out;
  ExpandUnnest(value, name, depth, out, range);
  return out;
}

ExprPtr ExpressionBinder::BindUnnest(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  std::vector<NamedValue> values = BindUnnestItem(call);
  if (values.size() == 1) return values[0].expr;
  throw UserError(ErrorCode::kInvalidQuery,
                  "UNNEST of a struct gives several columns: it must stand alone in SELECT", range);
}

ExprPtr ExpressionBinder::BindSubscripts(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  std::vector<ExprPtr> arguments = BindArguments(call);
  if (arguments.size() != 2) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "generate_subscripts takes a list and the dimension 1", range);
  }
  ExprPtr length = Call("array_length", std::move(arguments), range);
  ExprPtr numbers =
      Call("generate_series", {MakeConstant(Value::Int64(1)), std::move(length)}, range);
  return AddUnnest(std::move(numbers), "generate_subscripts", range);
}

}  // namespace lakebolt
