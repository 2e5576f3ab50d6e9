#include "function/cast/map_keys.h"

#include "function/cast/cast_kernel.h"
#include "function/scalar/nested/element_set.h"

namespace lakebolt {

namespace {

enum class Keys : uint8_t { kGood, kNull, kRepeated };

Keys Look(const Vector& keys, ListEntry entry, ElementSet& seen) {
  seen.Reset(entry.length);
  bool repeated = false;
  for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
    if (keys.IsNull(k)) return Keys::kNull;
    repeated |= !seen.Insert(k);
  }
  return repeated ? Keys::kRepeated : Keys::kGood;
}

}  // namespace

void CheckMapKeys(Vector& maps, RowSet rows, CastMode mode) {
  Vector& keys = maps.mutable_children()[0].mutable_children()[0];
  const auto* entries = maps.values<ListEntry>();
  ElementSet seen(keys);
  bool owned = false;
  rows.ForEach([&](uint32_t row) {
    if (maps.IsNull(row) || entries[row].length == 0) return;
    const Keys found = Look(keys, entries[row], seen);
    if (found == Keys::kGood) return;
    if (found == Keys::kRepeated && mode == CastMode::kStrict) {
      throw UserError(ErrorCode::kDuplicateName,
                      "two keys of a map become the same by the cast to " + maps.type().ToString(),
                      {}, "TRY_CAST gives NULL instead");
    }
    if (!owned) OwnValidity(maps);
    owned = true;
    maps.SetNull(row);
  });
  keys.SetValidity(nullptr);  // keys are never NULL, as Arrow demands too
}

void CheckMapKeysWithin(Vector& values, CastMode mode) {
  if (!values.type().IsNested()) return;
  if (values.type().id() == TypeId::kMap) CheckMapKeys(values, RowSet::Dense(values.size()), mode);
  for (Vector& part : values.mutable_children()) CheckMapKeysWithin(part, mode);
}

}  // namespace lakebolt
