// Casts of lists, maps and structs, child by child.

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/growing_array.h"
#include "function/cast/array_size.h"
#include "function/cast/cast_kernel.h"
#include "function/cast/map_keys.h"
#include "types/row_type.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Casts the elements of a list or map; entries and validity stay. Elements that no row refers to
/// are cast too, leniently: an error must come from a row.
Vector CastList(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out = input.Retyped(to);
  const Vector& elements = input.children()[0];
  GrowingArray<uint32_t> used;
  const auto* entries = input.values<ListEntry>();
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    uint32_t* const added = used.Extend(entries[row].length);
    ForEachBlock(entries[row].length, [&](size_t begin, size_t end) {
      std::iota(added + begin, added + end, entries[row].offset + static_cast<uint32_t>(begin));
    });
  });
  const RowSet used_rows{used.data(), static_cast<uint32_t>(used.size()), elements.size()};
  out.mutable_children()[0] = CastVector(elements, to.element(), used_rows, mode).Flatten();
  CheckArraySize(input, to, rows, mode, out);
  if (to.id() == TypeId::kMap) CheckMapKeys(out, rows, mode);
  return out;
}

constexpr size_t kNoField = ~size_t{0};

/// Returns for each field of `to` the field of `from` that it is made of, or kNoField: by place
/// when one of them is a row, else by name. Nothing when no field fits, or rows differ in length.
std::optional<std::vector<size_t>> MatchFields(const LogicalType& from, const LogicalType& to) {
  std::vector<size_t> matches;
  const std::vector<Field>& sources = from.children();
  if (IsRowType(from) || IsRowType(to)) {
    if (sources.size() != to.children().size()) return std::nullopt;
    for (size_t i = 0; i < sources.size(); ++i) matches.push_back(i);
    return matches;
  }
  bool any = false;
  for (const Field& field : to.children()) {
    const std::string name = AsciiLower(field.name);
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const Field& source) {
      return AsciiLower(source.name) == name;
    });
    any |= found != sources.end();
    matches.push_back(found == sources.end() ? kNoField
                                             : static_cast<size_t>(found - sources.begin()));
  }
  return any ? std::optional(std::move(matches)) : std::nullopt;
}

Vector CastStruct(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  std::vector<uint32_t> used;
  rows.ForEach([&](uint32_t row) {
    if (!input.IsNull(row)) used.push_back(row);
  });
  const RowSet used_rows{used.data(), static_cast<uint32_t>(used.size()), rows.size};
  const std::vector<size_t> matches = *MatchFields(input.type(), to);
  Vector out = Vector::Flat(to, rows.size, input.values_buffer(), input.validity_buffer());
  for (size_t i = 0; i < matches.size(); ++i) {
    const LogicalType& type = to.children()[i].type;
    const Vector child = matches[i] == kNoField
                             ? Vector::Constant(Value(type), rows.size)
                             : CastVector(input.children()[matches[i]], type, used_rows, mode);
    out.mutable_children().push_back(child.Flatten());
  }
  return out;
}

/// Makes a map of a struct: its fields' names and values.
Vector StructToMap(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const auto width = static_cast<uint32_t>(input.type().children().size());
  const std::vector<Field>& entry = to.element().children();
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  Vector names(TypeId::kVarchar, width);
  std::vector<Vector> fields;
  for (uint32_t i = 0; i < width; ++i) {
    names.SetValue(i, Value::Varchar(input.type().children()[i].name));
    fields.push_back(CastVector(input.children()[i], entry[1].type, rows, mode).Flatten());
  }
  std::vector<const Vector*> parts;
  for (const Vector& field : fields) parts.push_back(&field);
  const Vector values = ConcatVectors(entry[1].type, parts);
  std::vector<uint32_t> key_places;
  std::vector<uint32_t> value_places;
  auto* entries = out.mutable_values<ListEntry>();
  rows.ForEach([&](uint32_t row) {
    entries[row] = {static_cast<uint32_t>(key_places.size()), width};
    for (uint32_t i = 0; i < width; ++i) {
      key_places.push_back(i);
      value_places.push_back(i * rows.size + row);
    }
  });
  const auto count = static_cast<uint32_t>(key_places.size());
  Vector structs(to.element(), count);
  structs.mutable_children()[0] = CastVector(names, entry[0].type, RowSet::Dense(width), mode)
                                      .Flatten()
                                      .Gather(key_places.data(), count);
  structs.mutable_children()[1] = values.Gather(value_places.data(), count);
  out.mutable_children()[0] = std::move(structs);
  return out;
}

bool FieldsCastable(const LogicalType& from, const LogicalType& to) {
  const auto matches = MatchFields(from, to);
  if (!matches) return false;
  for (size_t i = 0; i < matches->size(); ++i) {
    const size_t source = (*matches)[i];
    if (source != kNoField && !CanCast(from.children()[source].type, to.children()[i].type)) {
      return false;
    }
  }
  return true;
}

}  // namespace

CastKernel FindNestedCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() == TypeId::kStruct && to.id() == TypeId::kMap && !IsRowType(from)) {
    const std::vector<Field>& entry = to.element().children();
    for (const Field& field : from.children()) {
      if (!CanCast(field.type, entry[1].type)) return nullptr;
    }
    return CanCast(TypeId::kVarchar, entry[0].type) ? StructToMap : nullptr;
  }
  if (from.id() != to.id() || !from.IsNested() || from.id() == TypeId::kUnion) return nullptr;
  if (from.id() == TypeId::kStruct) return FieldsCastable(from, to) ? CastStruct : nullptr;
  return CanCast(from.element(), to.element()) ? CastList : nullptr;
}

}  // namespace lakebolt
