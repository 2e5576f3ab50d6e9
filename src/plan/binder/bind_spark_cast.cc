// Casts that only Spark has, or whose text is another there than ours.

#include "function/spark/value_text.h"
#include "plan/binder/expression_binder.h"

namespace lakebolt {

ExprPtr ExpressionBinder::BindSparkCast(const ExprPtr& operand, const LogicalType& to,
                                        SourceRange range) {
  const LogicalType& from = operand->type();
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
