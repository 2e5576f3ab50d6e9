#include "plan/binder/struct_functions.h"

#include "plan/binder/scope.h"

namespace lakebolt {

namespace {

Vector ExtractField(const Vector& structs, uint32_t field) {
  const Vector flat = structs.Flatten();
  return flat.children()[field];
}

std::shared_ptr<const BoundScalar> StructExtract(const LogicalType& type, uint32_t field) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "struct_extract";
  function->arguments = {type, TypeId::kVarchar};
  function->result = type.children()[field].type;
  function->traits.can_fail = false;
  function->kernel = [field](std::span<const Vector> args, RowSet) {
    return ExtractField(args[0], field);
  };
  return function;
}

std::shared_ptr<const BoundScalar> StructPack(const LogicalType& type) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "struct_pack";
  for (const Field& field : type.children()) function->arguments.push_back(field.type);
  function->result = type;
  function->traits.can_fail = false;
  function->traits.nulls = NullHandling::kSpecial;
  function->kernel = [type](std::span<const Vector> args, RowSet rows) {
    Vector result(type, rows.size);
    for (size_t i = 0; i < args.size(); ++i) result.mutable_children()[i] = args[i].Flatten();
    return result;
  };
  return function;
}

}  // namespace

ExprPtr MakeFieldAccess(const ExprPtr& value, const std::string& field, SourceRange range) {
  if (value->type().id() != TypeId::kStruct) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot take the field \"" + field + "\" of " + value->type().ToString() +
                        ": it is no struct",
                    range);
  }
  const std::vector<Field>& fields = value->type().children();
  const std::string folded = FoldCase(field);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < fields.size(); ++i) {
    if (FoldCase(fields[i].name) == folded) {
      // The name is an argument so that two fields of one type are not the same expression.
      auto name = std::make_shared<ConstantExpr>(Value::Varchar(fields[i].name), range);
      return std::make_shared<CallExpr>(StructExtract(value->type(), i),
                                        std::vector<ExprPtr>{value, std::move(name)}, range);
    }
    names.push_back(fields[i].name);
  }
  throw UserError(ErrorCode::kUnknownColumn, "the struct has no field \"" + field + "\"", range,
                  DidYouMean(field, names));
}

ExprPtr MakeStruct(const std::vector<std::string>& names, std::vector<ExprPtr> values,
                   SourceRange range) {
  std::vector<Field> fields;
  for (size_t i = 0; i < names.size(); ++i) fields.push_back({names[i], values[i]->type()});
  return std::make_shared<CallExpr>(StructPack(LogicalType::Struct(std::move(fields))),
                                    std::move(values), range);
}

}  // namespace lakebolt
