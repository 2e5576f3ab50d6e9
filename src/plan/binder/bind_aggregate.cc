#include <algorithm>

#include "expression/evaluator.h"
#include "function/aggregate/ordered.h"
#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/struct_functions.h"
#include "plan/plan_rewrite.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

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

/// Negates a fraction, or each of a list of them: counted from the other end.
Value Negated(const Value& value) {
  if (value.IsNull()) return value;
  if (value.type().id() == TypeId::kList) {
    std::vector<Value> parts;
    for (const Value& part : value.parts()) parts.push_back(Negated(part));
    return Value::Nested(LogicalType::List(TypeId::kFloat64), std::move(parts));
  }
  // As a double, for which there is a zero below zero.
  return value.type().IsNumeric() ? Value::Float64(-value.AsDouble()) : value;
}

/// Reads texts as DOUBLE where Spark does so: in sums and the like.
void SumTextsAsNumbers(const std::string& name, std::vector<LogicalType>& types) {
  constexpr std::string_view kNames[] = {"sum",         "avg",        "mean",     "stddev",
                                         "stddev_samp", "stddev_pop", "variance", "var_samp",
                                         "var_pop",     "std"};
  const bool sums = std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
  if (!sums || types.size() != 1 || types[0] != LogicalType(TypeId::kVarchar)) return;
  types[0] = TypeId::kFloat64;
}

/// Tells whether equal arguments have equal keys, so that DISTINCT leaves the order defined.
bool KeysFollowFrom(const std::vector<ExprPtr>& arguments, const std::vector<SortKey>& keys) {
  ColumnSet plain;
  for (const ExprPtr& argument : arguments) {
    if (argument->kind() == ExprKind::kColumn) plain.insert(As<ColumnExpr>(argument).id());
  }
  for (const SortKey& key : keys) {
    const bool follows =
        IsWithin(*key.expr, plain) ||
        std::any_of(arguments.begin(), arguments.end(),
                    [&](const ExprPtr& argument) { return argument->Equals(*key.expr); });
    if (!follows) return false;
  }
  return true;
}

/// Lets min and max of collated text, and arg_min and arg_max by it, look at its keys: the function
/// to call with the changed arguments is returned.
std::string CollateExtreme(const std::string& name, std::vector<ExprPtr>& arguments,
                           const BinderState& state) {
  const bool extreme = name == "min" || name == "max";
  const bool by_key = name.starts_with("arg_m") || name == "min_by" || name == "max_by" ||
                      name == "argmin" || name == "argmax";
  if (by_key && arguments.size() > 1) arguments[1] = CollationKey(arguments[1], state);
  if (!extreme || arguments.empty() || !HasCollationKey(arguments[0]->type(), state)) {
    return name;
  }
  arguments.insert(arguments.begin() + 1, CollationKey(arguments[0], state));
  return "arg_" + name;
}

}  // namespace

bool IsStarCall(const sql::FunctionCallExpression& call) {
  if (call.arguments.empty()) return true;
  if (call.arguments.size() != 1) return false;
  const sql::Expression& argument = *call.arguments[0].value;
  if (argument.kind != sql::ExpressionKind::kStar) return false;
  const auto& star = sql::As<sql::StarExpression>(argument);
  return star.qualifier.empty() && star.exclude.empty() && star.replace.empty() &&
         star.rename.empty();
}

QueryLevel& ExpressionBinder::OwnerOf(const AggregateTracker& tracker) {
  QueryLevel* owner = &level_;
  if (!tracker.refers_to_columns) return *owner;
  while (owner->depth > tracker.deepest) owner = owner->outer;
  return *owner;
}

void ExpressionBinder::CheckAggregatePlace(const QueryLevel& owner,
                                           const std::vector<ExprPtr>& arguments,
                                           SourceRange range) {
  RejectLambdaParameters(arguments, range, "an aggregate",
                         "list_aggregate(list, 'sum') aggregates the elements of a list");
  if (!AllowsAggregates(owner.clause)) {
    throw UserError(
        ErrorCode::kInvalidQuery,
        "aggregate functions are not allowed in " + std::string(ClauseName(owner.clause)), range,
        owner.clause == Clause::kWhere ? "conditions on aggregates go into HAVING" : "");
  }
  for (const ExprPtr& argument : arguments) {
    if (owner.UsesWindow(*argument)) {
      throw UserError(ErrorCode::kInvalidQuery, "an aggregate cannot be taken of a window function",
                      range, "compute the window function in a subquery");
    }
    if (owner.UsesAggregate(*argument)) {
      throw UserError(ErrorCode::kInvalidQuery, "aggregate functions cannot be nested", range,
                      "compute the inner one in a subquery");
    }
  }
}

