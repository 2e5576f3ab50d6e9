// Casts that only Spark has, or whose result is another there than ours; and what text beside
// numbers becomes there.

#include <algorithm>

#include "expression/evaluator.h"
#include "function/spark/value_text.h"
#include "function/spark/whole_number.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"

namespace lakebolt {

namespace {

bool IsText(const ExprPtr& expr) {
  return expr->type() == LogicalType(TypeId::kVarchar);
}

}  // namespace

bool ExpressionBinder::SpeaksSpark() const {
  return state_.context().settings->Get("function_dialect") == "spark";
}

ExprPtr ExpressionBinder::ReadWholeText(ExprPtr text, const LogicalType& to, bool try_cast,
                                        SourceRange range) {
  const auto reading = try_cast                      ? WholeNumberReading::kTry
                       : state_.GetBool("ansi_mode") ? WholeNumberReading::kStrict
                                                     : WholeNumberReading::kForgiving;
  auto function = std::make_shared<const BoundScalar>(ReadWholeNumber(to, reading));
  std::vector<ExprPtr> arguments = {std::move(text)};
  return std::make_shared<CallExpr>(std::move(function), std::move(arguments), range);
}

void ExpressionBinder::CoerceSparkOperands(const std::string& name, ExprPtr& left, ExprPtr& right,
                                           SourceRange range) {
  const bool ansi = state_.GetBool("ansi_mode");
  for (ExprPtr* side : {&left, &right}) {
    const LogicalType other = side == &left ? right->type() : left->type();
    const bool alone = other == LogicalType(TypeId::kVarchar) || other.id() == TypeId::kNull;
    if (!IsText(*side) || !(other.IsNumeric() || alone)) continue;
    if (ansi && alone) {
      throw UserError(ErrorCode::kTypeMismatch,
                      "\"" + name + "\" of texts: one operand at least has to be a number", range,
                      "cast the texts, as in CAST(x AS DOUBLE)");
    }
    if (ansi && other.IsInteger()) {
      *side = ReadWholeText(std::move(*side), TypeId::kInt64, false, range);
    } else {
      *side = std::make_shared<CastExpr>(std::move(*side), TypeId::kFloat64, !ansi, range);
    }
  }
}

void ExpressionBinder::CoerceSparkComparison(ExprPtr& left, ExprPtr& right, SourceRange range) {
  const bool ansi = state_.GetBool("ansi_mode");
  for (ExprPtr* side : {&left, &right}) {
    const LogicalType other = side == &left ? right->type() : left->type();
    if (!IsText(*side) || !other.IsNumeric()) continue;
    if (other.IsInteger()) {
      *side = ReadWholeText(std::move(*side), ansi ? TypeId::kInt64 : other.id(), false, range);
    } else {
      *side = std::make_shared<CastExpr>(std::move(*side), TypeId::kFloat64, !ansi, range);
    }
  }
}

void ExpressionBinder::CoerceSparkList(std::vector<ExprPtr>& values, SourceRange range) {
  const auto is_number = [](const ExprPtr& value) { return value->type().IsNumeric(); };
  if (std::none_of(values.begin(), values.end(), is_number)) return;
  const bool whole = std::all_of(values.begin(), values.end(), [&](const ExprPtr& value) {
    return !is_number(value) || value->type().IsInteger();
  });
  const ExprPtr number = MakeConstant(whole ? Value::Int64(0) : Value::Float64(0));
  for (ExprPtr& value : values) {
    if (!IsText(value)) continue;
    ExprPtr other = number;
    CoerceSparkComparison(value, other, range);
    if (IsFoldable(*value)) value = FoldConstants(value);
  }
}

ExprPtr ExpressionBinder::BindSparkCast(const ExprPtr& operand, const LogicalType& to,
                                        bool try_cast, SourceRange range) {
  const LogicalType& from = operand->type();
  if (IsText(operand) && to.IsInteger()) return ReadWholeText(operand, to, try_cast, range);
  const auto cast = [&](ExprPtr value, const LogicalType& type) -> ExprPtr {
    if (value->type() == type) return value;
    return std::make_shared<CastExpr>(std::move(value), type, false, range);
  };
  const bool is_text = to == LogicalType(TypeId::kVarchar);
  if (from.id() == TypeId::kVariant && is_text) {  // of an object or array it is JSON
    ExprPtr json = cast(operand, LogicalType::Json());
    return Call("json_extract_string", {std::move(json), MakeConstant(Value::Varchar("$"))}, range);
  }
  if (is_text && HasSparkText(from)) return Call("spark:string", {operand}, range);
  if (to.id() == TypeId::kBlob && from == LogicalType(TypeId::kVarchar)) {
    return Call("encode", {operand, MakeConstant(Value::Varchar("utf-8"))}, range);
  }
  const LogicalType moment = LogicalType::Timestamp(TimeUnit::kMicro, true);
  if (to == moment && from.IsNumeric()) return Call("timestamp_seconds", {operand}, range);
  if (from == moment && to.IsInteger()) {
    return cast(Call("unix_seconds", {operand}, range), to);
  }
  if (from == moment && (to.IsFloating() || to.IsDecimal())) {
    constexpr double kMicrosPerSecond = 1e6;
    ExprPtr micros = cast(Call("unix_micros", {operand}, range), TypeId::kFloat64);
    ExprPtr divisor = MakeConstant(Value::Float64(kMicrosPerSecond));
    return cast(Call("/", {std::move(micros), std::move(divisor)}, range), to);
  }
  return nullptr;
}

}  // namespace lakebolt
