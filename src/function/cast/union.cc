// Casts to UNION: of a value of a member's type, and of another UNION whose members are all there.

#include "types/union_type.h"

#include "base/ascii.h"
#include "function/cast/cast_kernel.h"
#include "function/cast/union_member.h"

namespace lakebolt {

namespace {

Vector MemberToUnion(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const uint32_t member = *UnionMemberFor(input.type(), to);
  Vector out = Vector::Flat(to, rows.size, Buffer::Allocate(0), nullptr);
  const Value tag = Value::Integral(to.children()[0].type, member);
  out.mutable_children().push_back(Vector::Constant(tag, rows.size).Flatten());
  for (uint32_t i = 0; i < UnionSize(to); ++i) {
    const LogicalType& type = UnionField(to, i).type;
    const Vector column = i == member ? CastVector(input, type, rows, mode)
                                      : Vector::Constant(Value(type), rows.size);
    out.mutable_children().push_back(column.Flatten());
  }
  return out;
}

/// Lets each member be cast by itself; tags change to the members' places in the other type.
Vector UnionToUnion(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const std::vector<uint32_t> members = *MatchUnionMembers(input.type(), to);
  Vector out = Vector::Flat(to, rows.size, input.values_buffer(), input.validity_buffer());
  for (const Field& child : to.children()) {
    out.mutable_children().push_back(Vector::Constant(Value(child.type), rows.size).Flatten());
  }
  Vector tags(to.children()[0].type, rows.size);
  const auto* from_tags = input.children()[0].values<uint8_t>();
  auto* to_tags = tags.mutable_values<uint8_t>();
  std::vector<std::vector<uint32_t>> used(members.size());
  for (uint32_t row = 0; row < rows.size; ++row) to_tags[row] = 0;
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    to_tags[row] = static_cast<uint8_t>(members[from_tags[row]]);
    used[from_tags[row]].push_back(row);
  });
  out.mutable_children()[0] = std::move(tags);
  for (uint32_t i = 0; i < members.size(); ++i) {
    const RowSet own{used[i].data(), static_cast<uint32_t>(used[i].size()), rows.size};
    const LogicalType& type = UnionField(to, members[i]).type;
    const Vector member = input.children()[i + 1].Flatten();
    if (CanCast(member.type(), type)) {
      out.mutable_children()[members[i] + 1] = CastVector(member, type, own, mode).Flatten();
      continue;
    }
    // Members without a cast may be there, but only hold NULLs.
    for (const uint32_t row : used[i]) {
      if (!member.IsNull(row) && mode == CastMode::kStrict) {
        ThrowCastError(member.GetValue(row), type);
      }
    }
  }
  return out;
}

/// Takes a struct of a tag and all members for the union that it lays out.
Vector StructToUnion(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out = Vector::Flat(to, rows.size, input.values_buffer(), input.validity_buffer());
  const Vector tags = input.children()[0].Flatten();
  OwnValidity(out);
  Vector codes(to.children()[0].type, rows.size);
  for (uint32_t row = 0; row < rows.size; ++row) codes.mutable_values<uint8_t>()[row] = 0;
  std::vector<std::vector<uint32_t>> used(UnionSize(to));
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    const uint8_t tag = tags.values<uint8_t>()[row];
    if (tags.IsNull(row) || tag >= UnionSize(to)) {
      if (mode == CastMode::kStrict) ThrowCastError(input.GetValue(row), to);
      return out.SetNull(row);
    }
    codes.mutable_values<uint8_t>()[row] = tag;
    used[tag].push_back(row);
  });
  out.mutable_children().push_back(std::move(codes));
  for (uint32_t i = 0; i < UnionSize(to); ++i) {
    const RowSet own{used[i].data(), static_cast<uint32_t>(used[i].size()), rows.size};
    const LogicalType& type = UnionField(to, i).type;
    const Vector member = input.children()[i + 1].Flatten();
    Vector column = CastVector(member, type, own, mode).Flatten();
    OwnValidity(column);
    std::vector<uint8_t> is_own(rows.size, 0);
    for (const uint32_t row : used[i]) is_own[row] = 1;
    for (uint32_t row = 0; row < rows.size; ++row) {
      if (is_own[row] == 0) column.SetNull(row);
    }
    // Of the members, that of the tag alone has a value.
    rows.ForEach([&](uint32_t row) {
      if (is_own[row] != 0 || input.IsNull(row) || member.IsNull(row)) return;
      if (mode == CastMode::kStrict) ThrowCastError(input.GetValue(row), to);
      out.SetNull(row);
    });
    out.mutable_children().push_back(std::move(column));
  }
  return out;
}

/// Tells whether a struct has a tag and then just the members of a union.
bool LaysOut(const LogicalType& from, const LogicalType& to) {
  if (from.id() != TypeId::kStruct || from.children().size() != to.children().size() ||
      from.children()[0].type.id() != TypeId::kUInt8) {
    return false;
  }
  for (uint32_t i = 0; i < UnionSize(to); ++i) {
    const Field& field = from.children()[i + 1];
    if (AsciiLower(field.name) != AsciiLower(UnionField(to, i).name) ||
        field.type.WithoutAlias() != UnionField(to, i).type.WithoutAlias()) {
      return false;
    }
  }
  return true;
}

}  // namespace

CastKernel FindUnionCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() != TypeId::kUnion) return nullptr;
  if (LaysOut(from, to)) return StructToUnion;
  if (from.id() != TypeId::kUnion) return UnionMemberFor(from, to) ? MemberToUnion : nullptr;
  return MatchUnionMembers(from, to) ? UnionToUnion : nullptr;
}

}  // namespace lakebolt
