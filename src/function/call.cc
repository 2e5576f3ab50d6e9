#include "function/call.h"

#include <algorithm>

#include "base/error.h"
#include "function/validity.h"

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
      out = call_on_valid_rows();
    }
  }
  ApplyValidity(out, validity);
  return out;
}

Vector Call(const BoundScalar& function, std::span<const Vector> args, RowSet rows) {
  if (function.traits.nulls == NullHandling::kPropagate) {
    return CallPropagating(function, args, rows);
  }
  return function.kernel(args, rows);
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
