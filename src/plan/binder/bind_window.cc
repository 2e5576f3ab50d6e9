#include "expression/evaluator.h"
#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"
#include "sql/ast/window.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

using Kind = WindowBound::Kind;

/// Is a window with the one it is built on merged in; points into the syntax tree.
struct MergedWindow {
  const std::vector<sql::ExpressionPtr>* partition_by = nullptr;
  const std::vector<sql::OrderItem>* order_by = nullptr;
  const std::optional<sql::WindowFrame>* frame = nullptr;
};

MergedWindow Merge(const sql::WindowSpec& spec, const QueryLevel& level, const BinderState& state) {
  MergedWindow merged{&spec.partition_by, &spec.order_by, &spec.frame};
  if (!spec.base_name) return merged;
  const std::string& name = spec.base_name->text;
  const SourceRange range = state.Where(spec.base_name->range);
  const auto found = level.windows_by_name.find(FoldName(name));
  if (found == level.windows_by_name.end()) {
    std::vector<std::string> known;
    for (const auto& [key, window] : level.windows_by_name) known.push_back(key);
    throw UserError(ErrorCode::kInvalidQuery, "window \"" + name + "\" does not exist", range,
                    DidYouMean(name, known));
  }
  const MergedWindow base = Merge(*found->second, level, state);
  if (spec.is_reference) return base;
  const auto fail = [&](const std::string& what) {
    throw UserError(ErrorCode::kInvalidQuery, what, range);
  };
  if (*base.frame) fail("window \"" + name + "\" has a frame and cannot be built on");
  if (!base.partition_by->empty()) {
    if (!spec.partition_by.empty()) fail("window \"" + name + "\" has a PARTITION BY already");
    merged.partition_by = base.partition_by;
  }
  if (!base.order_by->empty()) {
    if (!spec.order_by.empty()) fail("window \"" + name + "\" has an ORDER BY already");
    merged.order_by = base.order_by;
  }
  return merged;
}

Kind ToKind(sql::FrameBoundKind kind) {
  switch (kind) {
    case sql::FrameBoundKind::kPreceding: return Kind::kPreceding;
    case sql::FrameBoundKind::kCurrentRow: return Kind::kCurrentRow;
    case sql::FrameBoundKind::kFollowing: return Kind::kFollowing;
    case sql::FrameBoundKind::kUnboundedPreceding:
    case sql::FrameBoundKind::kUnboundedFollowing: break;
  }
  return Kind::kUnbounded;
}

/// Says that a window's parts are being bound while it lives.
class WindowGuard {
 public:
  explicit WindowGuard(QueryLevel& level) : level_(level) { level.in_window = true; }
  ~WindowGuard() { level_.in_window = false; }
  WindowGuard(const WindowGuard&) = delete;
  WindowGuard& operator=(const WindowGuard&) = delete;

 private:
  QueryLevel& level_;
};

void CheckFunctionModifiers(const sql::FunctionCallExpression& call, const BoundWindow& function,
                            SourceRange range) {
  const auto refuse = [&](const std::string& what) {
    throw UserError(ErrorCode::kInvalidQuery,
                    what + " cannot be used with the window function \"" + function.name + "\"",
                    range);
  };
  if (call.distinct) refuse("DISTINCT");
  if (call.filter) refuse("FILTER");
  if (!call.order_by.empty() && function.ignores_order_argument) refuse("ORDER BY");
  if (call.null_treatment != sql::NullTreatment::kUnspecified && !function.takes_null_treatment) {
    refuse("IGNORE NULLS or RESPECT NULLS");
  }
}

/// Checks what a function asks of the order and, with an order of its own, of the frame.
void CheckWindowOrder(const BoundWindowCall& bound, SourceRange range) {
  const WindowCall& call = bound.call;
  const bool own_order = !call.argument_order.empty();
  if (own_order && call.function->scope != WindowScope::kFrame &&
      call.frame.exclusion != WindowExclusion::kNoOthers) {
    throw UserError(
        ErrorCode::kInvalidQuery,
        "EXCLUDE is not supported for the window function \"" + call.function->name + "\"", range);
  }
  if (!call.function->fills) return;
  const std::vector<SortKey>& keys = own_order ? call.argument_order : bound.order;
  if (keys.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery, "fill needs exactly one ORDER BY expression", range);
  }
  const LogicalType& key = keys[0].expr->type();
  if (!key.IsNumeric() && !key.IsTemporal()) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "fill needs an ORDER BY expression that is a number or a point in time, not " +
                        key.ToString(),
                    range);
  }
}

}  // namespace

