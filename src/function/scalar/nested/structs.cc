// Structs and rows: fields by name or place, joining, searching.

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/row_type.h"
#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

LogicalType AnyStruct() {
  return LogicalType::Struct({});
}

BoundScalar FieldAt(const LogicalType& type, size_t field, const LogicalType& key) {
  return MakeBound({type, key}, type.children()[field].type,
                   [field](std::span<const Vector> args, RowSet) {
                     if (!args[0].IsDictionary()) {
                       const Vector& child = args[0].children()[field];
                       return args[0].IsConstant() ? child.AsConstant(args[0].size()) : child;
                     }
                     return args[0].Flatten().children()[field];
                   });
}

size_t FieldByName(const LogicalType& type, const std::string& name) {
  const std::string lower = AsciiLower(name);
  std::vector<std::string> names;
  for (size_t i = 0; i < type.children().size(); ++i) {
    if (AsciiLower(type.children()[i].name) == lower) return i;
    names.push_back(type.children()[i].name);
  }
  throw UserError(ErrorCode::kUnknownColumn, "the struct has no field \"" + name + "\"", {},
                  DidYouMean(name, names));
}

size_t FieldByPlace(const LogicalType& type, int64_t place) {
  const auto count = static_cast<int64_t>(type.children().size());
  if (place < 1 || place > count) {
    throw UserError(ErrorCode::kOutOfRange, "a struct of " + std::to_string(count) +
                                                " fields has no field " + std::to_string(place));
  }
  return static_cast<size_t>(place - 1);
}

/// Makes a call that gives NULL, as its arguments are.
BoundScalar NullOf(const Types& actual, const LogicalType& type) {
  return MakeBound(actual, type, [type](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value(type), rows.size);
  });
}

/// Makes struct_extract(struct, name) and, for rows or with `by_place`, (struct, place).
ScalarOverload ExtractOverload(TypeId key, bool of_rows_only) {
  ScalarOverload overload;
  overload.parameters = {AnyStruct(), key};
  overload.bind_constants =
      [=](const Types& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    const bool by_name = key == TypeId::kVarchar;
    const bool null_key = actual[1].id() == TypeId::kNull && by_name;
    if (actual[0].id() == TypeId::kNull || (actual[0].id() == TypeId::kStruct && null_key)) {
      return NullOf(actual, TypeId::kNull);
    }
    if (actual[0].id() != TypeId::kStruct) return std::nullopt;
    if (by_name ? actual[1].id() != key : !actual[1].IsInteger()) return std::nullopt;
    if (constants[1] == nullptr || constants[1]->IsNull()) {
      throw UserError(ErrorCode::kInvalidArgument, "the field of a struct must be a constant");
    }
    if (by_name && !IsRowType(actual[0])) {
      return FieldAt(actual[0], FieldByName(actual[0], constants[1]->string()), key);
    }
    if (by_name || (of_rows_only && !IsRowType(actual[0]))) {
      throw UserError(ErrorCode::kTypeMismatch, std::string("the fields of ") +
                                                    actual[0].ToString() + " are taken by " +
                                                    (by_name ? "number, from 1" : "name"));
    }
    return FieldAt(actual[0],
                   FieldByPlace(actual[0], static_cast<int64_t>(constants[1]->integral())), key);
  };
  return overload;
}

/// Joins the fields of structs, or of rows.
std::optional<BoundScalar> BindConcat(const Types& actual) {
  std::vector<Field> fields;
  std::vector<std::string> seen;
  for (const LogicalType& type : actual) {
    if (type.id() != TypeId::kStruct) return std::nullopt;
    for (const Field& field : type.children()) {
      const std::string lower = AsciiLower(field.name);
      if (!lower.empty() && std::find(seen.begin(), seen.end(), lower) != seen.end()) {
        throw UserError(ErrorCode::kDuplicateName, "two fields \"" + field.name + "\"");
      }
      if (!fields.empty() && field.name.empty() != fields[0].name.empty()) {
        throw UserError(ErrorCode::kTypeMismatch, "structs and rows cannot be joined");
      }
      seen.push_back(lower);
      fields.push_back(field);
    }
  }
  if (actual.empty()) return std::nullopt;
  const LogicalType result = LogicalType::Struct(std::move(fields));
  return MakeBound(actual, result, [result](std::span<const Vector> args, RowSet rows) {
    Vector out = Vector::Flat(result, rows.size, Buffer::Allocate(0), nullptr);
    for (const Vector& arg : args) {
      const Vector flat = arg.Flatten();
      for (Vector child : flat.children()) {
        // A field of a NULL struct is NULL.
        if (flat.validity() != nullptr) {
          child = child.Flatten();
          std::vector<uint32_t> places(rows.size);
          for (uint32_t row = 0; row < rows.size; ++row) {
            places[row] = flat.IsNull(row) ? kNoPlace : row;
          }
          child = GatherPlaces(child, places);
        }
        out.mutable_children().push_back(child.Flatten());
      }
    }
    return out;
  });
}

