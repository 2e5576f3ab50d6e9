#include "base/error.h"
#include "exec/join/join_spec.h"
#include "exec/join/nested_key.h"
#include "exec/planner/group_request.h"
#include "exec/planner/physical_planner.h"
#include "exec/planner/range_conditions.h"
#include "exec/runtime_filter/key_bounds.h"

namespace lakebolt {

namespace {

/// A semi or anti join builds on its left side where that is this many times smaller.
constexpr double kFlipRatio = 2;

/// Holds the conditions of a join by what they are good for.
struct SplitConditions {
  struct Equality {
    ExprPtr left;
    ExprPtr right;
    bool null_safe;
  };
  std::vector<Equality> equalities;
  std::vector<ExprPtr> others;
};

SplitConditions Split(const JoinNode& node) {
  const ColumnSet left = OutputColumns(*node.left());
  const ColumnSet right = OutputColumns(*node.right());
  SplitConditions out;
  for (const ExprPtr& condition : node.conditions()) {
    const bool compares = condition->kind() == ExprKind::kCompare;
    const CompareOp op = compares ? As<CompareExpr>(condition).op() : CompareOp::kLess;
    if (op != CompareOp::kEqual && op != CompareOp::kNotDistinct) {
      out.others.push_back(condition);
      continue;
    }
    const ExprPtr& a = condition->child(0);
    const ExprPtr& b = condition->child(1);
    const bool null_safe = op == CompareOp::kNotDistinct;
    const bool is_straight = IsWithin(*a, left) && IsWithin(*b, right);
    const bool is_crossed = IsWithin(*b, left) && IsWithin(*a, right);
    const bool is_nested = a->type().IsNested();
    // The marks of IN depend on which keys are NULL: for nested ones the condition as a whole says.
    const bool has_key = !is_nested || node.join_kind() != JoinKind::kMark;
    if ((!is_straight && !is_crossed) || !has_key) {
      out.others.push_back(condition);
      continue;
    }
    const ExprPtr& of_left = is_straight ? a : b;
    const ExprPtr& of_right = is_straight ? b : a;
    if (is_nested) {
      out.equalities.push_back(
          {MakeNestedKey(of_left, null_safe), MakeNestedKey(of_right, null_safe), false});
      out.others.push_back(condition);
    } else {
      out.equalities.push_back({of_left, of_right, null_safe});
    }
  }
  return out;
}

std::vector<PlanColumn> Keep(const std::vector<PlanColumn>& columns, const ColumnSet& needed) {
  std::vector<PlanColumn> kept;
  for (const PlanColumn& column : columns) {
    if (needed.contains(column.id)) kept.push_back(column);
  }
  return kept;
}

bool GivesOneSide(JoinKind kind) {
  return kind == JoinKind::kSemi || kind == JoinKind::kAnti || kind == JoinKind::kMark;
}

/// Tells whether equal values of a type are the same value.
bool IsEqualSame(const LogicalType& type) {
  return type.id() == TypeId::kVarchar || type.id() == TypeId::kBlob ||
         (IsIntegerKey(type) && type.id() != TypeId::kTimeTz);
}

/// Finds needed columns of the build side that an inner join makes the same as one of the probe
/// side: they need not be kept.
ColumnMap FindTwins(const JoinNode& node, const SplitConditions& conditions,
                    const ColumnSet& needed) {
  ColumnMap twins;
  if (node.join_kind() != JoinKind::kInner) return twins;
  for (const auto& [left, right, null_safe] : conditions.equalities) {
    if (left->kind() != ExprKind::kColumn || right->kind() != ExprKind::kColumn) continue;
    const ColumnId id = As<ColumnExpr>(right).id();
    if (IsEqualSame(left->type()) && needed.contains(id)) {
      twins.emplace(id, As<ColumnExpr>(left).id());
    }
  }
  return twins;
}

/// Tells whether a semi or anti join should collect its left side.
bool ShouldFlip(const JoinNode& node) {
  if (node.join_kind() != JoinKind::kSemi && node.join_kind() != JoinKind::kAnti) return false;
  const double left = node.left()->estimated_rows();
  const double right = node.right()->estimated_rows();
  return left >= 0 && right >= 0 && left * kFlipRatio < right;
}

/// Binds conditions over both sides as JoinSpec::residual wants them.
ExprPtr BindResidual(const std::vector<ExprPtr>& conditions, const Stream& probe,
                     const Stream& build) {
  if (conditions.empty()) return nullptr;
  const auto shift = static_cast<uint32_t>(probe.types().size());
  return TransformExpr(MakeConjunction(true, conditions), [&](ExprPtr expr) -> ExprPtr {
    if (expr->kind() != ExprKind::kColumn) return expr;
    const auto& column = As<ColumnExpr>(expr);
    const uint32_t position =
        probe.Has(column.id()) ? probe.Position(column.id()) : shift + build.Position(column.id());
    return std::make_shared<InputExpr>(position, column.type(), column.name());
  });
}

/// Binds the conditions that are no equalities: as ranges where there are no keys, else as
/// residual.
void BindOthers(const JoinNode& node, const SplitConditions& conditions, bool flip,
                const Stream& probe, const Stream& build, JoinSpec& spec) {
  if (!conditions.equalities.empty()) {
    spec.residual = BindResidual(conditions.others, probe, build);
    return;
  }
  const RangeConditions found =
      FindRanges(spec.kind, conditions.others, OutputColumns(*(flip ? node.right() : node.left())),
                 OutputColumns(*(flip ? node.left() : node.right())));
  spec.residual = BindResidual(found.residual, probe, build);
  for (const JoinSpec::Range& range : found.ranges) {
    spec.ranges.push_back({range.op, build.Bind(range.build), probe.Bind(range.probe)});
  }
}

/// Asks the join for groups of build rows; see GroupRequest.
void RequestGroups(const GroupRequest& request, const SplitConditions& conditions,
                   const Stream& build, JoinSpec& spec, std::vector<PlanColumn>& columns) {
  ColumnSet keys;
  for (const PlanColumn& key : request.keys) {
    keys.insert(key.id);
    spec.group_columns.push_back(build.Position(key.id));
  }
  spec.groups_hold_keys = true;
  for (const auto& equality : conditions.equalities) {
    spec.groups_hold_keys = spec.groups_hold_keys && IsWithin(*equality.right, keys);
  }
  columns.push_back({kNoColumn, "group", TypeId::kUInt32});
}

}  // namespace

Stream PhysicalPlanner::PlanJoin(const JoinNode& node, const ColumnSet& needed,
                                 GroupRequest* request) {
  if (node.dependent()) throw InternalError("dependent join left over by the optimizer");
  const SplitConditions conditions = Split(node);
  const bool flip = ShouldFlip(node);
  const PlanPtr& probe_node = flip ? node.right() : node.left();
  const PlanPtr& build_node = flip ? node.left() : node.right();

  ColumnSet below = needed;
  for (const ExprPtr& condition : node.conditions()) CollectColumns(*condition, below);
  if (request != nullptr) {
    for (const PlanColumn& key : request->keys) below.insert(key.id);
  }
  Stream build = PlanNodeStream(build_node, below);
  build.Narrow(Keep(build_node->columns(), below));
  Stream probe = PlanNodeStream(probe_node, below);

  JoinSpec spec;
  spec.kind = node.join_kind();
  spec.null_aware = node.mark().null_aware;
  spec.build_is_left = flip;
  std::vector<ColumnId> probe_key_columns;
  for (const auto& equality : conditions.equalities) {
    const ExprPtr& probe_key = flip ? equality.right : equality.left;
    const bool is_column = probe_key->kind() == ExprKind::kColumn;
    probe_key_columns.push_back(is_column ? As<ColumnExpr>(probe_key).id() : kNoColumn);
    spec.probe_keys.push_back(probe.Bind(probe_key));
    spec.build_keys.push_back(build.Bind(flip ? equality.left : equality.right));
    spec.null_safe.push_back(equality.null_safe);
  }
  spec.expected_build_rows = build_node->estimated_rows();
  spec.probe_types = probe.types();
  spec.build_types = build.types();
  BindOthers(node, conditions, flip, probe, build, spec);
  const ColumnMap twins = FindTwins(node, conditions, needed);
  std::vector<PlanColumn> columns;
  if (!GivesOneSide(spec.kind) || !flip) {
    ColumnSet given = needed;
    for (const auto& [build_id, probe_id] : twins) given.insert(probe_id);
    for (const PlanColumn& column : Keep(probe_node->columns(), given)) {
      spec.probe_output.push_back(probe.Position(column.id));
      columns.push_back(column);
    }
  }
  if (!GivesOneSide(spec.kind) || flip) {
    for (const PlanColumn& column : Keep(build_node->columns(), needed)) {
      if (twins.contains(column.id)) continue;
      spec.build_output.push_back(build.Position(column.id));
      columns.push_back(column);
    }
  }
  if (spec.kind == JoinKind::kMark) columns.push_back(node.mark());
  if (request != nullptr) RequestGroups(*request, conditions, build, spec, columns);

  JoinOperators join = MakeJoin(std::move(spec), query_);
  if (request != nullptr) request->table = join.table;
  for (size_t k = 0; k < join.runtime_filters.size(); ++k) {
    if (join.runtime_filters[k] == nullptr || probe_key_columns[k] == kNoColumn) continue;
    for (const Stream::Origin& origin : probe.FindOrigins(probe_key_columns[k])) {
      origin.scan->AddRuntimeFilter(origin.source_column, join.runtime_filters[k]);
    }
  }
  Record(node, join.build);
  Record(node, join.probe);
  build.Close(join.build);
  probe.WaitFor(join.build.get());
  const std::vector<Pipeline*> probe_pipelines = probe.pipelines();
  probe.Add(join.probe);
  probe.SetColumns(columns);
  for (const auto& [build_id, probe_id] : twins) probe.Alias(probe_id, build_id);
  if (join.unmatched == nullptr) return probe;

  Record(node, join.unmatched);
  Stream unmatched(NewPipeline(join.unmatched), columns);
  unmatched.WaitFor(join.build.get());
  for (Pipeline* pipeline : unmatched.pipelines()) {
    pipeline->after_pipelines.insert(pipeline->after_pipelines.end(), probe_pipelines.begin(),
                                     probe_pipelines.end());
  }
  // A flipped join gives nothing from its probe pipelines, which end in the same sink all the same.
  probe.Merge(std::move(unmatched));
  return probe;
}

}  // namespace lakebolt