void ExpressionBinder::CheckWindowPlace(SourceRange range) {
  if (level_.in_window) {
    throw UserError(ErrorCode::kInvalidQuery, "window functions cannot be nested", range,
                    "compute the inner one in a subquery");
  }
  if (!state_.trackers().empty() && state_.trackers().back().level == level_.depth) {
    throw UserError(ErrorCode::kInvalidQuery, "an aggregate cannot be taken of a window function",
                    range, "compute the window function in a subquery");
  }
  if (AllowsWindows(level_.clause)) return;
  throw UserError(ErrorCode::kInvalidQuery,
                  "window functions are not allowed in " + std::string(ClauseName(level_.clause)),
                  range,
                  level_.clause == Clause::kWhere ? "conditions on them go into QUALIFY" : "");
}

std::vector<SortKey> ExpressionBinder::BindSortKeys(const std::vector<sql::OrderItem>& items) {
  std::vector<SortKey> keys;
  for (const sql::OrderItem& item : items) {
    if (!item.expression) {
      throw UserError(ErrorCode::kInvalidQuery, "ORDER BY ALL cannot be used here",
                      state_.Where(item.range));
    }
    keys.push_back({CollationKey(Bind(*item.expression), state_), state_.IsDescending(item),
                    state_.NullsFirst(item)});
  }
  return keys;
}

WindowBound ExpressionBinder::BindFrameBound(const sql::FrameBound& bound, WindowFrameUnit unit,
                                             const std::vector<SortKey>& order) {
  WindowBound result;
  result.kind = ToKind(bound.kind);
  if (!bound.offset) return result;
  const SourceRange range = Where(*bound.offset);
  ExprPtr offset = Bind(*bound.offset);
  if (unit != WindowFrameUnit::kRange) {
    if (IsNullLiteral(*offset) && unit == WindowFrameUnit::kRows) {
      throw UserError(ErrorCode::kInvalidArgument, "a distance of ROWS cannot be NULL", range);
    }
    const bool is_number = offset->type().id() == TypeId::kInt64;
    result.value =
        is_number ? offset
                  : FoldConstants(std::make_shared<CastExpr>(offset, TypeId::kInt64, false, range));
    return result;
  }
  if (IsNullLiteral(*offset)) {
    throw UserError(ErrorCode::kInvalidArgument, "a distance of RANGE cannot be NULL", range);
  }
  if (order.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "RANGE with a distance needs exactly one ORDER BY expression", range);
  }
  const bool subtract = (result.kind == Kind::kPreceding) != order[0].descending;
  result.key = order[0].expr;
  if (IsStringLiteral(*offset) && result.key->type().IsTemporal()) {
    offset = CoerceTo(std::move(offset), TypeId::kInterval);
  }
  result.value = Arithmetic(subtract ? "-" : "+", result.key, std::move(offset), range);
  CoerceComparison(result.key, result.value, range);
  return result;
}

WindowFrame ExpressionBinder::BindFrame(const std::optional<sql::WindowFrame>& frame,
                                        const std::vector<SortKey>& order) {
  WindowFrame result;
  if (!frame) return result;
  static constexpr WindowFrameUnit kUnits[] = {WindowFrameUnit::kRows, WindowFrameUnit::kRange,
                                               WindowFrameUnit::kGroups};
  static constexpr WindowExclusion kExclusions[] = {
      WindowExclusion::kNoOthers, WindowExclusion::kCurrentRow, WindowExclusion::kGroup,
      WindowExclusion::kTies};
  result.unit = kUnits[static_cast<size_t>(frame->unit)];
  result.exclusion = kExclusions[static_cast<size_t>(frame->exclusion)];
  result.start = BindFrameBound(frame->start, result.unit, order);
  result.end = BindFrameBound(frame->end, result.unit, order);
  return result;
}