/// Returns the names of the fields, as a list.
std::optional<BoundScalar> BindKeys(const Types& actual) {
  if (actual[0].id() == TypeId::kNull) return NullOf(actual, LogicalType::List(TypeId::kVarchar));
  if (actual[0].id() != TypeId::kStruct) return std::nullopt;
  if (IsRowType(actual[0])) {
    throw UserError(ErrorCode::kTypeMismatch, "the fields of a row have no names");
  }
  const LogicalType result = LogicalType::List(TypeId::kVarchar);
  std::vector<Value> names;
  for (const Field& field : actual[0].children()) names.push_back(Value::Varchar(field.name));
  const Vector keys = Vector::Constant(Value::Nested(result, std::move(names)), 1);
  return MakeBound(actual, result, [keys](std::span<const Vector>, RowSet rows) {
    return keys.Resized(rows.size);
  });
}

/// Turns a struct into a row.
std::optional<BoundScalar> BindValues(const Types& actual) {
  if (actual[0].id() != TypeId::kStruct) return std::nullopt;
  std::vector<Field> fields = actual[0].children();
  for (Field& field : fields) field.name.clear();
  const LogicalType result = LogicalType::Struct(std::move(fields));
  return MakeBound(actual, result, [result](std::span<const Vector> args, RowSet) {
    return args[0].Retyped(result);
  });
}

/// Finds the first field of a row with a value: its place, or whether there is one.
ScalarOverload FindOverload(bool place) {
  return MakeBinding(
      {AnyStruct(), TypeId::kNull}, [place](const Types& actual) -> std::optional<BoundScalar> {
        const LogicalType found = place ? TypeId::kInt32 : TypeId::kBoolean;
        if (actual[0].id() == TypeId::kNull) return NullOf(actual, found);
        if (actual[0].id() != TypeId::kStruct) return std::nullopt;
        if (!IsRowType(actual[0])) {
          throw UserError(ErrorCode::kTypeMismatch,
                          "values are looked for in rows, not in structs");
        }
        LogicalType type = actual[1];
        for (const Field& field : actual[0].children()) {
          const auto common = CommonType(type, field.type);
          if (!common) return std::nullopt;
          type = *common;
        }
        std::vector<Field> fields(actual[0].children().size(), Field{"", type});
        return MakeBound({LogicalType::Struct(std::move(fields)), type}, found,
                         [place, result = found](std::span<const Vector> args, RowSet rows) {
                           const Vector flat = args[0].Flatten();
                           Vector out(result, rows.size);
                           rows.ForEach([&](uint32_t row) {
                             int32_t at = 0;
                             for (size_t i = 0; i < flat.children().size() && at == 0; ++i) {
                               if (CompareRows(flat.children()[i], row, args[1], row) == 0) {
                                 at = static_cast<int32_t>(i) + 1;
                               }
                             }
                             if (place) {
                               out.mutable_values<int32_t>()[row] = at;
                               if (at == 0 || flat.IsNull(row)) out.SetNull(row);
                             } else {
                               out.mutable_values<uint8_t>()[row] = at != 0 ? 1 : 0;
                               if (flat.IsNull(row) || args[1].IsNull(row)) out.SetNull(row);
                             }
                           });
                           return out;
                         });
      });
}

}  // namespace

void RegisterStructs(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       std::vector<FunctionExample> examples, std::vector<ScalarOverload> overloads,
                       FunctionTraits traits = {}) {
    registry.Add(ScalarFunction{std::move(name), std::move(aliases), "struct",
                                std::move(description), std::move(examples), traits,
                                std::move(overloads)});
  };
  add("struct_extract", {"get_field"},
      "Returns a field of a struct by its name, or of a row by its place; s.field, s['field'] and "
      "r[1] are the same.",
      {{"struct_extract({'a': 1}, 'a')", "1"}, {"struct_extract((5, 6), 2)", "6"}},
      {ExtractOverload(TypeId::kVarchar, false), ExtractOverload(TypeId::kInt64, true)});
  add("struct_extract_at", {}, "Returns a field of a struct or row by its place, from 1.",
      {{"struct_extract_at({'a': 1, 'b': 2}, 2)", "2"}}, {ExtractOverload(TypeId::kInt64, false)});
  add("struct_concat", {}, "Joins the fields of structs, or of rows.",
      {{"struct_concat({'a': 1}, {'b': 2})", "{'a': 1, 'b': 2}"}},
      {MakeVariadicBinding({AnyStruct()}, BindConcat)}, SeesNulls());
  add("struct_keys", {}, "Returns the names of a struct's fields.",
      {{"struct_keys({'a': 1, 'b': 2})", "[a, b]"}}, {MakeBinding({AnyStruct()}, BindKeys)});
  add("struct_values", {}, "Returns the values of a struct as a row.",
      {{"struct_values({'a': 1, 'b': 2})", "(1, 2)"}}, {MakeBinding({AnyStruct()}, BindValues)});
  add("struct_contains", {"struct_has"}, "Tells whether a row has a value.",
      {{"struct_contains((1, 2), 2)", "true"}}, {FindOverload(false)}, SeesNulls());
  add("struct_position", {"struct_indexof"},
      "Returns the place, from 1, of a value in a row; NULL when it is not there.",
      {{"struct_position((5, 6), 6)", "2"}}, {FindOverload(true)}, SeesNulls());
}

}  // namespace lakebolt
