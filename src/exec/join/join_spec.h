#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exec/operator.h"
#include "expression/expression.h"
#include "plan/operators.h"
#include "source/runtime_filter.h"

namespace lakebolt {

struct JoinTable;

/// Describes one join to be carried out. The build side is collected, the probe side streams past.
///
/// `kind` is read with the *probe side as the left side*: a planner that wants to build on the left
/// input of a LEFT JOIN swaps the sides and passes kRight (and kLeft for RIGHT). Only kSemi and
/// kAnti may also be flipped by `build_is_left`: then the build side's rows come out.
struct JoinSpec {
  JoinKind kind = JoinKind::kInner;
  /// Flips kSemi and kAnti: the rows given out are the build side's, those with (without) a match
  /// on the probe side; all of them come from `unmatched`, none from `probe`.
  bool build_is_left = false;

  /// Equal conditions, pairwise of one type, over InputExpr positions of the probe chunks and of
  /// the build chunks. Empty: a nested-loop join.
  std::vector<ExprPtr> probe_keys;
  std::vector<ExprPtr> build_keys;
  /// Per key: IS NOT DISTINCT FROM instead of equals. May be left empty (none is).
  std::vector<bool> null_safe;

  /// Is a condition `build op probe`, op one of <, <=, >, >=.
  struct Range {
    CompareOp op = CompareOp::kLess;
    ExprPtr build;
    ExprPtr probe;
  };
  /// Conditions by which a join without keys (none of kMark) finds build rows: first those on one
  /// build expression, which `residual` need not repeat, then perhaps one on another, which it
  /// does. See RangeIndex.
  std::vector<Range> ranges;

  /// About how many rows the build side has; negative where nobody knows.
  double expected_build_rows = -1;

  std::vector<LogicalType> probe_types;
  std::vector<LogicalType> build_types;

  /// Columns to give out: probe positions, then build positions, then for kMark the mark. Joins
  /// that give rows of one side only (kSemi, kAnti, kMark) use only that side's list.
  std::vector<uint32_t> probe_output;
  std::vector<uint32_t> build_output;

  /// A further condition over InputExpr: positions below probe_types.size() are the probe's, the
  /// build's follow. Null when there is none.
  ExprPtr residual;

  /// Group-join (kInner and kRight only): build positions by whose values rows are to be grouped.
  /// Where there are any, a last column of type UINTEGER is given out, the group's number, and
  /// `build_output` need not have these columns: see BuildGroups.
  std::vector<uint32_t> group_columns;
  /// Tells that rows of one group agree in all build keys.
  bool groups_hold_keys = false;

  /// kMark: the mark is NULL where no row matches but a condition was NULL for some row (IN, ANY);
  /// else such marks are FALSE (EXISTS).
  bool null_aware = true;
};

/// Holds the operators of one join; they share its state.
///
/// Pipelines: build side -> `build`; probe side -> `probe` -> rest, after the sink `build`; and if
/// `unmatched` is there: `unmatched` -> the same rest (not through `probe`), after the sink `build`
/// and after all pipelines through `probe` have ended. Both give out the same columns.
struct JoinOperators {
  std::shared_ptr<const JoinTable> table;
  std::shared_ptr<Sink> build;
  std::shared_ptr<Transform> probe;
  /// Gives build rows by themselves: right and full joins, flipped semi and anti joins. Else null.
  std::shared_ptr<Source> unmatched;
  /// Per probe key a filter for the probe side, published when the build side has finished; null
  /// where none may be used (left, full, anti, mark and single joins; null-safe keys). The join
  /// holds them weakly: a filter that no scan keeps is not made.
  std::vector<std::shared_ptr<RuntimeFilter>> runtime_filters;
};

/// Makes the operators of a hash join, or of a nested-loop join when there are no keys.
JoinOperators MakeJoin(JoinSpec spec, QueryContext& query);

}  // namespace lakebolt
