#include "optimizer/unnest/empty_group.h"

#include "plan/plan_rewrite.h"

namespace lakebolt {

Value EmptyGroupValue(const BoundAggregate& function) {
  if (function.null_on_empty) return Value(function.result);
  const std::unique_ptr<AggregateStates> states = function.make_states();
  states->Resize(1);
  return states->Finalize(0, 1).GetValue(0);
}

EmptyGroupRepair::EmptyGroupRepair(std::vector<AggregateCall> calls, OptimizerContext& context)
    : calls_(std::move(calls)) {
  for (AggregateCall& call : calls_) {
    original_ids_.push_back(call.id);
    if (!call.function->null_on_empty) call.id = context.column_ids->Next();
  }
}

void EmptyGroupRepair::AddItems(std::vector<NamedExpr>& items) const {
  for (size_t i = 0; i < calls_.size(); ++i) {
    const AggregateCall& call = calls_[i];
    ExprPtr value = MakeColumn({call.id, call.name, call.type()});
    if (call.id != original_ids_[i]) {
      std::vector<ExprPtr> terms{std::move(value), MakeConstant(EmptyGroupValue(*call.function))};
      value = std::make_shared<CoalesceExpr>(call.type(), std::move(terms));
    }
    items.push_back({original_ids_[i], call.name, std::move(value)});
  }
}

}  // namespace lakebolt
