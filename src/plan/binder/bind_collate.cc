#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"

namespace lakebolt {

ExprPtr ExpressionBinder::BindCollate(const sql::CollateExpression& collate) {
  ExprPtr operand = Bind(*collate.operand);
  const uint8_t collation = CollationFor(collate.collation, state_.Where(collate.range));
  return Collated(std::move(operand), collation, Where(collate));
}

}  // namespace lakebolt
