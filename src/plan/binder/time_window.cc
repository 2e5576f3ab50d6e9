// window(time, width[, slide[, start]]) and session_window(time, gap): columns of FROM by which a
// SELECT block groups its rows. Sliding windows make several rows of one.

#include "plan/binder/time_window.h"

#include "expression/compare_kernels.h"
#include "plan/binder/coercion.h"
#include "plan/binder/projection.h"
#include "plan/binder/select_binder.h"
#include "plan/binder/struct_functions.h"
#include "plan/binder/unnest_lists.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

const sql::FunctionCallExpression* AsTimeWindow(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kFunctionCall) return nullptr;
  const auto& call = sql::As<sql::FunctionCallExpression>(expression);
  const bool is_window =
      call.name.size() == 1 && !call.over && IsTimeWindow(FoldName(call.name[0].text));
  return is_window ? &call : nullptr;
}

/// Gives text and dates the type that windows are made of.
ExprPtr AsTimestamp(ExprPtr time, SourceRange range) {
  const LogicalType& type = time->type();
  if (type.id() == TypeId::kTimestamp) {
    return CoerceTo(std::move(time), LogicalType::Timestamp(TimeUnit::kMicro, type.with_zone()));
  }
  if (type.id() == TypeId::kVarchar || type.id() == TypeId::kDate || type.id() == TypeId::kNull) {
    return CoerceTo(std::move(time), LogicalType::Timestamp(TimeUnit::kMicro, true));
  }
  throw UserError(ErrorCode::kTypeMismatch,
                  "windows of time are made of timestamps, not " + type.ToString(), range);
}

/// Makes a call of an aggregate over a partition in the order of time.
BoundWindowCall OverTime(ColumnId id, const std::vector<ExprPtr>& partition, const ExprPtr& time,
                         std::shared_ptr<const BoundAggregate> aggregate, ExprPtr argument) {
  BoundWindowCall bound;
  bound.partition = partition;
  bound.order.push_back({time, false, false});
  bound.call.id = id;
  bound.call.name = aggregate->name;
  bound.call.aggregate = std::move(aggregate);
  bound.call.arguments.push_back(std::move(argument));
  bound.call.frame.unit = WindowFrameUnit::kRows;
  return bound;
}

}  // namespace

bool IsTimeWindow(const std::string& name) {
  return name == "window" || name == "session_window";
}

const sql::FunctionCallExpression* FindTimeWindow(const sql::Select& select) {
  for (const sql::GroupingElement& element : select.group_by.elements) {
    for (const auto& expression : element.expressions) {
      if (const auto* call = AsTimeWindow(*expression)) return call;
    }
  }
  for (const sql::SelectItem& item : select.items) {
    if (!item.expression) continue;
    if (const auto* call = AsTimeWindow(*item.expression)) return call;
  }
  return nullptr;
}

void SelectBinder::AddTimeWindow(const sql::Select& select) {
  if (state_.context().settings->Get("function_dialect") != "spark") return;
  const sql::FunctionCallExpression* call = FindTimeWindow(select);
  if (call == nullptr) return;
  const std::string name = FoldName(call->name[0].text);
  const SourceRange range = state_.Where(call->range);
  const bool session = name == "session_window";
  const size_t most = session ? 2 : 4;
  if (call->arguments.size() < 2 || call->arguments.size() > most) {
    throw UserError(
        ErrorCode::kTypeMismatch,
        "\"" + name + "\" does not take " + std::to_string(call->arguments.size()) + " arguments",
        range,
        session ? "there is session_window(time, gap)"
                : "there is window(time, width[, slide[, start]])");
  }
  const ClauseGuard guard(level_, Clause::kGroupBy);
  ExpressionBinder binder(state_, level_);
  const ExprPtr time = AsTimestamp(binder.Bind(*call->arguments[0].value), range);
  std::vector<ExprPtr> spans;
  for (size_t i = 1; i < call->arguments.size(); ++i) {
    spans.push_back(CoerceTo(binder.Bind(*call->arguments[i].value), TypeId::kInterval));
  }
  plan_ = std::make_shared<FilterNode>(std::move(plan_),
                                       std::vector<ExprPtr>{std::make_shared<NotExpr>(
                                           std::make_shared<IsNullExpr>(time, range), range)});
  const PlanColumn column =
      session ? AddSessions(select, time, spans[0], range) : AddSlices(time, spans, range);
  scope_.Append(Scope(Relation("", {{name, column.type, column.id, nullptr}})));
  scope_.HideColumn(name);
}

