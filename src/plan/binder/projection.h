#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plan/logical_plan.h"

namespace lakebolt {

/// Collects the columns that a projection gives, each expression once. Columns of the child keep
/// their ids; all else gets a new one.
class ProjectionBuilder {
 public:
  ProjectionBuilder(const PlanNode& child, ColumnIds& ids);

  /// Adds an expression, or finds it; returns its column.
  ColumnId Add(const ExprPtr& expr, const std::string& name);
  /// Finds an expression; kNoColumn when it is not there.
  ColumnId Find(const ExprPtr& expr) const;

  size_t size() const { return items_.size(); }
  /// Makes a reference to an added column.
  ExprPtr Reference(ColumnId id) const;

  /// Puts the projection above `child`, unless it would change nothing.
  PlanPtr Build(PlanPtr child) const;
  /// Makes a projection above Build() that keeps the first `count` columns only.
  PlanPtr KeepFirst(PlanPtr plan, size_t count) const;

 private:
  ColumnIds& ids_;
  std::unordered_set<ColumnId> child_columns_;
  std::vector<NamedExpr> items_;
  std::unordered_map<ColumnId, size_t> by_id_;
  std::unordered_multimap<uint64_t, size_t> by_hash_;  // computed expressions
};

/// Refers to a column of a plan.
ExprPtr ReferenceTo(const PlanColumn& column);

}  // namespace lakebolt
