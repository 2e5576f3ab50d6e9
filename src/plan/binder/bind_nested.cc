#include <limits>

#include "expression/evaluator.h"
#include "function/spark/array_item.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/struct_functions.h"

namespace lakebolt {

namespace {

/// Returns the name that Spark's struct gives its i-th field: the alias, the column's, or col1.
std::string FieldNameOf(const sql::FunctionArgument& argument, size_t i) {
  if (argument.name) return argument.name->text;
  if (argument.value->kind == sql::ExpressionKind::kColumnRef) {
    return sql::As<sql::ColumnRefExpression>(*argument.value).name.back().text;
  }
  if (argument.value->kind == sql::ExpressionKind::kFieldAccess) {
    return sql::As<sql::FieldAccessExpression>(*argument.value).field.text;
  }
  return "col" + std::to_string(i + 1);
}

}  // namespace

ExprPtr ExpressionBinder::BindList(const sql::ListExpression& list) {
  std::vector<ExprPtr> elements;
  for (const auto& element : list.elements) elements.push_back(Bind(*element));
  UnifyTypes(elements, "a list", Where(list));
  return CallIfKnown({"list_value"}, std::move(elements), "a list literal", Where(list));
}

ExprPtr ExpressionBinder::BindStruct(const sql::StructExpression& structure) {
  std::vector<std::string> names;
  std::vector<ExprPtr> values;
  for (const sql::StructField& field : structure.fields) {
    names.push_back(field.name.text);
    values.push_back(Bind(*field.value));
  }
  return MakeStruct(names, std::move(values), Where(structure));
}

ExprPtr ExpressionBinder::BindStructPack(const sql::FunctionCallExpression& call) {
  std::vector<std::string> names;
  std::vector<ExprPtr> values;
  const bool is_row = FoldName(call.name.back().text) == "row";
  for (const sql::FunctionArgument& argument : call.arguments) {
    for (NamedValue& value : BindUnpacked(*argument.value)) {
      std::string name = argument.name ? argument.name->text : is_row ? "" : std::move(value.name);
      if (name.empty() && !is_row) {
        throw UserError(ErrorCode::kInvalidQuery, "the fields of a struct need names", Where(call),
                        "write struct_pack(a := 1, b := 2)");
      }
      names.push_back(std::move(name));
      values.push_back(std::move(value.expr));
    }
  }
  return MakeStruct(names, std::move(values), Where(call));
}

ExprPtr ExpressionBinder::BindUnionValue(const sql::FunctionCallExpression& call) {
  if (call.arguments.size() != 1 || !call.arguments[0].name) {
    throw UserError(ErrorCode::kInvalidQuery, "union_value takes one argument with a name",
                    Where(call), "write union_value(member := value)");
  }
  const sql::FunctionArgument& argument = call.arguments[0];
  return MakeUnionValue(argument.name->text, Bind(*argument.value), Where(call));
}

ExprPtr ExpressionBinder::BindNamedStruct(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  std::vector<std::string> names;
  std::vector<ExprPtr> values;
  const bool in_turn = FoldName(call.name.back().text) == "named_struct";
  if (call.arguments.empty() || (in_turn && call.arguments.size() % 2 != 0)) {
    throw UserError(
        ErrorCode::kInvalidQuery,
        in_turn ? "named_struct takes names and values in turn" : "struct takes at least one value",
        range);
  }
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const sql::FunctionArgument& argument = call.arguments[i];
    if (!in_turn) {
      names.push_back(FieldNameOf(argument, i));
    } else if (i % 2 == 0) {
      const ExprPtr name = FoldConstants(Bind(*argument.value));
      if (name->kind() != ExprKind::kConstant || name->type().id() != TypeId::kVarchar ||
          As<ConstantExpr>(name).value().IsNull()) {
        throw UserError(ErrorCode::kInvalidArgument, "the name of a field must be constant text",
                        state_.Where(argument.value->range));
      }
      names.push_back(As<ConstantExpr>(name).value().string());
      continue;
    }
    values.push_back(Bind(*argument.value));
  }
  return MakeStruct(names, std::move(values), range);
}

ExprPtr ExpressionBinder::BindStructUpdate(const sql::FunctionCallExpression& call, bool insert) {
  const SourceRange range = Where(call);
  if (call.arguments.empty() || call.arguments[0].name) {
    throw UserError(ErrorCode::kInvalidQuery, "the first argument must be a struct", range);
  }
  std::vector<std::string> names;
  std::vector<ExprPtr> values = {Bind(*call.arguments[0].value)};
  for (size_t i = 1; i < call.arguments.size(); ++i) {
    if (!call.arguments[i].name) {
      throw UserError(ErrorCode::kInvalidQuery, "the new fields of a struct need names", range,
                      "write struct_insert(s, a := 1)");
    }
    names.push_back(call.arguments[i].name->text);
    values.push_back(Bind(*call.arguments[i].value));
  }
  return MakeStructUpdate(names, std::move(values), insert, range);
}

