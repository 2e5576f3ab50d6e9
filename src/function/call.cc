#include "function/call.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/lambda_rows.h"
#include "function/validity.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

Vector CallPropagating(const BoundScalar& function, std::span<const Vector> args, RowSet rows) {
  const BufferPtr validity = CombineValidity(args, rows);
  if (validity == nullptr) return function.kernel(args, rows);
  const bool any_constant_null = std::any_of(args.begin(), args.end(), [](const Vector& arg) {
    return arg.IsConstant() && arg.size() > 0 && arg.IsNull(0);
  });
  if (any_constant_null) return Vector::Constant(Value(function.result), rows.size);
  Vector out;
  const auto call_on_valid_rows = [&] {
    const std::vector<uint32_t> valid = ValidRows(validity->as<uint64_t>(), rows);
    const auto count = static_cast<uint32_t>(valid.size());
    return function.kernel(args, RowSet{valid.data(), count, rows.size});
  };
  if (!function.traits.can_fail) {
    out = function.kernel(args, rows);
  } else {
    // What lies under NULLs seldom fails, and working on all rows is faster than picking them.
    try {
      out = function.kernel(args, rows);
    } catch (const UserError&) {
      CheckCancellation();
      out = call_on_valid_rows();
    }
  }
  ApplyValidity(out, validity);
  return out;
}

Vector CallWhole(const BoundScalar& function, std::span<const Vector> args, RowSet rows) {
  if (function.traits.nulls == NullHandling::kPropagate) {
    return CallPropagating(function, args, rows);
  }
  return function.kernel(args, rows);
}

// A kernel that gets more than this at once could not be cancelled for long.
constexpr uint64_t kMostRows = 1 << 16;
constexpr uint64_t kMostBytes = 1 << 20;     // of text
constexpr uint64_t kMostElements = 1 << 16;  // of lists

/// Adds up `size` of the values of an argument, those under NULLs too unless `exact`: what stands
/// there may be any number.
template <typename T, typename Size>
uint64_t AddUp(const Vector& arg, RowSet rows, bool exact, Size size) {
  const VectorReader<T> reader(arg);
  uint64_t sum = 0;
  if (exact) {
    rows.ForEach([&](uint32_t row) { sum += reader.IsNull(row) ? 0 : size(reader[row]); });
  } else {
    rows.ForEach([&](uint32_t row) { sum += size(reader[row]); });
  }
  return sum;
}

/// Returns into how many parts, beside one, rows are cut for what an argument holds.
uint64_t PartsFor(const Vector& arg, RowSet rows, bool exact) {
  switch (arg.type().physical()) {
    case PhysicalType::kString:
      return AddUp<StringView>(arg, rows, exact, [](const auto& text) { return text.size(); }) /
             kMostBytes;
    case PhysicalType::kList:
      return AddUp<ListEntry>(arg, rows, exact, [](const auto& list) { return list.length; }) /
             kMostElements;
    default: return 0;
  }
}

/// Returns how many of the rows a kernel may get at once.
uint32_t RowsAtOnce(std::span<const Vector> args, RowSet rows) {
  uint64_t parts = rows.count / kMostRows;
  for (const Vector& arg : args) {
    if (PartsFor(arg, rows, false) > 0) parts = std::max(parts, PartsFor(arg, rows, true));
  }
  return static_cast<uint32_t>(std::max<uint64_t>(1, rows.count / (parts + 1)));
}

/// Calls a function for `at_once` rows at a time.
Vector CallInParts(const BoundScalar& function, std::span<const Vector> args, RowSet rows,
                   uint32_t at_once) {
  std::vector<Vector> parts;
  std::vector<Vector> some(args.size());
  for (uint32_t begin = 0; begin < rows.count; begin += at_once) {
    CheckCancellation();
    const uint32_t count = std::min(at_once, rows.count - begin);
    for (size_t i = 0; i < args.size(); ++i) {
      some[i] = rows.IsDense() ? args[i].Slice(begin, count)
                               : args[i].Gather(rows.indices + begin, count);
    }
    parts.push_back(CallWhole(function, some, RowSet::Dense(count)));
  }
  std::vector<const Vector*> all;
  for (const Vector& part : parts) all.push_back(&part);
  const Vector joined = ConcatVectors(function.result, all);
  return rows.IsDense() ? joined : SpreadRows(joined, ListRows(rows), rows.size);
}

Vector Call(const BoundScalar& function, std::span<const Vector> args, RowSet rows) {
  CheckCancellation();
  const uint32_t at_once = RowsAtOnce(args, rows);
  return rows.count <= 1 || at_once >= rows.count ? CallWhole(function, args, rows)
                                                  : CallInParts(function, args, rows, at_once);
}

}  // namespace

Vector CallScalar(const BoundScalar& function, std::span<const Vector> args, RowSet rows) {
  const bool constant =
      !args.empty() && function.traits.volatility != Volatility::kVolatile && rows.count > 0 &&
      std::all_of(args.begin(), args.end(), [](const Vector& arg) { return arg.IsConstant(); });
  if (!constant) return Call(function, args, rows);
  std::vector<Vector> single;
  for (const Vector& arg : args) single.push_back(arg.Resized(1));
  return Call(function, single, RowSet::Dense(1)).AsConstant(rows.size);
}

}  // namespace lakebolt
