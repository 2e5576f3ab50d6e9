#include "optimizer/cardinality/expression_statistics.h"

#include <algorithm>
#include <array>

#include "base/cancellation_scope.h"
#include "expression/evaluator.h"
#include "function/cast.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

constexpr double kDefaultStringWidth = 20;
/// Of what lies deeper inside an expression nothing is said: machine-made SQL can nest without end.
constexpr int kDeepest = 200;

bool HasBounds(const ColumnStatistics& statistics) {
  return statistics.min && statistics.max;
}

bool IsExactNumber(const LogicalType& type) {
  return type.IsInteger() || type.IsDecimal();
}

int ScaleOf(const LogicalType& type) {
  return type.IsDecimal() ? type.scale() : 0;
}

/// Tells whether a number is a value of an integer or decimal type.
bool FitsType(int128_t value, const LogicalType& type) {
  if (type.IsDecimal()) return FitsPrecision(value, type.precision());
  if (type.physical() == PhysicalType::kInt128) return true;
  if (type.physical() == PhysicalType::kUInt128) return value >= 0;
  const int bits = static_cast<int>(PhysicalWidth(type.physical())) * 8;
  if (type.IsUnsignedInteger())
    return value >= 0 && value <= ((static_cast<int128_t>(1) << bits) - 1);
  const int128_t bound = static_cast<int128_t>(1) << (bits - 1);
  return value >= -bound && value < bound;
}

/// Writes `value`, of scale `from`, at scale `to`; nothing on overflow.
std::optional<int128_t> Rescale(int128_t value, int from, int to) {
  int128_t result = 0;
  if (to < from || to - from > kMaxDecimal128Precision) return std::nullopt;
  if (__builtin_mul_overflow(value, PowerOfTen(to - from), &result)) return std::nullopt;
  return result;
}

std::optional<int128_t> Combine(const std::string& op, int128_t a, int128_t b) {
  int128_t result = 0;
  bool overflow = true;
  if (op == "+") overflow = __builtin_add_overflow(a, b, &result);
  if (op == "-") overflow = __builtin_sub_overflow(a, b, &result);
  if (op == "*") overflow = __builtin_mul_overflow(a, b, &result);
  if (overflow) return std::nullopt;
  return result;
}

/// Sets the bounds of a sum, difference or product of exact numbers, if they can be said.
void SetArithmeticBounds(const CallExpr& call, const ColumnStatistics& left,
                         const ColumnStatistics& right, ColumnStatistics& out) {
  const std::string& op = call.function().name;
  const LogicalType& type = call.type();
  if (!HasBounds(left) || !HasBounds(right) || !IsExactNumber(type)) return;
  if (!IsExactNumber(left.min->type()) || !IsExactNumber(right.min->type())) return;
  for (const auto& bound : {left.min, left.max, right.min, right.max}) {
    if (!bound->HasIntegral()) return;
  }
  const int left_scale = ScaleOf(left.min->type());
  const int right_scale = ScaleOf(right.min->type());
  const bool product = op == "*";
  if (product && left_scale + right_scale != ScaleOf(type)) return;
  std::optional<int128_t> low;
  std::optional<int128_t> high;
  for (const Value* a : {&*left.min, &*left.max}) {
    for (const Value* b : {&*right.min, &*right.max}) {
      const int scale = ScaleOf(type);
      const auto x = Rescale(a->integral(), left_scale, product ? left_scale : scale);
      const auto y = Rescale(b->integral(), right_scale, product ? right_scale : scale);
      if (!x || !y) return;
      const std::optional<int128_t> value = Combine(op, *x, *y);
      if (!value || !FitsType(*value, type)) return;
      low = low ? std::min(*low, *value) : *value;
      high = high ? std::max(*high, *value) : *value;
    }
  }
  out.min = Value::Integral(type, *low);
  out.max = Value::Integral(type, *high);
}

/// Puts both ends of the first argument's interval through a monotone function.
void SetMonotoneBounds(const CallExpr& call, const ColumnStatistics& first, ColumnStatistics& out) {
  const Monotonicity direction = call.function().traits.monotonicity;
  if (direction == Monotonicity::kNone || !HasBounds(first)) return;
  for (size_t i = 1; i < call.children().size(); ++i) {
    if (call.child(i)->kind() != ExprKind::kConstant) return;
  }
  const auto at = [&](const Value& value) {
    std::vector<ExprPtr> arguments = call.children();
    arguments[0] = MakeConstant(value);
    return EvaluateConstant(call.WithChildren(std::move(arguments)));
  };
  try {
    Value low = at(*first.min);
    Value high = at(*first.max);
    if (low.IsNull() || high.IsNull()) return;
    if (direction == Monotonicity::kDecreasing) std::swap(low, high);
    out.min = std::move(low);
    out.max = std::move(high);
  } catch (const UserError&) {
    CheckCancellation();
    // A bound that no value has may be out of the function's range: nothing is known then.
    out.min.reset();
    out.max.reset();
  }
}

ColumnStatistics Derive(const Expr& expr, const StatisticsLookup& lookup, int depth);

