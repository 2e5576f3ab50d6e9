#include "vector/compare_rows.h"

#include <algorithm>

#include "types/value_order.h"

namespace lakebolt {

namespace {

int CompareLists(const Vector& a, uint32_t i, const Vector& b, uint32_t j) {
  const ListEntry left = a.values<ListEntry>()[i];
  const ListEntry right = b.values<ListEntry>()[j];
  const uint32_t common = std::min(left.length, right.length);
  for (uint32_t k = 0; k < common; ++k) {
    const int order =
        CompareRows(a.children()[0], left.offset + k, b.children()[0], right.offset + k);
    if (order != 0) return order;
  }
  return left.length < right.length ? -1 : (left.length > right.length ? 1 : 0);
}

int CompareStructs(const Vector& a, uint32_t i, const Vector& b, uint32_t j) {
  for (size_t k = 0; k < a.children().size(); ++k) {
    const int order = CompareRows(a.children()[k], i, b.children()[k], j);
    if (order != 0) return order;
  }
  return 0;
}

/// Returns where row `row` stands in the flat or constant vector behind `vector`.
const Vector& Resolve(const Vector& vector, uint32_t& row) {
  if (vector.IsDictionary()) {
    row = vector.codes()[row];
    return vector.dictionary();
  }
  if (vector.IsConstant()) row = 0;
  return vector;
}

}  // namespace

int CompareRows(const Vector& a, uint32_t i, const Vector& b, uint32_t j) {
  const bool a_null = a.IsNull(i);
  const bool b_null = b.IsNull(j);
  if (a_null || b_null) return static_cast<int>(a_null) - static_cast<int>(b_null);
  const Vector& left = Resolve(a, i);
  const Vector& right = Resolve(b, j);
  switch (left.type().physical()) {
    case PhysicalType::kList: return CompareLists(left, i, right, j);
    case PhysicalType::kStruct: return CompareStructs(left, i, right, j);
    default:
      return DispatchPhysical(left.type().physical(), [&]<typename T>() -> int {
        const T& x = left.values<T>()[i];
        const T& y = right.values<T>()[j];
        if constexpr (std::is_same_v<T, StringView>) return x.view().compare(y.view());
        return ValueLess(x, y) ? -1 : (ValueLess(y, x) ? 1 : 0);
      });
  }
}

}  // namespace lakebolt
