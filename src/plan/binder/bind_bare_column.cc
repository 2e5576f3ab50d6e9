// Columns that are neither grouped nor aggregated, as SQLite takes them: from the row that has the
// only min() or max() of the query, or else from the first row of the group.

#include "plan/binder/coercion.h"
#include "plan/binder/select_binder.h"

namespace lakebolt {

std::optional<AggregateCall> SelectBinder::FindExtreme() const {
  std::optional<AggregateCall> extreme;
  for (const AggregateCall& call : level_.aggregates()) {
    const bool fits = (call.function->name == "min" || call.function->name == "max") &&
                      call.arguments.size() == 1;
    if (!fits) continue;
    if (extreme) return std::nullopt;
    extreme = call;
  }
  return extreme;
}

ExprPtr SelectBinder::Bare(const ExprPtr& column, const std::optional<AggregateCall>& extreme) {
  AggregateCall call;
  call.id = state_.NewColumn();
  call.arguments.push_back(column);
  std::vector<LogicalType> types = {column->type()};
  std::string name = "first";
  if (extreme) {
    name = extreme->function->name == "min" ? "arg_min_null" : "arg_max_null";
    call.arguments.push_back(extreme->arguments[0]);
    types.push_back(extreme->arguments[0]->type());
    call.filter = extreme->filter;
  }
  call.function = state_.functions().BindAggregate(name, types, column->range());
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    call.arguments[i] = CoerceTo(std::move(call.arguments[i]), call.function->arguments[i]);
  }
  call.name = As<ColumnExpr>(column).name();
  return level_.AddAggregate(std::move(call), column->range());
}

}  // namespace lakebolt
