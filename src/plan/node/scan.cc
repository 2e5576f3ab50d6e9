#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

ScanNode::ScanNode(std::shared_ptr<const TableSource> source, std::string table_name,
                   std::vector<Column> columns)
    : PlanNode(PlanKind::kScan, {}),
      source_(std::move(source)),
      table_name_(std::move(table_name)),
      scan_columns_(std::move(columns)) {
  columns_.reserve(scan_columns_.size());
  for (const Column& column : scan_columns_) columns_.push_back(column.column);
}

PlanPtr ScanNode::WithFilters(std::vector<ExprPtr> filters) const {
  auto copy = std::make_shared<ScanNode>(*this);
  copy->filters_ = std::move(filters);
  return copy;
}

PlanPtr ScanNode::WithLimit(uint64_t limit) const {
  auto copy = std::make_shared<ScanNode>(*this);
  copy->limit_ = limit;
  return copy;
}

PlanPtr ScanNode::WithOutput(const std::vector<ColumnId>& ids) const {
  auto copy = std::make_shared<ScanNode>(*this);
  copy->columns_.clear();
  std::unordered_map<ColumnId, const PlanColumn*> by_id;
  for (const Column& column : scan_columns_) by_id.emplace(column.column.id, &column.column);
  for (const ColumnId id : ids) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) {
      throw InternalError("scan of " + table_name_ + " has no column " + std::to_string(id));
    }
    copy->columns_.push_back(*found->second);
  }
  ColumnSet used(ids.begin(), ids.end());
  for (const ExprPtr& filter : filters_) CollectColumns(*filter, used);
  std::erase_if(copy->scan_columns_,
                [&](const Column& column) { return !used.contains(column.column.id); });
  return copy;
}

PlanPtr ScanNode::WithColumnIds(const std::unordered_map<ColumnId, ColumnId>& ids) const {
  auto copy = std::make_shared<ScanNode>(*this);
  const auto rename = [&](PlanColumn& column) {
    if (const auto found = ids.find(column.id); found != ids.end()) column.id = found->second;
  };
  for (Column& column : copy->scan_columns_) rename(column.column);
  for (PlanColumn& column : copy->columns_) rename(column);
  for (ExprPtr& filter : copy->filters_) filter = RenameColumns(filter, ids);
  return copy;
}

PlanPtr ScanNode::WithChildren(std::vector<PlanPtr> children) const {
  (void)children;
  return shared_from_this();
}

PlanPtr ScanNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  return WithFilters(std::move(expressions));
}

std::vector<std::string> ScanNode::Details() const {
  std::vector<std::string> lines;
  lines.push_back(table_name_.empty() ? source_->name() : table_name_);
  std::string names;
  for (const PlanColumn& column : columns_) {
    if (!names.empty()) names += ", ";
    names += column.name;
  }
  if (!names.empty()) lines.push_back("columns: " + names);
  for (const ExprPtr& filter : filters_) lines.push_back("filter: " + filter->ToString());
  if (limit_) lines.push_back("limit: " + std::to_string(*limit_));
  return lines;
}

}  // namespace lakebolt