void ExpressionBinder::ResolveWindowFunction(const sql::FunctionCallExpression& call,
                                             const std::string& name, WindowCall& out) {
  const SourceRange range = Where(call);
  out.arguments = BindArguments(call);
  // Spark takes rank(b), though ranks hang on ORDER BY alone.
  const bool ranks = name == "rank" || name == "dense_rank" || name == "percent_rank";
  if (ranks && SpeaksSpark()) out.arguments.clear();
  out.argument_order = BindSortKeys(call.order_by);
  const bool has_default = (name == "lag" || name == "lead") && out.arguments.size() == 3;
  if (has_default && IsNullLiteral(*out.arguments[0])) {
    out.arguments[0] = CoerceTo(std::move(out.arguments[0]), out.arguments[2]->type());
  }
  // The default of lag and lead is cast like an explicit cast, whatever its type.
  if (has_default && out.arguments[2]->type() != out.arguments[0]->type()) {
    const LogicalType to = out.arguments[0]->type();
    out.arguments[2] =
        IsNullLiteral(*out.arguments[2])
            ? std::make_shared<ConstantExpr>(Value(to), range)
            : FoldConstants(std::make_shared<CastExpr>(out.arguments[2], to, false, range));
  }
  std::vector<LogicalType> types;
  for (const ExprPtr& argument : out.arguments) types.push_back(argument->type());
  out.function = state_.windows().Bind(name, types, range);
  CheckFunctionModifiers(call, *out.function, range);
  for (size_t i = 0; i < out.arguments.size(); ++i) {
    out.arguments[i] = CoerceTo(std::move(out.arguments[i]), out.function->arguments[i]);
  }
}

void ExpressionBinder::ResolveWindowAggregate(const sql::FunctionCallExpression& call,
                                              const std::string& name, WindowCall& out) {
  const SourceRange range = Where(call);
  if (call.null_treatment != sql::NullTreatment::kUnspecified) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "IGNORE NULLS and RESPECT NULLS cannot be used with an aggregate", range);
  }
  AggregateCall aggregate;
  aggregate.distinct = call.distinct;
  FinishAggregate(name, BindAggregateInput(call, name, range), range, aggregate);
  out.aggregate = std::move(aggregate.function);
  out.arguments = std::move(aggregate.arguments);
  out.filter = std::move(aggregate.filter);
  out.distinct = aggregate.distinct;
}

ExprPtr ExpressionBinder::BindWindow(const sql::FunctionCallExpression& call,
                                     const std::string& typed_name) {
  const SourceRange range = Where(call);
  RejectInTry("a window function", range);
  CheckWindowPlace(range);
  const bool is_star = typed_name == "count" && IsStarCall(call);
  const std::string name = is_star ? "count_star" : typed_name;
  if (state_.windows().Find(name) == nullptr && !state_.functions().HasAggregate(name)) {
    if (!state_.functions().HasScalar(name)) ThrowUnknownFunction(name, range);
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + name + "\" is neither an aggregate nor a window function", range);
  }
  const WindowGuard guard(level_);
  BoundWindowCall bound;
  WindowCall& out = bound.call;
  if (state_.windows().Find(name) != nullptr) {
    ResolveWindowFunction(call, name, out);
  } else {
    ResolveWindowAggregate(call, name, out);
  }
  const MergedWindow window = Merge(*call.over, level_, state_);
  for (const auto& expression : *window.partition_by) {
    bound.partition.push_back(CollationKey(Bind(*expression), state_));
  }
  bound.order = BindSortKeys(*window.order_by);
  out.frame = BindFrame(*window.frame, bound.order);
  if (out.function) CheckWindowOrder(bound, range);
  bool nested = false;
  std::vector<ExprPtr> used;
  VisitWindowExpressions(bound, [&](const ExprPtr& expr) {
    nested |= level_.UsesWindow(*expr);
    used.push_back(expr);
  });
  RejectLambdaParameters(used, range, "a window function", "unnest the list first");
  if (nested) {
    throw UserError(ErrorCode::kInvalidQuery, "window functions cannot be nested", range,
                    "compute the inner one in a subquery");
  }
  out.ignore_nulls = call.null_treatment == sql::NullTreatment::kIgnore;
  out.name = sql::DefaultColumnName(call);
  out.id = state_.NewColumn();
  state_.NoteReference(level_.depth);
  return level_.AddWindow(std::move(bound), range);
}

}  // namespace lakebolt
