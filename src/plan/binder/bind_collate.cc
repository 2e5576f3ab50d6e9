#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"

namespace lakebolt {

ExprPtr ExpressionBinder::BindCollate(const sql::CollateExpression& collate) {
  ExprPtr operand = Bind(*collate.operand);
  const SourceRange range = Where(collate);
  const TypeId type = operand->type().id();
  if (type != TypeId::kVarchar && type != TypeId::kNull) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "COLLATE is for VARCHAR, not " + operand->type().ToString(), range);
  }
  const uint8_t collation = CollationFor(collate.collation, state_.Where(collate.range));
  const LogicalType collated = LogicalType(TypeId::kVarchar).WithCollation(collation);
  if (operand->kind() == ExprKind::kConstant && type == TypeId::kVarchar &&
      !As<ConstantExpr>(operand).value().IsNull()) {
    return std::make_shared<ConstantExpr>(
        Value::String(collated, As<ConstantExpr>(operand).value().string()), range);
  }
  // A node of its own, so that the operand elsewhere is not collated; the optimizer drops the cast.
  return std::make_shared<CastExpr>(std::move(operand), collated, false, range);
}

}  // namespace lakebolt