PlanColumn SelectBinder::AddSlices(const ExprPtr& time, std::vector<ExprPtr> spans,
                                   SourceRange range) {
  if (spans.size() == 1) spans.push_back(spans[0]);
  if (spans.size() == 2) spans.push_back(MakeConstant(Value::MakeInterval({})));
  spans.insert(spans.begin(), time);
  const ExprPtr list =
      ExpressionBinder(state_, level_).Call("time_windows", std::move(spans), range);
  const ColumnId id = state_.NewColumn();
  plan_ = UnnestLists(std::move(plan_), {{id, "window", list}});
  return {id, "window", list->type().element()};
}

PlanColumn SelectBinder::AddSessions(const sql::Select& select, const ExprPtr& time,
                                     const ExprPtr& gap, SourceRange range) {
  ExpressionBinder binder(state_, level_);
  const auto column = [](ColumnId id, const LogicalType& type) {
    return std::make_shared<ColumnExpr>(id, "", type);
  };
  const auto aggregate = [&](const char* name, const LogicalType& type) {
    return state_.functions().BindAggregate(name, {type}, range);
  };
  // Sessions are those of rows that agree in all other groups.
  std::vector<ExprPtr> partition;
  for (const sql::GroupingElement& element : select.group_by.elements) {
    for (const auto& expression : element.expressions) {
      if (AsTimeWindow(*expression) == nullptr) partition.push_back(BindGroupTerm(*expression));
    }
  }
  const LogicalType type = time->type();
  const ExprPtr end = binder.Call("+", {time, gap}, range);
  const ColumnId reach = state_.NewColumn();
  BoundWindowCall reached = OverTime(reach, partition, time, aggregate("max", type), end);
  reached.call.frame.end = {WindowBound::Kind::kPreceding, MakeConstant(Value::Int64(1)), nullptr};
  plan_ = PlanWindows(std::move(plan_), {std::move(reached)});
  // A session begins behind the end of all before it; the first has number 0.
  const ColumnId number = state_.NewColumn();
  BoundWindowCall numbered = OverTime(number, partition, time, aggregate("count", type), time);
  numbered.call.filter =
      std::make_shared<CompareExpr>(CompareOp::kGreater, time, column(reach, type), range);
  plan_ = PlanWindows(std::move(plan_), {std::move(numbered)});
  partition.push_back(column(number, TypeId::kInt64));
  const ColumnId first = state_.NewColumn();
  const ColumnId last = state_.NewColumn();
  std::vector<BoundWindowCall> whole = {
      OverTime(first, partition, time, aggregate("min", type), time),
      OverTime(last, partition, time, aggregate("max", type), end)};
  for (BoundWindowCall& bound : whole) bound.call.frame.end.kind = WindowBound::Kind::kUnbounded;
  plan_ = PlanWindows(std::move(plan_), std::move(whole));
  const ExprPtr session =
      MakeStruct({"start", "end"}, {column(first, type), column(last, type)}, range);
  std::vector<NamedExpr> items;
  for (const PlanColumn& passed : plan_->columns()) {
    items.push_back({passed.id, passed.name, ReferenceTo(passed)});
  }
  const ColumnId id = state_.NewColumn();
  items.push_back({id, "session_window", session});
  plan_ = std::make_shared<ProjectNode>(std::move(plan_), std::move(items));
  return {id, "session_window", session->type()};
}

}  // namespace lakebolt
