#include "optimizer/unnest/equalities.h"

#include <algorithm>
#include <unordered_map>

namespace lakebolt {

void ColumnEqualities::AddConditions(const std::vector<ExprPtr>& conditions) {
  for (const ExprPtr& condition : conditions) {
    if (condition->kind() != ExprKind::kCompare) continue;
    const auto& compare = As<CompareExpr>(condition);
    if (compare.op() != CompareOp::kEqual || compare.left()->kind() != ExprKind::kColumn ||
        compare.right()->kind() != ExprKind::kColumn) {
      continue;
    }
    pairs_.emplace_back(As<ColumnExpr>(compare.left()).id(), As<ColumnExpr>(compare.right()).id());
  }
}

std::optional<PlanColumn> ColumnEqualities::FindAmong(
    ColumnId column, const std::vector<PlanColumn>& columns) const {
  std::vector<ColumnId> reached{column};
  for (size_t next = 0; next < reached.size(); ++next) {
    for (const PlanColumn& candidate : columns) {
      if (candidate.id == reached[next] && next > 0) return candidate;
    }
    for (const auto& [a, b] : pairs_) {
      const ColumnId here = reached[next];
      if (a != here && b != here) continue;
      const ColumnId other = a == here ? b : a;
      if (std::find(reached.begin(), reached.end(), other) == reached.end()) {
        reached.push_back(other);
      }
    }
  }
  return std::nullopt;
}

ColumnEqualities ColumnEqualities::Without(const ColumnSet& columns) const {
  ColumnEqualities out;
  for (const auto& pair : pairs_) {
    if (!columns.contains(pair.first) && !columns.contains(pair.second)) out.pairs_.push_back(pair);
  }
  return out;
}

ColumnEqualities ColumnEqualities::Below(const std::vector<NamedExpr>& items) const {
  std::unordered_map<ColumnId, ColumnId> below;  // kNoColumn: computed here
  for (const NamedExpr& item : items) {
    const bool plain = item.expr->kind() == ExprKind::kColumn;
    below[item.id] = plain ? As<ColumnExpr>(item.expr).id() : kNoColumn;
  }
  const auto translate = [&](ColumnId id) {
    const auto found = below.find(id);
    return found == below.end() ? id : found->second;
  };
  ColumnEqualities out;
  for (const auto& [a, b] : pairs_) {
    const std::pair<ColumnId, ColumnId> pair{translate(a), translate(b)};
    if (pair.first != kNoColumn && pair.second != kNoColumn) out.pairs_.push_back(pair);
  }
  return out;
}

ColumnEqualities ColumnEqualities::Renamed(const std::vector<PlanColumn>& from,
                                           const std::vector<ColumnId>& to) const {
  ColumnEqualities out = *this;
  for (auto& [a, b] : out.pairs_) {
    for (size_t i = 0; i < from.size(); ++i) {
      if (a == from[i].id) a = to[i];
      if (b == from[i].id) b = to[i];
    }
  }
  return out;
}

}  // namespace lakebolt
