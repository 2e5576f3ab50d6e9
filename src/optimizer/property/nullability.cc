#include "optimizer/property/nullability.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lakebolt {

namespace {

/// Functions whose result is NULL for NULL arguments only.
constexpr std::array<std::string_view, 12> kNullOnlyForNull = {
    "+", "-", "*", "||", "year", "month", "day", "lower", "upper", "length", "~~", "substring"};

/// Aggregates whose result is NULL only when no argument was non-NULL.
constexpr std::array<std::string_view, 4> kNullOnlyWhenEmpty = {"min", "max", "sum", "avg"};

constexpr int kDeepest = 200;

template <size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void AddRejected(const std::vector<ExprPtr>& conjuncts, const PlanNode& node, ColumnSet& out) {
  for (const ExprPtr& conjunct : conjuncts) {
    ColumnSet used;
    CollectColumns(*conjunct, used);
    for (const PlanColumn& column : node.columns()) {
      if (!used.contains(column.id) || out.contains(column.id)) continue;
      if (RejectsNulls(*conjunct, {column.id})) out.insert(column.id);
    }
  }
}

}  // namespace

bool IsNeverNull(const Expr& expr, const ColumnSet& never_null, int depth) {
  if (depth > kDeepest) return false;
  const auto never = [&](const ExprPtr& child) {
    return IsNeverNull(*child, never_null, depth + 1);
  };
  const auto all = [&] {
    return std::all_of(expr.children().begin(), expr.children().end(), never);
  };
  switch (expr.kind()) {
    case ExprKind::kConstant: return !As<ConstantExpr>(expr).value().IsNull();
    case ExprKind::kColumn: return never_null.contains(As<ColumnExpr>(expr).id());
    case ExprKind::kIsNull: return true;
    case ExprKind::kCompare: {
      const CompareOp op = As<CompareExpr>(expr).op();
      return op == CompareOp::kDistinct || op == CompareOp::kNotDistinct || all();
    }
    case ExprKind::kConjunction:
    case ExprKind::kNot:
    case ExprKind::kIn: return all();
    case ExprKind::kCast: return !As<CastExpr>(expr).is_try() && all();
    case ExprKind::kCoalesce:
      return std::any_of(expr.children().begin(), expr.children().end(), never);
    case ExprKind::kCase:
      for (size_t i = 1; i < expr.children().size(); i += 2) {
        if (!never(expr.child(i))) return false;
      }
      return never(expr.children().back());
    case ExprKind::kCall: {
      const BoundScalar& function = As<CallExpr>(expr).function();
      return function.traits.nulls == NullHandling::kPropagate &&
             Contains(kNullOnlyForNull, function.name) && all();
    }
    default: return false;
  }
}

bool IsNullWhenNull(const Expr& expr, const ColumnSet& columns, int depth) {
  if (depth > kDeepest) return false;
  const auto null = [&](const ExprPtr& child) {
    return IsNullWhenNull(*child, columns, depth + 1);
  };
  const auto any = [&] {
    return std::any_of(expr.children().begin(), expr.children().end(), null);
  };
  const auto all = [&] {
    return std::all_of(expr.children().begin(), expr.children().end(), null);
  };
  switch (expr.kind()) {
    case ExprKind::kConstant: return As<ConstantExpr>(expr).value().IsNull();
    case ExprKind::kColumn: return columns.contains(As<ColumnExpr>(expr).id());
    case ExprKind::kCompare: {
      const CompareOp op = As<CompareExpr>(expr).op();
      return op != CompareOp::kDistinct && op != CompareOp::kNotDistinct && any();
    }
    case ExprKind::kConjunction:
    case ExprKind::kCoalesce: return all();
    case ExprKind::kNot:
    case ExprKind::kCast:
    case ExprKind::kIn: return null(expr.child(0));
    case ExprKind::kCall:
      return As<CallExpr>(expr).function().traits.nulls == NullHandling::kPropagate && any();
    default: return false;
  }
}

bool RejectsNulls(const Expr& condition, const ColumnSet& columns, int depth) {
  if (depth > kDeepest) return false;
  if (IsNullWhenNull(condition, columns)) return true;
  const auto rejects = [&](const ExprPtr& child) {
    return RejectsNulls(*child, columns, depth + 1);
  };
  switch (condition.kind()) {
    case ExprKind::kConstant: {
      const Value& value = As<ConstantExpr>(condition).value();
      return value.IsNull() || (value.type().id() == TypeId::kBoolean && !value.boolean());
    }
    case ExprKind::kConjunction: {
      const auto& terms = condition.children();
      return As<ConjunctionExpr>(condition).is_and()
                 ? std::any_of(terms.begin(), terms.end(), rejects)
                 : std::all_of(terms.begin(), terms.end(), rejects);
    }
    case ExprKind::kNot: {
      const Expr& input = *condition.child(0);
      return input.kind() == ExprKind::kIsNull && IsNullWhenNull(*input.child(0), columns);
    }
    case ExprKind::kCompare: {
      const auto& compare = As<CompareExpr>(condition);
      if (compare.op() != CompareOp::kNotDistinct) return false;
      return (IsNullWhenNull(*compare.left(), columns) && IsNeverNull(*compare.right(), {})) ||
             (IsNullWhenNull(*compare.right(), columns) && IsNeverNull(*compare.left(), {}));
    }
    case ExprKind::kCoalesce: {
      // COALESCE(NULL, FALSE) is how a simplified CASE often ends.
      const auto& terms = condition.children();
      return std::all_of(terms.begin(), terms.end(), rejects);
    }
    default: return false;
  }
}

