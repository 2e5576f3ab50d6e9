#include <array>

#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/plan_rewrite.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Lists aggregates whose result does not depend on the order of rows.
constexpr std::array<std::string_view, 18> kOrderBlind = {
    "count",      "count_star", "count_if", "sum",      "avg",    "mean",
    "min",        "max",        "bool_and", "bool_or",  "stddev", "stddev_samp",
    "stddev_pop", "var_samp",   "var_pop",  "variance", "median", "approx_count_distinct"};

bool IgnoresOrder(const std::string& name) {
  for (const std::string_view known : kOrderBlind) {
    if (name == known) return true;
  }
  return false;
}

bool IsStarCall(const sql::FunctionCallExpression& call) {
  if (call.arguments.empty()) return true;
  if (call.arguments.size() != 1) return false;
  const sql::Expression& argument = *call.arguments[0].value;
  if (argument.kind != sql::ExpressionKind::kStar) return false;
  const auto& star = sql::As<sql::StarExpression>(argument);
  return star.qualifier.empty() && star.exclude.empty() && star.replace.empty() &&
         star.rename.empty();
}

/// Takes the topmost tracker off when it goes.
class TrackerGuard {
 public:
  TrackerGuard(std::vector<AggregateTracker>& trackers, uint32_t level) : trackers_(trackers) {
    trackers.push_back({level, 0, false});
  }
  ~TrackerGuard() { trackers_.pop_back(); }
  TrackerGuard(const TrackerGuard&) = delete;
  TrackerGuard& operator=(const TrackerGuard&) = delete;

 private:
  std::vector<AggregateTracker>& trackers_;
};

void CheckModifiers(const sql::FunctionCallExpression& call, const std::string& name,
                    SourceRange range) {
  if (!call.within_group.empty()) {
    throw UserError(ErrorCode::kNotSupported, "WITHIN GROUP is not supported yet", range);
  }
  if (call.null_treatment == sql::NullTreatment::kRespect) {
    throw UserError(ErrorCode::kNotSupported, "RESPECT NULLS is not supported yet", range);
  }
  if (!call.order_by.empty() && !IgnoresOrder(name)) {
    throw UserError(ErrorCode::kNotSupported,
                    "ORDER BY within \"" + name + "\" is not supported yet", range);
  }
}

}  // namespace

QueryLevel& ExpressionBinder::OwnerOf(const AggregateTracker& tracker) {
  QueryLevel* owner = &level_;
  if (!tracker.refers_to_columns) return *owner;
  while (owner->depth > tracker.deepest) owner = owner->outer;
  return *owner;
}

void ExpressionBinder::CheckAggregatePlace(const QueryLevel& owner,
                                           const std::vector<ExprPtr>& arguments,
                                           SourceRange range) {
  if (!AllowsAggregates(owner.clause)) {
    throw UserError(
        ErrorCode::kInvalidQuery,
        "aggregate functions are not allowed in " + std::string(ClauseName(owner.clause)), range,
        owner.clause == Clause::kWhere ? "conditions on aggregates go into HAVING" : "");
  }
  for (const ExprPtr& argument : arguments) {
    if (owner.UsesAggregate(*argument)) {
      throw UserError(ErrorCode::kInvalidQuery, "aggregate functions cannot be nested", range,
                      "compute the inner one in a subquery");
    }
  }
}

ExprPtr ExpressionBinder::BindAggregate(const sql::FunctionCallExpression& call,
                                        const std::string& typed_name) {
  const SourceRange range = Where(call);
  CheckModifiers(call, typed_name, range);
  const bool is_star = typed_name == "count" && IsStarCall(call);
  const std::string name = is_star ? "count_star" : typed_name;
  if (is_star && call.distinct) {
    throw UserError(ErrorCode::kInvalidQuery, "count(DISTINCT *) is not supported", range,
                    "count the rows of a SELECT DISTINCT subquery");
  }
  AggregateCall aggregate;
  AggregateTracker tracker;
  {
    const TrackerGuard guard(state_.trackers(), level_.depth);
    if (!is_star) aggregate.arguments = BindArguments(call);
    if (call.filter) aggregate.filter = BindBoolean(*call.filter, "FILTER");
    // Positions and names within ORDER BY are checked although the order has no effect.
    for (const sql::OrderItem& item : call.order_by) Bind(*item.expression);
    tracker = state_.trackers().back();
  }
  QueryLevel& owner = OwnerOf(tracker);
  std::vector<ExprPtr> inputs = aggregate.arguments;
  if (aggregate.filter) inputs.push_back(aggregate.filter);
  CheckAggregatePlace(owner, inputs, range);

  std::vector<LogicalType> types;
  for (const ExprPtr& argument : aggregate.arguments) types.push_back(argument->type());
  aggregate.function = state_.functions().BindAggregate(name, types, range);
  for (size_t i = 0; i < aggregate.arguments.size() && i < aggregate.function->arguments.size();
       ++i) {
    aggregate.arguments[i] =
        CoerceTo(std::move(aggregate.arguments[i]), aggregate.function->arguments[i]);
  }
  aggregate.distinct = call.distinct && !aggregate.function->ignores_duplicates;
  aggregate.name = sql::DefaultColumnName(call);
  aggregate.id = state_.NewColumn();
  state_.NoteReference(owner.depth);
  return owner.AddAggregate(std::move(aggregate), range);
}

ExprPtr ExpressionBinder::BindGrouping(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  if (!AllowsAggregates(level_.clause)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "GROUPING is not allowed in " + std::string(ClauseName(level_.clause)), range);
  }
  if (call.arguments.empty() || call.arguments.size() > 63) {
    throw UserError(ErrorCode::kInvalidQuery, "GROUPING takes 1 to 63 grouping columns", range);
  }
  return level_.AddGrouping({state_.NewColumn(), BindArguments(call), range});
}

}  // namespace lakebolt
