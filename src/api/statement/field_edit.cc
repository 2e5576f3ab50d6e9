#include "api/statement/field_edit.h"

#include "base/error.h"
#include "catalog/names.h"

namespace lakebolt {

namespace {

std::string FieldName(const sql::Identifier& step) {
  return FoldName(step.text);
}

}  // namespace

void FieldEdit::ThrowNoStruct(size_t depth) const {
  throw UserError(ErrorCode::kTypeMismatch,
                  "the way to the field \"" + path_[depth].text + "\" leads through no struct",
                  path_[depth].range, "\"element\" leads into a list, \"key\" and \"value\" a map");
}

std::optional<size_t> FieldEdit::Find(const Schema& fields, size_t depth) const {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (FoldName(fields[i].name) == FieldName(path_[depth])) return i;
  }
  return std::nullopt;
}

size_t FieldEdit::Require(const Schema& fields, size_t depth) const {
  if (const std::optional<size_t> found = Find(fields, depth)) return *found;
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  throw UserError(ErrorCode::kUnknownColumn,
                  "the struct has no field \"" + path_[depth].text + "\"", path_[depth].range,
                  DidYouMean(path_[depth].text, names));
}

bool FieldEdit::IsIn(const LogicalType& type) const {
  LogicalType inner = type;
  for (size_t depth = 0; depth < path_.size(); ++depth) {
    const std::string step = FieldName(path_[depth]);
    if (inner.id() == TypeId::kStruct) {
      if (IsLast(depth)) return Find(inner.children(), depth).has_value();
      inner = LogicalType(inner.children()[Require(inner.children(), depth)].type);
    } else if (inner.id() == TypeId::kList && step == "element") {
      inner = LogicalType(inner.element());
    } else if (inner.id() == TypeId::kMap && (step == "key" || step == "value")) {
      inner = LogicalType(inner.element().children()[step == "key" ? 0 : 1].type);
    } else {
      ThrowNoStruct(depth);
    }
  }
  return true;
}

Schema FieldEdit::EditFields(const Schema& given, size_t depth) const {
  Schema fields = given;
  if (!IsLast(depth)) {
    Field& field = fields[Require(fields, depth)];
    field.type = Apply(field.type, depth + 1);
    return fields;
  }
  const auto fail_if_taken = [&](const sql::Identifier& name) {
    for (const Field& field : fields) {
      if (FoldName(field.name) != FoldName(name.text)) continue;
      throw UserError(ErrorCode::kDuplicateName, "the struct has a field \"" + name.text + "\"",
                      name.range);
    }
  };
  switch (kind_) {
    case Kind::kAdd:
      fail_if_taken(path_[depth]);
      fields.push_back({path_[depth].text, added_.type(), true});
      break;
    case Kind::kRename: {
      const size_t at = Require(fields, depth);
      if (FoldName(new_name_.text) != FieldName(path_[depth])) fail_if_taken(new_name_);
      fields[at].name = new_name_.text;
      break;
    }
    case Kind::kDrop:
      if (fields.size() == 1) {
        throw UserError(ErrorCode::kInvalidQuery, "a struct needs at least one field",
                        path_[depth].range);
      }
      fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(Require(fields, depth)));
      break;
  }
  return fields;
}

LogicalType FieldEdit::Apply(const LogicalType& type, size_t depth) const {
  const std::string step = FieldName(path_[depth]);
  if (type.id() == TypeId::kStruct) return LogicalType::Struct(EditFields(type.children(), depth));
  if (IsLast(depth)) ThrowNoStruct(depth);
  if (type.id() == TypeId::kList && step == "element") {
    return LogicalType::List(Apply(type.element(), depth + 1));
  }
  if (type.id() == TypeId::kMap && (step == "key" || step == "value")) {
    const Schema& entry = type.element().children();
    if (step == "key") return LogicalType::Map(Apply(entry[0].type, depth + 1), entry[1].type);
    return LogicalType::Map(entry[0].type, Apply(entry[1].type, depth + 1));
  }
  ThrowNoStruct(depth);
}

Value FieldEdit::Apply(const Value& value, const LogicalType& type, size_t depth) const {
  const LogicalType after = Apply(type, depth);
  if (value.IsNull()) return Value(after);
  std::vector<Value> parts = value.parts();
  if (type.id() == TypeId::kList) {
    for (Value& part : parts) part = Apply(part, type.element(), depth + 1);
  } else if (type.id() == TypeId::kMap) {
    const size_t side = FieldName(path_[depth]) == "key" ? 0 : 1;
    for (Value& entry : parts) {
      std::vector<Value> both = entry.parts();
      both[side] = Apply(both[side], type.element().children()[side].type, depth + 1);
      entry = Value::Nested(after.element(), std::move(both));
    }
  } else if (!IsLast(depth)) {
    const size_t at = Require(type.children(), depth);
    parts[at] = Apply(parts[at], type.children()[at].type, depth + 1);
  } else if (kind_ == Kind::kAdd) {
    parts.push_back(added_);
  } else if (kind_ == Kind::kDrop) {
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(Require(type.children(), depth)));
  }
  return Value::Nested(after, std::move(parts));
}

}  // namespace lakebolt
