#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/struct_functions.h"

namespace lakebolt {

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
  for (const sql::FunctionArgument& argument : call.arguments) {
    if (!argument.name) {
      throw UserError(ErrorCode::kInvalidQuery, "the fields of a struct need names", Where(call),
                      "write struct_pack(a := 1, b := 2)");
    }
    names.push_back(argument.name->text);
    values.push_back(Bind(*argument.value));
  }
  if (names.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "a struct needs a field", Where(call));
  }
  return MakeStruct(names, std::move(values), Where(call));
}

ExprPtr ExpressionBinder::BindMap(const sql::MapExpression& map) {
  throw UserError(ErrorCode::kNotSupported, "map literals are not supported yet", Where(map));
}

ExprPtr ExpressionBinder::BindRow(const sql::RowExpression& row) {
  throw UserError(ErrorCode::kNotSupported, "a row as a value is not supported yet", Where(row),
                  "rows can stand in comparisons and IN; write {'a': x} for a struct");
}

ExprPtr ExpressionBinder::BindSubscript(const sql::SubscriptExpression& subscript) {
  const SourceRange range = Where(subscript);
  std::vector<ExprPtr> arguments;
  arguments.push_back(Bind(*subscript.operand));
  if (subscript.slice) {
    arguments.push_back(subscript.index ? Bind(*subscript.index) : MakeConstant(Value()));
    arguments.push_back(subscript.high ? Bind(*subscript.high) : MakeConstant(Value()));
    if (subscript.step) arguments.push_back(Bind(*subscript.step));
    return CallIfKnown({"array_slice", "list_slice"}, std::move(arguments), "a slice", range);
  }
  arguments.push_back(Bind(*subscript.index));
  const LogicalType& type = arguments[0]->type();
  if (type.id() == TypeId::kStruct && IsStringLiteral(*arguments[1])) {
    return MakeFieldAccess(arguments[0], As<ConstantExpr>(arguments[1]).value().string(), range);
  }
  if (type.id() == TypeId::kMap) {
    return CallIfKnown({"map_extract_value", "element_at"}, std::move(arguments),
                       "an element of a map", range);
  }
  return CallIfKnown({"array_extract", "list_extract"}, std::move(arguments), "an element", range);
}

ExprPtr ExpressionBinder::BindFieldAccess(const sql::FieldAccessExpression& access) {
  return MakeFieldAccess(Bind(*access.operand), access.field.text, Where(access));
}

}  // namespace lakebolt