const ColumnSet& Nullability::NeverNullColumns(const PlanNode& node) {
  const auto found = known_.find(&node);
  if (found != known_.end()) return found->second;
  ColumnSet derived = Derive(node);
  return known_.emplace(&node, std::move(derived)).first->second;
}

ColumnSet Nullability::DeriveScan(const ScanNode& scan) {
  ColumnSet out;
  for (const auto& column : scan.scan_columns()) {
    if (scan.source()->column_statistics(column.source_index).HasNoNulls()) {
      out.insert(column.column.id);
    }
  }
  AddRejected(scan.filters(), scan, out);
  return out;
}

ColumnSet Nullability::DeriveAggregate(const AggregateNode& aggregate) {
  const ColumnSet& below = NeverNullColumns(*aggregate.child());
  ColumnSet out;
  for (const NamedExpr& key : aggregate.keys()) {
    if (IsNeverNull(*key.expr, below)) out.insert(key.id);
  }
  for (const AggregateCall& call : aggregate.calls()) {
    if (AggregateCall::GivesState(call.mode)) continue;
    if (!call.function->null_on_empty) {
      out.insert(call.id);
    } else if (!aggregate.keys().empty() && call.mode == AggregateCall::Mode::kFull &&
               !call.filter && Contains(kNullOnlyWhenEmpty, call.function->name) &&
               std::all_of(call.arguments.begin(), call.arguments.end(),
                           [&](const ExprPtr& arg) { return IsNeverNull(*arg, below); })) {
      out.insert(call.id);
    }
  }
  return out;
}

ColumnSet Nullability::DeriveJoin(const JoinNode& join) {
  ColumnSet out;
  switch (join.join_kind()) {
    case JoinKind::kInner:
      out = NeverNullColumns(*join.left());
      for (const ColumnId id : NeverNullColumns(*join.right())) out.insert(id);
      AddRejected(join.conditions(), join, out);
      break;
    case JoinKind::kSemi:
      out = NeverNullColumns(*join.left());
      AddRejected(join.conditions(), join, out);
      break;
    case JoinKind::kLeft:
    case JoinKind::kSingle:
    case JoinKind::kAnti: out = NeverNullColumns(*join.left()); break;
    case JoinKind::kMark:
      out = NeverNullColumns(*join.left());
      if (join.conditions().empty() || !join.mark().null_aware) out.insert(join.mark().id);
      break;
    case JoinKind::kRight: out = NeverNullColumns(*join.right()); break;
    case JoinKind::kFull: break;
  }
  return out;
}

ColumnSet Nullability::DeriveSetOperation(const SetOperationNode& set) {
  ColumnSet out;
  for (size_t c = 0; c < set.columns().size(); ++c) {
    size_t never = 0;
    for (size_t i = 0; i < set.children().size(); ++i) {
      never += NeverNullColumns(*set.child(i)).contains(set.inputs()[i][c]);
      if (set.operation() == SetOperationKind::kExcept) break;
    }
    const size_t wanted = set.operation() == SetOperationKind::kUnion ? set.children().size() : 1;
    if (never >= wanted) out.insert(set.columns()[c].id);
  }
  return out;
}

ColumnSet Nullability::Derive(const PlanNode& node) {
  ColumnSet out;
  switch (node.kind()) {
    case PlanKind::kScan: return DeriveScan(As<ScanNode>(node));
    case PlanKind::kValues: {
      const auto& rows = As<ValuesNode>(node).rows();
      for (size_t c = 0; c < node.columns().size(); ++c) {
        if (std::all_of(rows.begin(), rows.end(),
                        [&](const auto& row) { return IsNeverNull(*row[c], {}); })) {
          out.insert(node.columns()[c].id);
        }
      }
      return out;
    }
    case PlanKind::kFilter:
      out = NeverNullColumns(*node.child());
      AddRejected(As<FilterNode>(node).conjuncts(), node, out);
      return out;
    case PlanKind::kProject:
      for (const NamedExpr& item : As<ProjectNode>(node).items()) {
        if (IsNeverNull(*item.expr, NeverNullColumns(*node.child()))) out.insert(item.id);
      }
      return out;
    case PlanKind::kAggregate: return DeriveAggregate(As<AggregateNode>(node));
    case PlanKind::kJoin: return DeriveJoin(As<JoinNode>(node));
    case PlanKind::kSetOperation: return DeriveSetOperation(As<SetOperationNode>(node));
    case PlanKind::kCte: {
      const auto& cte = As<CteNode>(node);
      ctes_[cte.cte_id()] = NeverNullColumns(*cte.definition());
      return NeverNullColumns(*cte.body());
    }
    case PlanKind::kCteScan: {
      const auto& scan = As<CteScanNode>(node);
      const auto found = ctes_.find(scan.cte_id());
      if (found == ctes_.end()) return out;
      for (size_t i = 0; i < scan.columns().size(); ++i) {
        if (found->second.contains(scan.definition_ids()[i])) out.insert(scan.columns()[i].id);
      }
      return out;
    }
    case PlanKind::kRecursiveCte:
    case PlanKind::kPositionalJoin:
    case PlanKind::kAsofJoin: return out;
    default: return NeverNullColumns(*node.child());
  }
}

}  // namespace lakebolt
