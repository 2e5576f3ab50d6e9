#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/unnest_lists.h"
#include "plan/row_operators.h"

namespace lakebolt {

namespace {

JoinKind KindOf(const sql::JoinRef& join) {
  switch (join.join_kind) {
    case sql::JoinKind::kInner:
    case sql::JoinKind::kCross: return JoinKind::kInner;
    case sql::JoinKind::kLeft: return JoinKind::kLeft;
    case sql::JoinKind::kRight: return JoinKind::kRight;
    case sql::JoinKind::kFull: return JoinKind::kFull;
    case sql::JoinKind::kSemi: return JoinKind::kSemi;
    case sql::JoinKind::kAnti: return JoinKind::kAnti;
    case sql::JoinKind::kPositional: break;
  }
  return JoinKind::kFull;  // either side may be filled up
}

bool HasSubquery(const Expr& expr) {
  bool found = false;
  VisitExpr(expr, [&](const Expr& node) {
    found |= node.kind() == ExprKind::kSubquery;
    return !found;
  });
  return found;
}

/// Makes the one column that stands for both of a USING name.
ScopeColumn MergedColumn(const ScopeColumn& left, const ScopeColumn& right, JoinKind kind,
                         SourceRange range) {
  if (kind == JoinKind::kRight) {
    ScopeColumn column = right;
    column.name = left.name;
    return column;
  }
  if (kind != JoinKind::kFull) return left;
  std::vector<ExprPtr> both = {left.Reference(range), right.Reference(range)};
  const LogicalType type = UnifyTypes(both, "USING", range);
  return {left.name, type, kNoColumn, std::make_shared<CoalesceExpr>(type, std::move(both), range)};
}

}  // namespace

BoundFrom FromBinder::BindJoinChain(const sql::JoinRef& top, QueryLevel* lateral) {
  std::vector<const sql::JoinRef*> chain;
  const sql::TableRef* leaf = &top;
  while (leaf->kind == sql::TableRefKind::kJoin) {
    chain.push_back(&sql::As<sql::JoinRef>(*leaf));
    leaf = chain.back()->left.get();
  }
  if (chain.size() > kMaxChainLength) {
    throw UserError(ErrorCode::kTooComplex,
                    "FROM joins more than " + std::to_string(kMaxChainLength) + " tables",
                    state_.Where(top.range));
  }
  BoundFrom left = BindRef(*leaf, lateral);
  for (auto join = chain.rbegin(); join != chain.rend(); ++join) {
    left = Join(std::move(left), **join, lateral);
    if (!(*join)->alias) continue;
    std::vector<ScopeColumn> columns;
    for (const Scope::Match& match : left.scope.VisibleColumns()) columns.push_back(*match.column);
    left.scope = Scope(NameRelation("", std::move(columns), **join));
  }
  return left;
}

const ScopeColumn& FromBinder::FindMerged(const Scope& scope, const std::string& folded,
                                          const char* side, SourceRange range) {
  const auto matches = scope.FindColumn(folded);
  if (matches.size() == 1) return *matches[0].column;
  if (matches.empty()) {
    throw UserError(ErrorCode::kUnknownColumn,
                    "there is no column \"" + folded + "\" on the " + side + " side of the join",
                    range, DidYouMean(folded, scope.ColumnNames()));
  }
  throw UserError(
      ErrorCode::kAmbiguousName,
      "there are several columns \"" + folded + "\" on the " + side + " side of the join", range,
      "join with ON and name the table");
}

std::vector<std::string> FromBinder::MergedNames(const Scope& left, const Scope& right,
                                                 const sql::JoinRef& join) {
  std::vector<std::string> names;
  if (join.natural) {
    for (const std::string& name : left.ColumnNames()) {
      const std::string folded = FoldName(name);
      if (!right.FindColumn(folded).empty()) names.push_back(folded);
    }
    if (!names.empty()) return names;
    throw UserError(ErrorCode::kInvalidQuery, "the two sides of NATURAL JOIN share no column",
                    state_.Where(join.range), "use CROSS JOIN for all pairs of rows");
  }
  for (const sql::Identifier& column : join.using_columns) {
    const std::string folded = FoldName(column.text);
    if (std::find(names.begin(), names.end(), folded) == names.end()) names.push_back(folded);
  }
  return names;
}

std::vector<ExprPtr> FromBinder::MergeColumns(Scope& left, Scope right, const sql::JoinRef& join,
                                              const std::vector<std::string>& folded_names) {
  std::vector<ExprPtr> conditions;
  std::vector<ScopeColumn> merged;
  for (size_t i = 0; i < folded_names.size(); ++i) {
    const SourceRange range = state_.Where(join.natural ? join.range : join.using_columns[i].range);
    const ScopeColumn& left_column = FindMerged(left, folded_names[i], "left", range);
    const ScopeColumn& right_column = FindMerged(right, folded_names[i], "right", range);
    ExprPtr left_value = left_column.Reference(range);
    ExprPtr right_value = right_column.Reference(range);
    std::vector<ExprPtr> sides = {std::move(left_value), std::move(right_value)};
    CollateTogether(sides, state_, range);
    CoerceComparison(sides[0], sides[1], range, state_.GetBool("strict_casts"));
    conditions.push_back(
        std::make_shared<CompareExpr>(CompareOp::kEqual, sides[0], sides[1], range));
    merged.push_back(MergedColumn(left_column, right_column, KindOf(join), range));
  }
  left.AppendMerging(std::move(right), folded_names, std::move(merged));
  return conditions;
}

BoundFrom FromBinder::Join(BoundFrom left, const sql::JoinRef& join, QueryLevel* lateral) {
  const SourceRange range = state_.Where(join.range);
  const JoinKind kind = KindOf(join);
  QueryLevel left_level(lateral, ctes_, &left.scope, Clause::kFrom);
  BoundFrom right = BindRef(*join.right, &left_level);
  const bool dependent = left_level.is_referenced;
  if (dependent && (kind == JoinKind::kRight || kind == JoinKind::kFull)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the right side of RIGHT and FULL JOIN cannot use columns of the left", range);
  }
  const bool keeps_left_only = kind == JoinKind::kSemi || kind == JoinKind::kAnti;
  Scope result_scope;
  if (keeps_left_only) result_scope = left.scope;

  std::vector<ExprPtr> conditions;
  if (join.natural || !join.using_columns.empty()) {
    const auto names = MergedNames(left.scope, right.scope, join);
    conditions = MergeColumns(left.scope, std::move(right.scope), join, names);
  } else {
    left.scope.Append(std::move(right.scope));
  }
  std::vector<ExprPtr> filters;
  if (join.condition) {
    QueryLevel level(outer_, ctes_, &left.scope, Clause::kJoinCondition);
    for (ExprPtr& conjunct : ExpressionBinder(state_, level).BindConjuncts(*join.condition, "ON")) {
      // An inner join's condition is a filter too; there subqueries are unnested.
      const bool above = kind == JoinKind::kInner && !join.asof && HasSubquery(*conjunct);
      (above ? filters : conditions).push_back(std::move(conjunct));
    }
  }
  if (join.join_kind == sql::JoinKind::kPositional) {
    return {std::make_shared<PositionalJoinNode>(std::move(left.plan), std::move(right.plan)),
            std::move(left.scope)};
  }
  if (join.asof) {
    PlanPtr plan = PlanAsofJoin(join, std::move(left.plan), std::move(right.plan), conditions);
    return {std::move(plan), keeps_left_only ? std::move(result_scope) : std::move(left.scope)};
  }
  PlanPtr plan = dependent ? UnnestInPlace(kind, left.plan, *right.plan, conditions) : nullptr;
  if (plan == nullptr) {
    plan = std::make_shared<JoinNode>(kind, std::move(left.plan), std::move(right.plan),
                                      std::move(conditions), dependent);
  }
  if (!filters.empty()) plan = std::make_shared<FilterNode>(std::move(plan), std::move(filters));
  return {std::move(plan), keeps_left_only ? std::move(result_scope) : std::move(left.scope)};
}

}  // namespace lakebolt
