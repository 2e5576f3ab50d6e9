#include "optimizer/cardinality/selectivity.h"

#include <algorithm>
#include <cmath>

#include "optimizer/property/nullability.h"

namespace lakebolt {

namespace {

// Guesses for where statistics say nothing; of the size that other systems use.
constexpr double kDefaultEqual = 0.02;
constexpr double kDefaultRange = 1.0 / 3;
constexpr double kDefaultNull = 0.05;
constexpr double kDefaultCondition = 0.25;
constexpr double kLikePrefix = 0.05;
constexpr double kLikeInside = 0.1;
constexpr double kLeastSelectivity = 1e-9;
constexpr int kDeepest = 200;

/// Places a string on the number line by its first bytes, so that ranges can be interpolated.
double StringPosition(const std::string& text) {
  double position = 0;
  double unit = 1;
  for (size_t i = 0; i < 8; ++i) {
    unit /= 256;
    if (i < text.size()) position += unit * static_cast<unsigned char>(text[i]);
  }
  return position;
}

double Position(const Value& value) {
  return value.type().IsStringLike() ? StringPosition(value.string()) : value.AsDouble();
}

const Value* ConstantOf(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant ? &As<ConstantExpr>(expr).value() : nullptr;
}

bool IsLower(CompareOp op) {
  return op == CompareOp::kGreater || op == CompareOp::kGreaterEqual;
}
bool IsUpper(CompareOp op) {
  return op == CompareOp::kLess || op == CompareOp::kLessEqual;
}

bool IsRangeWithConstant(const Expr& expr) {
  if (expr.kind() != ExprKind::kCompare) return false;
  const auto& compare = As<CompareExpr>(expr);
  return (IsLower(compare.op()) || IsUpper(compare.op())) && ConstantOf(*compare.right());
}

}  // namespace

double DistinctAmong(double distinct, double rows) {
  if (distinct <= 1) return 1;
  return std::max(1.0, distinct * -std::expm1(-rows / distinct));
}

double SelectivityEstimator::NullFraction(const ColumnStatistics& statistics) const {
  if (!statistics.null_count || rows_ <= 0) return 0;
  return std::clamp(static_cast<double>(*statistics.null_count) / rows_, 0.0, 1.0);
}

double SelectivityEstimator::OfConjuncts(const std::vector<ExprPtr>& conjuncts, int depth) const {
  std::vector<double> shares;
  std::vector<bool> used(conjuncts.size(), false);
  for (size_t i = 0; i < conjuncts.size(); ++i) {
    if (used[i]) continue;
    double share = Of(*conjuncts[i], depth);
    if (IsRangeWithConstant(*conjuncts[i])) {
      // x >= a AND x < b: P(x >= a) + P(x < b) - 1 over the values' range.
      const auto& first = As<CompareExpr>(conjuncts[i]);
      for (size_t j = i + 1; j < conjuncts.size(); ++j) {
        if (used[j] || !IsRangeWithConstant(*conjuncts[j])) continue;
        const auto& second = As<CompareExpr>(conjuncts[j]);
        if (IsLower(first.op()) == IsLower(second.op())) continue;
        if (!first.left()->Equals(*second.left())) continue;
        const double both = share + Of(second) - 1;
        share = both > 0 ? both : kLeastSelectivity + share * Of(second) / 4;
        used[j] = true;
        break;
      }
    }
    shares.push_back(share);
  }
  std::sort(shares.begin(), shares.end());
  double product = 1;
  double exponent = 1;
  for (const double share : shares) {
    product *= std::pow(std::max(share, kLeastSelectivity), exponent);
    exponent = std::max(exponent / 2, 1.0 / 8);
  }
  return std::clamp(product, kLeastSelectivity, 1.0);
}

double SelectivityEstimator::Of(const Expr& condition, int depth) const {
  if (depth > kDeepest) return kDefaultCondition;
  switch (condition.kind()) {
    case ExprKind::kConstant: {
      const Value& value = As<ConstantExpr>(condition).value();
      return !value.IsNull() && value.boolean() ? 1 : 0;
    }
    case ExprKind::kCompare: return OfCompare(As<CompareExpr>(condition));
    case ExprKind::kIn: return OfIn(condition);
    case ExprKind::kConjunction: {
      if (As<ConjunctionExpr>(condition).is_and())
        return OfConjuncts(condition.children(), depth + 1);
      double none = 1;
      for (const ExprPtr& term : condition.children()) none *= 1 - Of(*term, depth + 1);
      return 1 - none;
    }
    case ExprKind::kNot: {
      const Expr& input = *condition.child(0);
      return std::max(kLeastSelectivity, 1 - Of(input, depth + 1));
    }
    case ExprKind::kIsNull: {
      const ColumnStatistics statistics = StatisticsOfExpr(*condition.child(0), lookup_);
      return statistics.null_count ? NullFraction(statistics) : kDefaultNull;
    }
    case ExprKind::kColumn: return 0.5;
    case ExprKind::kCall: return OfCall(As<CallExpr>(condition));
    default: return kDefaultCondition;
  }
}

double SelectivityEstimator::OfEqual(const Expr& expr, const Value* constant) const {
  if (constant && constant->IsNull()) return 0;
  const ColumnStatistics statistics = StatisticsOfExpr(expr, lookup_);
  if (constant && statistics.min && statistics.max && statistics.min->type() == constant->type() &&
      (Value::Compare(*constant, *statistics.min) < 0 ||
       Value::Compare(*constant, *statistics.max) > 0)) {
    return kLeastSelectivity;
  }
  const double share =
      statistics.distinct_count ? 1 / std::max(1.0, *statistics.distinct_count) : kDefaultEqual;
  return share * (1 - NullFraction(statistics));
}

double SelectivityEstimator::OfCompare(const CompareExpr& compare) const {
  const Value* constant = ConstantOf(*compare.right());
  if (constant && constant->IsNull()) {
    return compare.op() == CompareOp::kNotDistinct ? kDefaultNull : 0;
  }
  if (!constant) return OfColumns(compare);
  switch (compare.op()) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct: return OfEqual(*compare.left(), constant);
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct: return 1 - OfEqual(*compare.left(), constant);
    default: return OfRange(StatisticsOfExpr(*compare.left(), lookup_), compare.op(), *constant);
  }
}

