#pragma once

#include <cstring>

#include "base/cancellation_scope.h"
#include "function/cast.h"
#include "vector/vector.h"

namespace lakebolt {

/// Casts the rows of a flat vector; see CastVector.
using CastKernel = Vector (*)(const Vector& input, const LogicalType& to, RowSet rows,
                              CastMode mode);

// Each family knows some pairs of types and returns nothing for others.

CastKernel FindNumericCast(const LogicalType& from, const LogicalType& to);
CastKernel FindDecimalCast(const LogicalType& from, const LogicalType& to);
CastKernel FindTemporalCast(const LogicalType& from, const LogicalType& to);
CastKernel FindTextToCast(const LogicalType& from, const LogicalType& to);
CastKernel FindToTextCast(const LogicalType& from, const LogicalType& to);
CastKernel FindTimeTzCast(const LogicalType& from, const LogicalType& to);
CastKernel FindEnumCast(const LogicalType& from, const LogicalType& to);
CastKernel FindUuidCast(const LogicalType& from, const LogicalType& to);
CastKernel FindBitCast(const LogicalType& from, const LogicalType& to);
CastKernel FindBignumCast(const LogicalType& from, const LogicalType& to);
CastKernel FindUnionCast(const LogicalType& from, const LogicalType& to);
CastKernel FindNestedCast(const LogicalType& from, const LogicalType& to);

/// Returns the kernel of any pair of different types, or null when there is no such cast.
CastKernel FindCast(const LogicalType& from, const LogicalType& to);

/// Raises the error of a value that `to` cannot hold.
[[noreturn]] void ThrowCastError(const Value& value, const LogicalType& to);

/// Gives `vector` a validity bitmap of its own, to be written to.
void OwnValidity(Vector& vector);

/// Calls `body(row)` for each row. Looks at cancellation where there are very many: rows may be the
/// elements of a list.
template <typename Body>
void ForEachPolled(RowSet rows, const Body& body) {
  ForEachBlock(rows.count, [&](size_t begin, size_t end) {
    if (rows.IsDense()) {
      for (size_t i = begin; i < end; ++i) body(static_cast<uint32_t>(i));
    } else {
      for (size_t i = begin; i < end; ++i) body(rows.indices[i]);
    }
  });
}

/// Casts row by row with `convert(From value, To& out)`, which returns whether the value fits. The
/// loop over all rows has no branches; rows that do not fit are looked for afterwards.
template <typename From, typename To, typename Convert>
Vector CastEach(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                const Convert& convert) {
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  const From* in = input.values<From>();
  To* values = out.mutable_values<To>();
  bool all_fit = true;
  ForEachPolled(rows, [&](uint32_t row) { all_fit &= convert(in[row], values[row]); });
  if (all_fit) return out;
  bool owned = false;
  ForEachPolled(rows, [&](uint32_t row) {
    To ignored;
    if (input.IsNull(row) || convert(in[row], ignored)) return;
    if (mode == CastMode::kStrict) ThrowCastError(input.GetValue(row), to);
    if (!owned) OwnValidity(out);
    owned = true;
    out.SetNull(row);
    values[row] = To{};
  });
  return out;
}

}  // namespace lakebolt