ColumnStatistics StatisticsOfCall(const CallExpr& call, const StatisticsLookup& lookup, int depth) {
  ColumnStatistics out;
  out.average_width = DefaultWidth(call.type());
  std::vector<ColumnStatistics> arguments;
  double distinct = 1;
  bool known = true;
  for (const ExprPtr& child : call.children()) {
    arguments.push_back(Derive(*child, lookup, depth + 1));
    known &= arguments.back().distinct_count.has_value();
    distinct *= arguments.back().distinct_count.value_or(1);
  }
  if (known && !arguments.empty()) out.distinct_count = distinct;
  const std::string& name = call.function().name;
  if (arguments.size() == 2 && (name == "+" || name == "-" || name == "*")) {
    SetArithmeticBounds(call, arguments[0], arguments[1], out);
    if (arguments[0].HasNoNulls() && arguments[1].HasNoNulls() && IsExactNumber(call.type())) {
      out.null_count = 0;
    }
  } else if (!arguments.empty()) {
    SetMonotoneBounds(call, arguments[0], out);
  }
  CapDistinctByRange(call.type(), out);
  return out;
}

ColumnStatistics StatisticsOfCast(const CastExpr& cast, const StatisticsLookup& lookup, int depth) {
  const ColumnStatistics input = Derive(*cast.child(0), lookup, depth + 1);
  ColumnStatistics out;
  out.average_width = DefaultWidth(cast.type());
  out.distinct_count = input.distinct_count;
  if (!cast.is_try()) out.null_count = input.null_count;
  if (HasBounds(input) && CastIsMonotonic(cast.child(0)->type(), cast.type())) {
    const Value low = CastValue(*input.min, cast.type(), CastMode::kTry);
    const Value high = CastValue(*input.max, cast.type(), CastMode::kTry);
    if (!low.IsNull() && !high.IsNull()) {
      out.min = low;
      out.max = high;
      out.sorted = input.sorted;
    }
  }
  CapDistinctByRange(cast.type(), out);
  return out;
}

ColumnStatistics Derive(const Expr& expr, const StatisticsLookup& lookup, int depth) {
  if (depth > kDeepest) return {};
  switch (expr.kind()) {
    case ExprKind::kColumn: return lookup(As<ColumnExpr>(expr).id());
    case ExprKind::kConstant: {
      ColumnStatistics out;
      out.average_width = DefaultWidth(expr.type());
      const Value& value = As<ConstantExpr>(expr).value();
      out.distinct_count = 1;
      if (value.IsNull()) return out;
      out.min = out.max = value;
      out.null_count = 0;
      return out;
    }
    case ExprKind::kCast: return StatisticsOfCast(As<CastExpr>(expr), lookup, depth);
    case ExprKind::kCall: return StatisticsOfCall(As<CallExpr>(expr), lookup, depth);
    case ExprKind::kCase: {
      ColumnStatistics out = Derive(*expr.children().back(), lookup, depth + 1);
      for (size_t i = 1; i < expr.children().size(); i += 2) {
        out = UnionStatistics(out, Derive(*expr.child(i), lookup, depth + 1));
      }
      CapDistinctByRange(expr.type(), out);
      if (out.null_count != 0) out.null_count.reset();
      return out;
    }
    default: break;
  }
  ColumnStatistics out;
  out.average_width = DefaultWidth(expr.type());
  if (expr.type().id() == TypeId::kBoolean) out.distinct_count = 2;
  if (expr.kind() == ExprKind::kIsNull) out.null_count = 0;
  return out;
}

}  // namespace

double DefaultWidth(const LogicalType& type) {
  if (type.IsStringLike()) return kDefaultStringWidth;
  if (type.IsNested()) return 2 * kDefaultStringWidth;
  return std::max<double>(1, PhysicalWidth(type.physical()));
}

void CapDistinctByRange(const LogicalType& type, ColumnStatistics& statistics) {
  if (!HasBounds(statistics)) return;
  if (!IsExactNumber(type) && type.id() != TypeId::kDate && type.id() != TypeId::kBoolean) return;
  const double range =
      static_cast<double>(statistics.max->wide()) - static_cast<double>(statistics.min->wide()) + 1;
  if (statistics.distinct_count) {
    statistics.distinct_count = std::max(1.0, std::min(*statistics.distinct_count, range));
  } else if (range <= 1000) {
    statistics.distinct_count = std::max(1.0, range);
  }
}

ColumnStatistics UnionStatistics(const ColumnStatistics& a, const ColumnStatistics& b) {
  ColumnStatistics out;
  out.average_width = std::max(a.average_width, b.average_width);
  if (HasBounds(a) && HasBounds(b)) {
    out.min = Value::Compare(*a.min, *b.min) <= 0 ? a.min : b.min;
    out.max = Value::Compare(*a.max, *b.max) >= 0 ? a.max : b.max;
  }
  if (a.null_count && b.null_count) out.null_count = *a.null_count + *b.null_count;
  if (a.distinct_count && b.distinct_count) {
    out.distinct_count = *a.distinct_count + *b.distinct_count;
  }
  return out;
}

ColumnStatistics StatisticsOfExpr(const Expr& expr, const StatisticsLookup& lookup) {
  return Derive(expr, lookup, 0);
}

}  // namespace lakebolt
