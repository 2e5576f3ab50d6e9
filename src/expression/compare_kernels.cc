#include "expression/compare_kernels.h"

#include "types/value_order.h"
#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

// Three tests make all six operators: the others swap the sides, invert the answer, or both.

struct IsEqual {
  template <typename T>
  static bool Test(const T& a, const T& b) {
    return ValueEqual(a, b);
  }
};
struct IsLess {
  template <typename T>
  static bool Test(const T& a, const T& b) {
    return ValueLess(a, b);
  }
};
struct IsLessEqual {
  template <typename T>
  static bool Test(const T& a, const T& b) {
    return !ValueLess(b, a);
  }
};

template <typename T>
struct FlatAccess {
  const T* values;
  const T& operator[](uint32_t row) const { return values[row]; }
};
template <typename T>
struct ConstantAccess {
  T value;
  const T& operator[](uint32_t) const { return value; }
};
template <typename T>
struct CodeAccess {
  const T* values;
  const uint32_t* codes;
  const T& operator[](uint32_t row) const { return values[codes[row]]; }
};

template <typename Test, typename A, typename B>
void Loop(const A a, const B b, RowSet rows, uint8_t invert, uint8_t* out) {
  if (rows.IsDense()) {
    for (uint32_t i = 0; i < rows.count; ++i) {
      out[i] = static_cast<uint8_t>(Test::Test(a[i], b[i])) ^ invert;
    }
  } else {
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows.indices[i];
      out[row] = static_cast<uint8_t>(Test::Test(a[row], b[row])) ^ invert;
    }
  }
}

template <typename Test, typename T>
void LoopByEncoding(const Vector& a, const Vector& b, RowSet rows, uint8_t invert, uint8_t* out) {
  if (a.IsFlat() && b.IsConstant()) {
    Loop<Test>(FlatAccess<T>{a.values<T>()}, ConstantAccess<T>{b.values<T>()[0]}, rows, invert,
               out);
  } else if (a.IsFlat() && b.IsFlat()) {
    Loop<Test>(FlatAccess<T>{a.values<T>()}, FlatAccess<T>{b.values<T>()}, rows, invert, out);
  } else if (a.IsDictionary() && b.IsConstant()) {
    Loop<Test>(CodeAccess<T>{a.dictionary().values<T>(), a.codes()},
               ConstantAccess<T>{b.values<T>()[0]}, rows, invert, out);
  } else {
    Loop<Test>(VectorReader<T>(a), VectorReader<T>(b), rows, invert, out);
  }
}

template <typename Test>
void Dispatch(const Vector& a, const Vector& b, RowSet rows, uint8_t invert, uint8_t* out) {
  DispatchPhysical(a.type().physical(),
                   [&]<typename T>() { LoopByEncoding<Test, T>(a, b, rows, invert, out); });
}

bool OrderAnswers(CompareOp op, int order) {
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct: return order == 0;
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct: return order != 0;
    case CompareOp::kLess: return order < 0;
    case CompareOp::kLessEqual: return order <= 0;
    case CompareOp::kGreater: return order > 0;
    case CompareOp::kGreaterEqual: return order >= 0;
  }
  return false;
}

/// Compares row by row: nested values of any operator, and NULL-aware comparison of flat ones.
void CompareRowByRow(CompareOp op, const Vector& a, const Vector& b, RowSet rows, uint8_t* out) {
  rows.ForEach([&](uint32_t row) { out[row] = OrderAnswers(op, CompareRows(a, row, b, row)); });
}

/// Mends the rows where one side or both are NULL, after both were compared as values.
void MendNulls(CompareOp op, const Vector& a, const Vector& b, RowSet rows, uint8_t* out) {
  rows.ForEach([&](uint32_t row) {
    const bool a_null = a.IsNull(row);
    const bool b_null = b.IsNull(row);
    if (a_null || b_null) out[row] = (a_null == b_null) == (op == CompareOp::kNotDistinct);
  });
}

}  // namespace

void CompareVectors(CompareOp op, const Vector& a, const Vector& b, RowSet rows, uint8_t* out) {
  const bool distinct = op == CompareOp::kDistinct || op == CompareOp::kNotDistinct;
  if (a.type().id() == TypeId::kNull) {
    const uint8_t answer = op == CompareOp::kNotDistinct ? 1 : 0;
    rows.ForEach([&](uint32_t row) { out[row] = answer; });
    return;
  }
  if (a.type().IsNested()) return CompareRowByRow(op, a, b, rows, out);
  if (distinct) {
    const bool negated = op == CompareOp::kDistinct;
    CompareVectors(negated ? CompareOp::kNotEqual : CompareOp::kEqual, a, b, rows, out);
    if (a.MayHaveNulls() || b.MayHaveNulls()) MendNulls(op, a, b, rows, out);
    return;
  }
  if (a.IsConstant() && !b.IsConstant()) return CompareVectors(Flip(op), b, a, rows, out);
  switch (op) {
    case CompareOp::kEqual: return Dispatch<IsEqual>(a, b, rows, 0, out);
    case CompareOp::kNotEqual: return Dispatch<IsEqual>(a, b, rows, 1, out);
    case CompareOp::kLess: return Dispatch<IsLess>(a, b, rows, 0, out);
    case CompareOp::kLessEqual: return Dispatch<IsLessEqual>(a, b, rows, 0, out);
    case CompareOp::kGreater: return Dispatch<IsLessEqual>(a, b, rows, 1, out);
    case CompareOp::kGreaterEqual: return Dispatch<IsLess>(a, b, rows, 1, out);
    default: return;
  }
}

}  // namespace lakebolt