ExprPtr ExpressionBinder::BindMap(const sql::MapExpression& map) {
  const SourceRange range = Where(map);
  std::vector<ExprPtr> keys;
  std::vector<ExprPtr> values;
  for (const sql::MapEntry& entry : map.entries) {
    keys.push_back(Bind(*entry.key));
    values.push_back(Bind(*entry.value));
  }
  if (keys.empty()) return Call("map", {}, range);
  UnifyTypes(keys, "the keys of a map", range);
  UnifyTypes(values, "the values of a map", range);
  std::vector<ExprPtr> lists = {Call("list_value", std::move(keys), range),
                                Call("list_value", std::move(values), range)};
  return Call("map", std::move(lists), range);
}

ExprPtr ExpressionBinder::BindRow(const sql::RowExpression& row) {
  std::vector<ExprPtr> values;
  for (const auto& element : row.elements) values.push_back(Bind(*element));
  const std::vector<std::string> no_names(values.size());
  return MakeStruct(no_names, std::move(values), Where(row));
}

ExprPtr ExpressionBinder::BindSlice(const sql::SubscriptExpression& subscript) {
  // Bounds that are left out are the least and the greatest number: see list_slice.
  constexpr int64_t kOpenBegin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kOpenEnd = std::numeric_limits<int64_t>::max();
  const auto bound = [&](const sql::ExpressionPtr& expression, int64_t open) {
    return expression ? Bind(*expression) : MakeConstant(Value::Int64(open));
  };
  std::vector<ExprPtr> arguments;
  arguments.push_back(Bind(*subscript.operand));
  arguments.push_back(bound(subscript.index, kOpenBegin));
  arguments.push_back(bound(subscript.high, kOpenEnd));
  if (subscript.step) arguments.push_back(Bind(*subscript.step));
  return Call("list_slice", std::move(arguments), Where(subscript));
}

ExprPtr ExpressionBinder::BindSubscript(const sql::SubscriptExpression& subscript) {
  if (subscript.slice) return BindSlice(subscript);
  const SourceRange range = Where(subscript);
  std::vector<ExprPtr> arguments;
  arguments.push_back(Bind(*subscript.operand));
  arguments.push_back(Bind(*subscript.index));
  if (arguments[0]->type().IsJson()) return Call("json_extract", std::move(arguments), range);
  if (arguments[0]->type().id() == TypeId::kVariant) {
    return Call("variant_extract", std::move(arguments), range);
  }
  if (SpeaksSpark() && arguments[0]->type().id() == TypeId::kList) {
    auto item = BindArrayItem({arguments[0]->type(), arguments[1]->type()});
    if (!item || !state_.GetBool("ansi_mode")) return Call("get", std::move(arguments), range);
    for (size_t i = 0; i < 2; ++i) {
      arguments[i] = CoerceTo(std::move(arguments[i]), item->arguments[i]);
    }
    return std::make_shared<CallExpr>(std::make_shared<const BoundScalar>(std::move(*item)),
                                      std::move(arguments), range);
  }
  switch (arguments[0]->type().id()) {
    case TypeId::kStruct: return Call("struct_extract", std::move(arguments), range);
    case TypeId::kUnion: return Call("union_extract", std::move(arguments), range);
    case TypeId::kMap: return Call("map_extract_value", std::move(arguments), range);
    default: break;
  }
  return CallIfKnown({"array_extract", "list_extract"}, std::move(arguments), "an element", range);
}

ExprPtr ExpressionBinder::BindFieldAccess(const sql::FieldAccessExpression& access) {
  return AccessField(Bind(*access.operand), access.field.text, Where(access));
}

ExprPtr ExpressionBinder::AccessField(ExprPtr value, const std::string& field, SourceRange range) {
  if (value->type().IsJson()) {
    return Call("json_extract", {std::move(value), JsonMemberPath(field, range)}, range);
  }
  const auto name = [&] { return std::make_shared<ConstantExpr>(Value::Varchar(field), range); };
  switch (value->type().id()) {
    case TypeId::kVariant: return Call("variant_extract", {std::move(value), name()}, range);
    case TypeId::kMap: return Call("map_extract_value", {std::move(value), name()}, range);
    default: return MakeFieldAccess(value, field, range);
  }
}

}  // namespace lakebolt
