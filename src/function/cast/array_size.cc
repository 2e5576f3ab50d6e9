#include "function/cast/array_size.h"

#include "types/array_type.h"

namespace lakebolt {

void CheckArraySize(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                    Vector& out) {
  const uint32_t size = ArraySize(to);
  if (size == 0) return;
  const auto* entries = out.values<ListEntry>();
  bool owned = false;
  rows.ForEach([&](uint32_t row) {
    if (out.IsNull(row) || entries[row].length == size) return;
    if (mode == CastMode::kStrict) ThrowCastError(input.GetValue(row), to);
    if (!owned) OwnValidity(out);
    owned = true;
    out.SetNull(row);
  });
}

}  // namespace lakebolt
