#include "plan/subquery_expression.h"

#include "base/hash.h"

namespace lakebolt {

ExprPtr SubqueryExpr::WithPlan(PlanPtr plan) const {
  return std::make_shared<SubqueryExpr>(subquery_kind_, type(), std::move(plan), op_, children(),
                                        range());
}

ExprPtr SubqueryExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<SubqueryExpr>(subquery_kind_, type(), plan_, op_, std::move(children),
                                        range());
}

std::string SubqueryExpr::ToString() const {
  std::string operands;
  for (const ExprPtr& operand : children()) {
    if (!operands.empty()) operands += ", ";
    operands += operand->ToString();
  }
  if (children().size() > 1) operands = "(" + operands + ")";
  switch (subquery_kind_) {
    case SubqueryKind::kScalar: return "(subquery)";
    case SubqueryKind::kExists: return "EXISTS (subquery)";
    case SubqueryKind::kAny:
      return operands + " " + std::string(CompareOpSql(op_)) + " ANY (subquery)";
    case SubqueryKind::kAll:
      return operands + " " + std::string(CompareOpSql(op_)) + " ALL (subquery)";
  }
  return "(subquery)";
}

bool SubqueryExpr::SameNode(const Expr& other) const {
  const auto& that = As<SubqueryExpr>(other);
  return subquery_kind_ == that.subquery_kind_ && op_ == that.op_ && plan_ == that.plan_;
}

uint64_t SubqueryExpr::NodeHash() const {
  const auto kind = static_cast<uint64_t>(subquery_kind_) * 16 + static_cast<uint64_t>(op_);
  return CombineHash(HashWord(kind), HashWord(reinterpret_cast<uintptr_t>(plan_.get())));
}

}  // namespace lakebolt
