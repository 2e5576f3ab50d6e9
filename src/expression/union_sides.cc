#include "expression/union_sides.h"

namespace lakebolt {

void NullUnionsOfNull(std::vector<Vector>& sides, RowSet rows) {
  Vector left = sides[0].Flatten();
  const Vector right = sides[1].Flatten();
  const VectorReader<uint8_t> left_tags(left.children()[0]);
  const VectorReader<uint8_t> right_tags(right.children()[0]);
  std::vector<uint32_t> nulls;
  rows.ForEach([&](uint32_t row) {
    if (left.IsNull(row) || right.IsNull(row) || left_tags[row] != right_tags[row]) return;
    const size_t member = size_t{left_tags[row]} + 1;
    if (left.children()[member].IsNull(row) || right.children()[member].IsNull(row)) {
      nulls.push_back(row);
    }
  });
  if (nulls.empty()) return;
  BufferPtr validity = MakeBitmap(left.size(), true);
  for (uint32_t row = 0; row < left.size(); ++row) {
    if (left.IsNull(row)) ClearBit(validity->as<uint64_t>(), row);
  }
  for (const uint32_t row : nulls) ClearBit(validity->as<uint64_t>(), row);
  left.SetValidity(std::move(validity));
  sides[0] = std::move(left);
}

}  // namespace lakebolt
