// What fails for some rows is computed for halves of them, and for halves of these, until the rows
// that fail stand alone: with few of them the others cost little more than without.

#include "function/try_rows.h"

#include "base/user_code_error.h"
#include "function/lambda_rows.h"

#include <utility>
#include <vector>

namespace lakebolt {

namespace {

/// Runs `compute(rows, count)`, which stores the results of rows; on failure runs it for each half,
/// and makes NULL of a row that fails alone.
template <typename Compute>
void ComputeByHalves(const Compute& compute, const uint32_t* rows, uint32_t count, Vector& out) {
  try {
    compute(rows, count);
    return;
  } catch (const UserError& error) {
    if (!IsValueError(error)) throw;
  }
  if (count == 1) {
    out.SetNull(rows[0]);
    return;
  }
  const uint32_t half = count / 2;
  ComputeByHalves(compute, rows, half, out);
  ComputeByHalves(compute, rows + half, count - half, out);
}

/// Computes a body that may fail for some rows.
Vector TryBody(LambdaBody& body, RowSet rows) {
  const std::vector<uint32_t> list = ListRows(rows);
  try {
    const Vector values = body.Evaluate({}, list.data(), rows.count);
    if (rows.IsDense() && rows.count == rows.size) return values;
    return SpreadRows(values, list, rows.size);
  } catch (const UserError& error) {
    if (!IsValueError(error)) throw;
  }
  Vector out(body.result(), rows.size);
  const auto compute = [&](const uint32_t* some, uint32_t count) {
    const Vector values = body.Evaluate({}, some, count);
    for (uint32_t i = 0; i < count; ++i) out.SetValue(some[i], values.GetValue(i));
  };
  ComputeByHalves(compute, list.data(), rows.count, out);
  return out;
}

}  // namespace

bool IsValueError(const UserError& error) {
  if (error.code() == kUserCodeError) return true;
  switch (error.code()) {
    case ErrorCode::kDivisionByZero:
    case ErrorCode::kOutOfRange:
    case ErrorCode::kInvalidCast:
    case ErrorCode::kInvalidArgument: return true;
    default: return false;
  }
}

ScalarKernel Trying(ScalarKernel kernel, LogicalType result) {
  return [kernel = std::move(kernel), result = std::move(result)](std::span<const Vector> args,
                                                                  RowSet rows) {
    try {
      return kernel(args, rows);
    } catch (const UserError& error) {
      if (!IsValueError(error)) throw;
    }
    Vector out(result, rows.size);
    const std::vector<uint32_t> list = ListRows(rows);
    const auto compute = [&](const uint32_t* some, uint32_t count) {
      const Vector values = kernel(args, RowSet{some, count, rows.size});
      for (uint32_t i = 0; i < count; ++i) out.SetValue(some[i], values.GetValue(some[i]));
    };
    ComputeByHalves(compute, list.data(), rows.count, out);
    return out;
  };
}

BoundScalar MakeTryFunction(const LogicalType& type) {
  BoundScalar bound;
  bound.name = "try";
  bound.arguments = {type};
  bound.result = type;
  bound.traits.nulls = NullHandling::kSpecial;
  bound.traits.can_fail = false;
  bound.lambda_kernel = [](std::span<const Vector>, std::span<LambdaBody* const> lambdas,
                           RowSet rows) { return TryBody(*lambdas[0], rows); };
  return bound;
}

}  // namespace lakebolt