std::vector<SortKey> ExpressionBinder::BindAggregateOrder(const sql::FunctionCallExpression& call,
                                                          const std::vector<ExprPtr>& arguments) {
  std::vector<SortKey> keys;
  for (const auto* items : {&call.order_by, &call.within_group}) {
    for (const sql::OrderItem& item : *items) {
      if (item.expression) {
        keys.push_back({CollationKey(Bind(*item.expression), state_), state_.IsDescending(item),
                        state_.NullsFirst(item)});
        continue;
      }
      for (const ExprPtr& argument : arguments) {  // ORDER BY ALL
        keys.push_back(
            {CollationKey(argument, state_), state_.IsDescending(item), state_.NullsFirst(item)});
      }
    }
  }
  return keys;
}

void ExpressionBinder::TakeOrderedSet(const AggregateFunction& function, bool within_group,
                                      SourceRange range, AggregateInput& input) {
  if (!function.direct_arguments) {
    if (!within_group || function.name == "list" || function.name == "string_agg") return;
    throw UserError(ErrorCode::kInvalidQuery,
                    "WITHIN GROUP does not apply to \"" + function.name + "\"", range);
  }
  if (input.order.empty()) return;
  if (within_group && input.order.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + function.name + "\" takes one key in WITHIN GROUP (ORDER BY …)", range);
  }
  if (within_group || input.arguments.size() == *function.direct_arguments) {
    input.arguments.insert(input.arguments.begin(), input.order[0].expr);
  }
  if (!input.order[0].descending) return;
  for (size_t i = 1; i < input.arguments.size(); ++i) {
    ExprPtr folded = FoldConstants(input.arguments[i]);
    if (folded->kind() != ExprKind::kConstant) continue;
    input.arguments[i] = MakeConstant(Negated(As<ConstantExpr>(folded).value()));
  }
}

std::shared_ptr<const BoundAggregate> ExpressionBinder::ResolveAggregate(
    const std::string& name, std::vector<ExprPtr>& arguments, SourceRange range) {
  std::vector<LogicalType> types;
  std::vector<ExprPtr> folded;  // keeps the values alive
  std::vector<const Value*> constants;
  for (const ExprPtr& argument : arguments) {
    types.push_back(argument->type());
    folded.push_back(IsFoldable(*argument) ? FoldConstants(argument) : argument);
    const bool constant = folded.back()->kind() == ExprKind::kConstant;
    constants.push_back(constant ? &As<ConstantExpr>(folded.back()).value() : nullptr);
  }
  if (SpeaksSpark()) SumTextsAsNumbers(name, types);
  auto function = state_.functions().BindAggregate(name, types, range, constants);
  arguments.resize(function->arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = CoerceTo(std::move(arguments[i]), function->arguments[i]);
  }
  return function;
}

void ExpressionBinder::CountTogether(bool distinct, SourceRange range, AggregateInput& input) {
  std::vector<ExprPtr> terms;
  if (input.filter) terms.push_back(input.filter);
  for (ExprPtr& argument : input.arguments) {
    argument = CollationKey(argument, state_);
    terms.push_back(std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(argument)));
  }
  input.filter = MakeConjunction(true, std::move(terms));
  if (distinct) {
    const std::vector<std::string> no_names(input.arguments.size());
    input.arguments = {MakeStruct(no_names, std::move(input.arguments), range)};
  }
  input.arguments.resize(1);
}

