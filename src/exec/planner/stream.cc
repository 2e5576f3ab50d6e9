#include "exec/planner/stream.h"

#include <algorithm>

#include "base/error.h"
#include "exec/filter/filter.h"
#include "exec/project/project.h"

namespace lakebolt {

bool KeepsBatches(const Pipeline& pipeline) {
  return std::all_of(pipeline.transforms.begin(), pipeline.transforms.end(),
                     [](const std::shared_ptr<Transform>& transform) {
                       return dynamic_cast<const Project*>(transform.get()) != nullptr ||
                              dynamic_cast<const Filter*>(transform.get()) != nullptr;
                     });
}

Stream::Stream(Pipeline* pipeline, const std::vector<PlanColumn>& columns) : pipelines_{pipeline} {
  SetColumns(columns);
}

void Stream::Add(const std::shared_ptr<Transform>& transform) {
  for (Pipeline* pipeline : pipelines_) pipeline->transforms.push_back(transform);
}

void Stream::Close(const std::shared_ptr<Sink>& sink) {
  for (Pipeline* pipeline : pipelines_) pipeline->sink = sink;
}

void Stream::WaitFor(const Sink* sink) {
  for (Pipeline* pipeline : pipelines_) pipeline->after_sinks.push_back(sink);
}

void Stream::Merge(Stream other) {
  uint32_t number = 0;
  for (const Pipeline* pipeline : pipelines_) number = std::max(number, pipeline->number + 1);
  for (Pipeline* pipeline : other.pipelines_) pipeline->number += number;
  pipelines_.insert(pipelines_.end(), other.pipelines_.begin(), other.pipelines_.end());
  for (auto& [id, origins] : origins_) {
    const std::vector<Origin>& more = other.FindOrigins(id);
    if (more.empty()) origins.clear();
    origins.insert(origins.end(), more.begin(), more.end());
  }
}

void Stream::Rename(const std::vector<PlanColumn>& columns) {
  const std::vector<LogicalType> types = types_;
  std::vector<std::vector<Origin>> by_position(types_.size());
  for (const auto& [id, position] : positions_) {
    if (!FindOrigins(id).empty()) by_position[position] = FindOrigins(id);
  }
  SetColumns(columns);
  ForgetOrigins();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (types[i] == columns[i].type) SetOrigins(columns[i].id, by_position[i]);
  }
}

void Stream::SetColumns(const std::vector<PlanColumn>& columns) {
  positions_.clear();
  types_.clear();
  for (const PlanColumn& column : columns) {
    positions_.emplace(column.id, static_cast<uint32_t>(types_.size()));
    types_.push_back(column.type);
  }
}

void Stream::Alias(ColumnId existing, ColumnId added) {
  positions_[added] = Position(existing);
  const auto origin = origins_.find(existing);
  if (origin != origins_.end()) origins_[added] = origin->second;
}

uint32_t Stream::Position(ColumnId id) const {
  const auto found = positions_.find(id);
  if (found == positions_.end()) {
    throw InternalError("column #" + std::to_string(id) + " is not in the stream");
  }
  return found->second;
}

ExprPtr Stream::Bind(const ExprPtr& expr) const {
  if (expr == nullptr) return nullptr;
  return TransformExpr(expr, [this](ExprPtr node) -> ExprPtr {
    if (node->kind() != ExprKind::kColumn) return node;
    const auto& column = As<ColumnExpr>(node);
    return std::make_shared<InputExpr>(Position(column.id()), column.type(), column.name());
  });
}

void Stream::Narrow(const std::vector<PlanColumn>& wanted) {
  bool same = wanted.size() == types_.size();
  for (size_t i = 0; same && i < wanted.size(); ++i) same = Position(wanted[i].id) == i;
  if (!same) {
    std::vector<ExprPtr> items;
    for (const PlanColumn& column : wanted) {
      items.push_back(std::make_shared<InputExpr>(Position(column.id), column.type, column.name));
    }
    Add(std::make_shared<Project>(std::move(items)));
  }
  SetColumns(wanted);
}

const std::vector<Stream::Origin>& Stream::FindOrigins(ColumnId id) const {
  static const std::vector<Origin> none;
  const auto found = origins_.find(id);
  return found == origins_.end() ? none : found->second;
}

}  // namespace lakebolt
