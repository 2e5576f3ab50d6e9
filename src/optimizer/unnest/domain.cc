#include "optimizer/unnest/domain.h"

#include "optimizer/property/repeatable.h"
#include "plan/plan_copy.h"

namespace lakebolt {

PlanPtr Domain::ReadAgain(ColumnMap& map) {
  if (!cte_scan_ && IsCheapToRepeat(*left_)) {
    return CopyWithNewIds(left_, *context_.column_ids, map, context_.next_cte_id);
  }
  if (!cte_scan_) {
    cte_id_ = (*context_.next_cte_id)++;
    cte_definition_ =
        CopyWithNewIds(left_, *context_.column_ids, cte_columns_, context_.next_cte_id);
    std::vector<ColumnId> definition_ids;
    for (const PlanColumn& column : left_->columns()) {
      definition_ids.push_back(cte_columns_.at(column.id));
    }
    cte_scan_ = std::make_shared<CteScanNode>(cte_id_, "outer rows", left_->columns(),
                                              std::move(definition_ids));
  }
  std::vector<PlanColumn> columns = left_->columns();
  for (PlanColumn& column : columns) {
    const ColumnId id = context_.column_ids->Next();
    map.emplace(column.id, id);
    column.id = id;
  }
  return std::make_shared<CteScanNode>(cte_id_, "outer rows", std::move(columns),
                                       As<CteScanNode>(cte_scan_).definition_ids());
}

PlanPtr Domain::Use(const std::vector<PlanColumn>& columns, OuterTags& tags) {
  ColumnMap map;
  PlanPtr again = ReadAgain(map);
  std::vector<NamedExpr> keys;
  for (const PlanColumn& column : columns) {
    const PlanColumn read{map.at(column.id), column.name, column.type};
    keys.push_back(PassOn(read));
    tags[column.id] = {read, false};
  }
  return std::make_shared<AggregateNode>(std::move(again), std::move(keys),
                                         std::vector<AggregateCall>{});
}

PlanPtr Domain::Finish(PlanPtr join) const {
  if (!cte_scan_) return join;
  return std::make_shared<CteNode>(cte_id_, "outer rows", cte_definition_, std::move(join));
}

}  // namespace lakebolt
