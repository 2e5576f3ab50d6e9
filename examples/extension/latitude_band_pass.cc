// An optimizer pass rewrites the plan into an equivalent one. Two places are at least as far apart
// as their latitudes, so that
//
//     distance_km(lat1, lon1, lat2, lon2) < limit
//
// implies abs(lat1 - lat2) <= limit / (kilometres a degree), which costs no sines. The pass puts
// that test first; the far places then never reach the dear one.

#include <lakebolt/optimizer/optimizer.h>
#include <lakebolt/plan/operators.h>
#include <lakebolt/plan/plan_rewrite.h>

#include "extension.h"

namespace extension {

namespace {

using lakebolt::CompareOp;
using lakebolt::ExprPtr;
using lakebolt::PlanPtr;
using lakebolt::TypeId;
using lakebolt::Value;

constexpr double kKmPerDegree = 111.19;  // of latitude, rounded down

ExprPtr Call(const lakebolt::OptimizerContext& context, const char* name,
             std::vector<ExprPtr> arguments) {
  std::vector<lakebolt::LogicalType> types;
  for (const ExprPtr& argument : arguments) types.push_back(argument->type());
  return std::make_shared<lakebolt::CallExpr>(context.functions->BindScalar(name, types, {}),
                                              std::move(arguments));
}

/// Returns the cheap test followed by `expr`, if `expr` is distance_km(...) < constant.
ExprPtr WithBand(const ExprPtr& expr, const lakebolt::OptimizerContext& context) {
  if (expr->kind() != lakebolt::ExprKind::kCompare) return expr;
  const auto& compare = lakebolt::As<lakebolt::CompareExpr>(expr);
  const bool less = compare.op() == CompareOp::kLess || compare.op() == CompareOp::kLessEqual;
  if (!less || compare.left()->kind() != lakebolt::ExprKind::kCall ||
      compare.right()->kind() != lakebolt::ExprKind::kConstant) {
    return expr;
  }
  const auto& call = lakebolt::As<lakebolt::CallExpr>(compare.left());
  const Value& limit = lakebolt::As<lakebolt::ConstantExpr>(compare.right()).value();
  if (call.function().name != "distance_km" || limit.IsNull()) return expr;
  const ExprPtr apart = Call(context, "abs", {Call(context, "-", {call.child(0), call.child(2)})});
  const ExprPtr most = lakebolt::MakeConstant(Value::Float64(limit.AsDouble() / kKmPerDegree));
  const ExprPtr band = lakebolt::MakeCompare(CompareOp::kLessEqual, apart, most);
  return lakebolt::MakeConjunction(true, {band, expr});
}

class LatitudeBandPass : public lakebolt::OptimizerPass {
 public:
  std::string name() const override { return "latitude_band"; }

  PlanPtr Run(PlanPtr plan, lakebolt::OptimizerContext& context) const override {
    return lakebolt::TransformPlan(plan, [&](PlanPtr node) {
      // By now filters stand in filter nodes or have moved into scans.
      const bool filters =
          node->kind() == lakebolt::PlanKind::kFilter || node->kind() == lakebolt::PlanKind::kScan;
      if (!filters) return node;
      return lakebolt::MapExpressions(node,
                                      [&](const ExprPtr& expr) { return WithBand(expr, context); });
    });
  }
};

}  // namespace

void AddLatitudeBandPass(lakebolt::Database& database) {
  database.AddOptimizerPass(std::make_shared<LatitudeBandPass>());
}

}  // namespace extension
