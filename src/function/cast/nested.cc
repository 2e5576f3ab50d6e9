// Casts of lists, maps and structs, child by child.

#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

/// Casts the elements of a list or map; entries and validity stay. Elements that no row refers to
/// are cast too, leniently: an error must come from a row.
Vector CastList(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out = input.Retyped(to);
  const Vector& elements = input.children()[0];
  std::vector<uint32_t> used;
  const auto* entries = input.values<ListEntry>();
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    for (uint32_t k = 0; k < entries[row].length; ++k) used.push_back(entries[row].offset + k);
  });
  const RowSet used_rows{used.data(), static_cast<uint32_t>(used.size()), elements.size()};
  out.mutable_children()[0] = CastVector(elements, to.element(), used_rows, mode).Flatten();
  return out;
}

Vector CastStruct(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out = input.Retyped(to);
  std::vector<uint32_t> used;
  rows.ForEach([&](uint32_t row) {
    if (!input.IsNull(row)) used.push_back(row);
  });
  const RowSet used_rows{used.data(), static_cast<uint32_t>(used.size()), rows.size};
  for (size_t i = 0; i < out.children().size(); ++i) {
    Vector child = CastVector(input.children()[i], to.children()[i].type, used_rows, mode);
    out.mutable_children()[i] = child.Flatten();
  }
  return out;
}

bool ChildrenCastable(const LogicalType& from, const LogicalType& to) {
  if (from.children().size() != to.children().size()) return false;
  for (size_t i = 0; i < from.children().size(); ++i) {
    if (!CanCast(from.children()[i].type, to.children()[i].type)) return false;
  }
  return true;
}

}  // namespace

CastKernel FindNestedCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() != to.id() || !from.IsNested() || !ChildrenCastable(from, to)) return nullptr;
  return from.id() == TypeId::kStruct ? CastStruct : CastList;
}

}  // namespace lakebolt
