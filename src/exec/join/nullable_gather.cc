#include "exec/join/nullable_gather.h"

namespace lakebolt {

std::vector<Vector> GatherNullable(const Chunk& from, const std::vector<LogicalType>& types,
                                   std::vector<uint32_t> rows) {
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns;
  columns.reserve(types.size());
  if (from.size() == 0) {
    for (const LogicalType& type : types) columns.push_back(Vector::Constant(Value(type), count));
    return columns;
  }
  BufferPtr present;
  for (uint32_t i = 0; i < count; ++i) {
    if (rows[i] != kNullRow) continue;
    if (present == nullptr) present = MakeBitmap(count, true);
    ClearBit(present->as<uint64_t>(), i);
    rows[i] = 0;
  }
  for (const Vector& column : from.columns()) {
    columns.push_back(column.Gather(rows.data(), count));
    if (present == nullptr) continue;
    Vector& gathered = columns.back();
    if (gathered.IsConstant()) gathered = gathered.Flatten();
    uint64_t* bits = gathered.MutableValidity();
    for (size_t w = 0; w < BitmapWords(count); ++w) bits[w] &= present->as<uint64_t>()[w];
  }
  return columns;
}

}  // namespace lakebolt