AggregateInput ExpressionBinder::BindAggregateInput(const sql::FunctionCallExpression& call,
                                                    const std::string& name, SourceRange range) {
  AggregateInput input;
  if (name != "count_star") input.arguments = BindArguments(call);
  if (call.filter) input.filter = BindBoolean(*call.filter, "FILTER");
  const bool several = name == "count" && input.arguments.size() > 1;
  if (several && SpeaksSpark()) CountTogether(call.distinct, range, input);
  input.order = BindAggregateOrder(call, input.arguments);
  TakeOrderedSet(*state_.functions().FindAggregate(name), !call.within_group.empty(), range, input);
  if (call.null_treatment == sql::NullTreatment::kIgnore && !input.arguments.empty()) {
    ExprPtr present = std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(input.arguments[0]));
    input.filter = input.filter ? MakeConjunction(true, {input.filter, present}) : present;
  }
  return input;
}

void ExpressionBinder::FinishAggregate(const std::string& name, AggregateInput input,
                                       SourceRange range, AggregateCall& aggregate) {
  const bool follows = KeysFollowFrom(input.arguments, input.order);  // before they are cast
  if (aggregate.distinct && name == "count") {
    for (ExprPtr& argument : input.arguments) argument = CollationKey(argument, state_);
  }
  aggregate.function =
      ResolveAggregate(CollateExtreme(name, input.arguments, state_), input.arguments, range);
  aggregate.distinct &= !aggregate.function->ignores_duplicates;
  if (!input.order.empty() && !aggregate.function->ignores_order) {
    if (aggregate.distinct && !follows) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "with DISTINCT, an aggregate can be ordered only by its arguments", range);
    }
    std::vector<LogicalType> types;
    std::vector<KeyOrder> order;
    for (SortKey& key : input.order) {
      types.push_back(key.expr->type());
      order.push_back({key.descending, key.nulls_first});
      input.arguments.push_back(std::move(key.expr));
    }
    aggregate.function = OrderAggregate(aggregate.function, types, std::move(order));
  }
  aggregate.arguments = std::move(input.arguments);
  aggregate.filter = std::move(input.filter);
}

ExprPtr ExpressionBinder::BindAggregate(const sql::FunctionCallExpression& call,
                                        const std::string& typed_name) {
  const SourceRange range = Where(call);
  RejectInTry("an aggregate", range);
  const bool is_star = typed_name == "count" && IsStarCall(call);
  const std::string name = is_star ? "count_star" : typed_name;
  if (is_star && call.distinct) {
    throw UserError(ErrorCode::kInvalidQuery, "count(DISTINCT *) is not supported", range,
                    "count the rows of a SELECT DISTINCT subquery");
  }
  AggregateInput input;
  AggregateTracker tracker;
  {
    const TrackerGuard guard(state_.trackers(), level_.depth);
    input = BindAggregateInput(call, name, range);
    tracker = state_.trackers().back();
  }
  QueryLevel& owner = OwnerOf(tracker);
  std::vector<ExprPtr> inputs = input.arguments;
  if (input.filter) inputs.push_back(input.filter);
  for (const SortKey& key : input.order) inputs.push_back(key.expr);
  CheckAggregatePlace(owner, inputs, range);

  AggregateCall aggregate;
  aggregate.distinct = call.distinct;
  FinishAggregate(name, std::move(input), range, aggregate);
  aggregate.name = sql::DefaultColumnName(call);
  aggregate.id = state_.NewColumn();
  state_.NoteReference(owner.depth);
  return owner.AddAggregate(std::move(aggregate), range);
}

ExprPtr ExpressionBinder::BindGrouping(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  if (call.arguments.size() > 63) {
    throw UserError(ErrorCode::kInvalidQuery, "GROUPING takes up to 63 grouping columns", range);
  }
  std::vector<ExprPtr> keys;
  AggregateTracker tracker;
  {
    const TrackerGuard guard(state_.trackers(), level_.depth);
    keys = BindArguments(call);
    tracker = state_.trackers().back();
  }
  // In a subquery it may speak of the groups of a query around that, as an aggregate may.
  QueryLevel& owner = OwnerOf(tracker);
  if (!AllowsAggregates(owner.clause)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "GROUPING is not allowed in " + std::string(ClauseName(owner.clause)), range);
  }
  for (ExprPtr& key : keys) key = CollationKey(std::move(key), state_);
  state_.NoteReference(owner.depth);
  return owner.AddGrouping({state_.NewColumn(), std::move(keys), range});
}

}  // namespace lakebolt