double SelectivityEstimator::OfRange(const ColumnStatistics& statistics, CompareOp op,
                                     const Value& constant) const {
  if (!statistics.min || !statistics.max || statistics.min->type() != constant.type()) {
    return kDefaultRange;
  }
  const double low = Position(*statistics.min);
  const double high = Position(*statistics.max);
  const double at = Position(constant);
  double below;
  if (at < low) {
    below = 0;
  } else if (at > high) {
    below = 1;
  } else if (high <= low) {
    below = 0.5;
  } else {
    below = (at - low) / (high - low);
  }
  // At an end of the range, the other side still holds the values equal to that end.
  const double one = statistics.distinct_count ? 1 / std::max(1.0, *statistics.distinct_count) : 0;
  const bool inclusive = op == CompareOp::kLessEqual || op == CompareOp::kGreaterEqual;
  double share = IsUpper(op) ? below : 1 - below;
  if (inclusive && at >= low && at <= high) share = std::max(share, one);
  return std::clamp(share, kLeastSelectivity, 1.0) * (1 - NullFraction(statistics));
}

double SelectivityEstimator::OfColumns(const CompareExpr& compare) const {
  switch (compare.op()) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct:
      return std::min(OfEqual(*compare.left(), nullptr), OfEqual(*compare.right(), nullptr));
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct:
      return 1 - std::min(OfEqual(*compare.left(), nullptr), OfEqual(*compare.right(), nullptr));
    default: return kDefaultRange;
  }
}

double SelectivityEstimator::OfIn(const Expr& in) const {
  double share = 0;
  for (size_t i = 1; i < in.children().size(); ++i) {
    share += OfEqual(*in.child(0), ConstantOf(*in.child(i)));
  }
  return std::min(share, 1.0);
}

double SelectivityEstimator::OfCall(const CallExpr& call) const {
  const std::string& name = call.function().name;
  const bool like =
      name == "~~" || name == "~~*" || name == "like_escape" || name == "ilike_escape";
  if (like && call.children().size() >= 2) {
    const Value* pattern = ConstantOf(*call.child(1));
    if (!pattern || pattern->IsNull()) return kLikeInside;
    const std::string& text = pattern->string();
    if (text.find_first_of("%_") == std::string::npos) return OfEqual(*call.child(0), pattern);
    if (text == "%") return 1;
    if (text[0] != '%' && text[0] != '_') return kLikePrefix;
    // Each further fixed part between wildcards is one more thing to be found.
    double parts = 0;
    bool inside = false;
    for (const char c : text) {
      const bool wild = c == '%';
      parts += !wild && !inside;
      inside = !wild;
    }
    return std::pow(kLikeInside, std::clamp(parts, 1.0, 2.0));
  }
  if (name == "starts_with" || name == "prefix") return kLikePrefix;
  if (name == "contains") return kLikeInside;
  return kDefaultCondition;
}

void NarrowByCondition(const Expr& condition, ColumnId column, ColumnStatistics& statistics) {
  if (statistics.null_count != 0 && RejectsNulls(condition, {column})) statistics.null_count = 0;
  const auto is_column = [&](const Expr& expr) {
    return expr.kind() == ExprKind::kColumn && As<ColumnExpr>(expr).id() == column;
  };
  const auto raise_min = [&](const Value& value) {
    if (!statistics.min || Value::Compare(value, *statistics.min) > 0) {
      statistics.min = value;
      statistics.exact_bounds = false;
    }
  };
  const auto lower_max = [&](const Value& value) {
    if (!statistics.max || Value::Compare(value, *statistics.max) < 0) {
      statistics.max = value;
      statistics.exact_bounds = false;
    }
  };
  if (condition.kind() == ExprKind::kCompare) {
    const auto& compare = As<CompareExpr>(condition);
    const Value* constant = ConstantOf(*compare.right());
    if (!constant || constant->IsNull() || !is_column(*compare.left())) return;
    const bool equal = compare.op() == CompareOp::kEqual || compare.op() == CompareOp::kNotDistinct;
    if (equal || IsLower(compare.op())) raise_min(*constant);
    if (equal || IsUpper(compare.op())) lower_max(*constant);
    if (equal) statistics.distinct_count = 1;
    return;
  }
  if (condition.kind() != ExprKind::kIn || !is_column(*condition.child(0))) return;
  const Value* low = nullptr;
  const Value* high = nullptr;
  for (size_t i = 1; i < condition.children().size(); ++i) {
    const Value* item = ConstantOf(*condition.child(i));
    if (!item) return;
    if (item->IsNull()) continue;
    if (!low || Value::Compare(*item, *low) < 0) low = item;
    if (!high || Value::Compare(*item, *high) > 0) high = item;
  }
  if (!low) return;
  raise_min(*low);
  lower_max(*high);
  const auto items = static_cast<double>(condition.children().size() - 1);
  statistics.distinct_count = std::min(statistics.distinct_count.value_or(items), items);
}

}  // namespace lakebolt
