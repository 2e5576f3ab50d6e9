#include "vector/row_match.h"

#include <vector>

namespace lakebolt {

namespace {

template <typename T>
bool SameValue(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a == b || (a != a && b != b);
  } else {
    return a == b;
  }
}

bool MatchNulls(bool a_null, bool b_null, NullMatch nulls) {
  return nulls == NullMatch::kAlways || (nulls == NullMatch::kBothNull && a_null && b_null);
}

template <typename T>
void MatchFlat(const Vector& a, const uint32_t* a_rows, const Vector& b, const uint32_t* b_rows,
               uint32_t count, NullMatch nulls, uint8_t* mask) {
  const VectorReader<T> left(a);
  const VectorReader<T> right(b);
  if (!left.MayHaveNulls() && !right.MayHaveNulls()) {
    for (uint32_t i = 0; i < count; ++i) {
      mask[i] &= static_cast<uint8_t>(SameValue(left[a_rows[i]], right[b_rows[i]]));
    }
    return;
  }
  for (uint32_t i = 0; i < count; ++i) {
    const bool a_null = left.IsNull(a_rows[i]);
    const bool b_null = right.IsNull(b_rows[i]);
    const bool match = a_null || b_null ? MatchNulls(a_null, b_null, nulls)
                                        : SameValue(left[a_rows[i]], right[b_rows[i]]);
    mask[i] &= static_cast<uint8_t>(match);
  }
}

bool SameList(const Vector& a, uint32_t a_row, const Vector& b, uint32_t b_row) {
  const ListEntry left = a.values<ListEntry>()[a_row];
  const ListEntry right = b.values<ListEntry>()[b_row];
  if (left.length != right.length) return false;
  std::vector<uint32_t> a_rows(left.length);
  std::vector<uint32_t> b_rows(left.length);
  std::vector<uint8_t> mask(left.length, 1);
  for (uint32_t k = 0; k < left.length; ++k) {
    a_rows[k] = left.offset + k;
    b_rows[k] = right.offset + k;
  }
  MatchRows(a.children()[0], a_rows.data(), b.children()[0], b_rows.data(), left.length,
            NullMatch::kBothNull, mask.data());
  for (const uint8_t same : mask) {
    if (same == 0) return false;
  }
  return true;
}

void MatchNested(const Vector& a, const uint32_t* a_rows, const Vector& b, const uint32_t* b_rows,
                 uint32_t count, NullMatch nulls, uint8_t* mask) {
  const bool lists = a.type().physical() == PhysicalType::kList;
  std::vector<uint8_t> same(count, 1);
  for (size_t c = 0; !lists && c < a.children().size(); ++c) {
    MatchRows(a.children()[c], a_rows, b.children()[c], b_rows, count, NullMatch::kBothNull,
              same.data());
  }
  for (uint32_t i = 0; i < count; ++i) {
    const bool a_null = a.IsNull(a_rows[i]);
    const bool b_null = b.IsNull(b_rows[i]);
    if (a_null || b_null) {
      same[i] = static_cast<uint8_t>(MatchNulls(a_null, b_null, nulls));
    } else if (lists && mask[i] != 0) {
      same[i] = static_cast<uint8_t>(SameList(a, a_rows[i], b, b_rows[i]));
    }
    mask[i] &= same[i];
  }
}

}  // namespace

void MatchRows(const Vector& a, const uint32_t* a_rows, const Vector& b, const uint32_t* b_rows,
               uint32_t count, NullMatch nulls, uint8_t* mask) {
  const PhysicalType physical = a.type().physical();
  if (physical == PhysicalType::kList || physical == PhysicalType::kStruct) {
    MatchNested(a.Flatten(), a_rows, b.Flatten(), b_rows, count, nulls, mask);
    return;
  }
  DispatchPhysical(physical,
                   [&]<typename T>() { MatchFlat<T>(a, a_rows, b, b_rows, count, nulls, mask); });
}

}  // namespace lakebolt
