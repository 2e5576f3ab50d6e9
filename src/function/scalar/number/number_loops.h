#pragma once

#include <type_traits>

#include "base/error.h"
#include "vector/vector.h"

namespace lakebolt {

// Loops for arithmetic: `op(a, b, out)` computes one value and returns whether it went wrong, as a
// bool or a number that is not 0. The answers are joined without branches, so that loops vectorize;
// a caller then asks which row it was.

/// Returns rows that contain those of `rows` and are computed faster: all of them, where most are
/// alive. For operations that cannot fail over operands that can be read at any row.
inline RowSet MostlyDense(const Vector& left, const Vector& right, RowSet rows) {
  const bool dense = rows.count >= rows.size / 2 && !left.IsDictionary() && !right.IsDictionary();
  return dense ? RowSet::Dense(rows.size) : rows;
}

template <typename A, typename B, typename R, typename Op>
bool BinaryLoop(const Vector& left, const Vector& right, RowSet rows, R* out, const Op& op) {
  using Failure = std::invoke_result_t<const Op&, const A&, const B&, R&>;
  Failure failed{};
  if (rows.IsDense() && left.IsFlat() && right.IsFlat()) {
    const A* a = left.values<A>();
    const B* b = right.values<B>();
    for (uint32_t i = 0; i < rows.count; ++i) failed |= op(a[i], b[i], out[i]);
  } else if (rows.IsDense() && left.IsFlat() && right.IsConstant()) {
    const A* a = left.values<A>();
    const B b = right.values<B>()[0];
    for (uint32_t i = 0; i < rows.count; ++i) failed |= op(a[i], b, out[i]);
  } else if (rows.IsDense() && left.IsConstant() && right.IsFlat()) {
    const A a = left.values<A>()[0];
    const B* b = right.values<B>();
    for (uint32_t i = 0; i < rows.count; ++i) failed |= op(a, b[i], out[i]);
  } else {
    const VectorReader<A> a(left);
    const VectorReader<B> b(right);
    rows.ForEach([&](uint32_t row) { failed |= op(a[row], b[row], out[row]); });
  }
  return failed != Failure{};
}

template <typename A, typename R, typename Op>
bool UnaryLoop(const Vector& input, RowSet rows, R* out, const Op& op) {
  bool failed = false;
  if (rows.IsDense() && input.IsFlat()) {
    const A* a = input.values<A>();
    for (uint32_t i = 0; i < rows.count; ++i) failed |= op(a[i], out[i]);
  } else {
    const VectorReader<A> a(input);
    rows.ForEach([&](uint32_t row) { failed |= op(a[row], out[row]); });
  }
  return failed;
}

/// Raises kOutOfRange for the first row of a binary operation that went wrong: "127 + 1 does not
/// fit TINYINT".
template <typename A, typename B, typename R, typename Op>
[[noreturn]] void ThrowOverflow(const Vector& left, const Vector& right, RowSet rows,
                                const char* symbol, const LogicalType& result, const Op& op) {
  const VectorReader<A> a(left);
  const VectorReader<B> b(right);
  std::string what = "a result";
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    R ignored;
    if (left.IsNull(row) || right.IsNull(row) || !op(a[row], b[row], ignored)) continue;
    what = left.GetValue(row).ToString() + " " + symbol + " " + right.GetValue(row).ToString();
    break;
  }
  throw UserError(ErrorCode::kOutOfRange, what + " does not fit " + result.ToString(), {},
                  "cast the operands to a larger type first");
}

}  // namespace lakebolt
