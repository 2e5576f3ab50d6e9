#include "plan/binder/struct_functions.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

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
  const bool is_union = value->type().id() == TypeId::kUnion;
  if (value->type().id() != TypeId::kStruct && !is_union) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot take the field \"" + field + "\" of " + value->type().ToString() +
                        ": it is no struct",
                    range);
  }
  const std::vector<Field>& fields = value->type().children();
  const std::string folded = FoldName(field);
  std::vector<std::string> names;
  // Child 0 of a union is its tag.
  for (uint32_t i = is_union ? 1 : 0; i < fields.size(); ++i) {
    if (FoldName(fields[i].name) == folded) {
      // The name is an argument so that two fields of one type are not the same expression.
      auto name = std::make_shared<ConstantExpr>(Value::Varchar(fields[i].name), range);
      return std::make_shared<CallExpr>(StructExtract(value->type(), i),
                                        std::vector<ExprPtr>{value, std::move(name)}, range);
    }
    names.push_back(fields[i].name);
  }
  throw UserError(ErrorCode::kUnknownColumn,
                  std::string(is_union ? "the union has no member" : "the struct has no field") +
                      " \"" + field + "\"",
                  range, DidYouMean(field, names));
}

ExprPtr JsonMemberPath(const std::string& member, SourceRange range) {
  std::string path = "$.\"";
  for (const char c : member) {
    if (c == '"' || c == '\\') path += '\\';
    path += c;
  }
  return std::make_shared<ConstantExpr>(Value::Varchar(path + '"'), range);
}

ExprPtr MakeStruct(const std::vector<std::string>& names, std::vector<ExprPtr> values,
                   SourceRange range) {
  std::vector<Field> fields;
  std::unordered_set<std::string> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && !seen.insert(FoldName(names[i])).second) {
      throw UserError(ErrorCode::kDuplicateName, "the struct has two fields \"" + names[i] + "\"",
                      range);
    }
    fields.push_back({names[i], values[i]->type()});
  }
  return std::make_shared<CallExpr>(StructPack(LogicalType::Struct(std::move(fields))),
                                    std::move(values), range);
}

ExprPtr MakeUnionValue(const std::string& member, ExprPtr value, SourceRange range) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "union_value";
  function->arguments = {value->type()};
  function->result = LogicalType::Union({{member, value->type()}});
  function->traits.can_fail = false;
  function->traits.nulls = NullHandling::kSpecial;
  function->kernel = [type = function->result](std::span<const Vector> args, RowSet rows) {
    Vector result(type, rows.size);
    std::memset(result.mutable_children()[0].mutable_values<uint8_t>(), 0, rows.size);
    result.mutable_children()[1] = args[0].Flatten();
    return result;
  };
  return std::make_shared<CallExpr>(std::move(function), std::vector<ExprPtr>{std::move(value)},
                                    range);
}

ExprPtr MakeStructUpdate(const std::vector<std::string>& names, std::vector<ExprPtr> values,
                         bool insert, SourceRange range) {
  const LogicalType& type = values[0]->type();
  const std::string function = insert ? "struct_insert" : "struct_update";
  if (type.id() != TypeId::kStruct) {
    throw UserError(ErrorCode::kTypeMismatch, function + " takes a struct, not " + type.ToString(),
                    range);
  }
  std::vector<Field> fields = type.children();
  std::vector<size_t> targets;  // by value
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string folded = FoldName(names[i]);
    const auto known = std::find_if(fields.begin(), fields.end(), [&](const Field& field) {
      return FoldName(field.name) == folded;
    });
    if (known != fields.end() && insert) {
      throw UserError(ErrorCode::kDuplicateName,
                      "the struct has a field \"" + names[i] + "\" already", range);
    }
    targets.push_back(static_cast<size_t>(known - fields.begin()));
    const LogicalType& value = values[i + 1]->type();
    if (known == fields.end()) {
      fields.push_back({names[i], value});
    } else {
      *known = {known->name, value};
    }
  }
  auto bound = std::make_shared<BoundScalar>();
  bound->name = function;
  for (const ExprPtr& value : values) bound->arguments.push_back(value->type());
  bound->result = LogicalType::Struct(std::move(fields));
  bound->traits.can_fail = false;
  bound->traits.nulls = NullHandling::kSpecial;
  bound->kernel = [result = bound->result, targets](std::span<const Vector> args, RowSet rows) {
    const Vector old = args[0].Flatten();
    Vector out = Vector::Flat(result, rows.size, Buffer::Allocate(0), old.validity_buffer());
    out.mutable_children() = old.children();
    out.mutable_children().resize(result.children().size());
    for (size_t i = 0; i < targets.size(); ++i) {
      out.mutable_children()[targets[i]] = args[i + 1].Flatten();
    }
    return out;
  };
  return std::make_shared<CallExpr>(std::move(bound), std::move(values), range);
}

}  // namespace lakebolt
