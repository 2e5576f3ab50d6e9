// Aggregates over the elements of a list, through the aggregate functions themselves: each row is a
// group.

#include <algorithm>
#include <array>

#include "base/error.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "vector/variant_keys.h"

namespace lakebolt {

namespace {

/// Lists the aggregates that have a function over lists of their own, list_sum and so on.
constexpr std::array<std::string_view, 29> kListAggregates = {
    "any_value",   "approx_count_distinct",
    "avg",         "bit_and",
    "bit_or",      "bit_xor",
    "bool_and",    "bool_or",
    "count",       "entropy",
    "first",       "histogram",
    "kurtosis",    "kurtosis_pop",
    "last",        "mad",
    "max",         "median",
    "min",         "mode",
    "product",     "sem",
    "skewness",    "stddev_pop",
    "stddev_samp", "string_agg",
    "sum",         "var_pop",
    "var_samp"};

/// Aggregates lists; `by_key` gives the aggregate what the elements are compared by as well.
Vector AggregateLists(const BoundAggregate& aggregate, bool by_key, std::span<const Vector> args,
                      RowSet rows) {
  const ListRows lists = LayOutLists(args[0], rows);
  std::vector<Vector> inputs = {CastVector(lists.elements, aggregate.arguments[0],
                                           RowSet::Dense(lists.count()), CastMode::kStrict)};
  if (by_key) inputs.push_back(VariantKeys(inputs[0]));
  // Further arguments are repeated for each element.
  for (size_t i = 1; i < args.size(); ++i) {
    inputs.push_back(args[i].Gather(lists.rows.data(), lists.count()));
    if (inputs.back().IsConstant()) inputs.back() = inputs.back().Resized(lists.count());
  }
  const auto states = aggregate.make_states();
  states->Resize(rows.size);
  if (lists.count() > 0) {
    states->Update(inputs, RowSet::Dense(lists.count()), lists.rows.data());
  }
  Vector out = states->Finalize(0, rows.size);
  if (lists.validity != nullptr) {
    for (uint32_t row = 0; row < rows.size; ++row) {
      if (lists.IsNull(row)) out.SetNull(row);
    }
  }
  return out;
}

/// Binds an aggregate over (list, further arguments…); `constants` are those of the latter.
std::optional<BoundScalar> BindOver(const FunctionRegistry& registry, const std::string& name,
                                    const Types& actual, std::span<const Value* const> constants) {
  const auto element = ElementOf(actual[0]);
  if (!element) return std::nullopt;
  Types inputs = actual;
  inputs[0] = *element;
  std::vector<const Value*> known(constants.begin(), constants.end());
  known[0] = nullptr;
  // The extremes of VARIANTs are found by keys.
  const bool by_key = HasVariants(*element) && (name == "min" || name == "max");
  if (by_key) {
    inputs.insert(inputs.begin() + 1, VariantKeyType(*element));
    known.insert(known.begin() + 1, nullptr);
  }
  const auto aggregate = registry.BindAggregate(by_key ? "arg_" + name : name, inputs, {}, known);
  // Arguments that the aggregate took in are cast to themselves and not looked at.
  Types arguments = actual;
  const size_t keys = by_key ? 1 : 0;
  const size_t used = aggregate->arguments.size() - keys;
  arguments[0] = LogicalType::List(*element);
  for (size_t i = 1; i < used; ++i) arguments[i] = aggregate->arguments[i + keys];
  return MakeBound(
      std::move(arguments), aggregate->result,
      [aggregate, used, by_key](std::span<const Vector> args, RowSet rows) {
        return AggregateLists(*aggregate, by_key, args.subspan(0, used), rows);
      },
      true);
}

/// Makes list_aggregate(list, name, …).
ScalarOverload NamedOverload(const FunctionRegistry& registry) {
  ScalarOverload overload;
  overload.parameters = {AnyList(), TypeId::kVarchar};
  overload.variadic = true;
  overload.bind_constants =
      [&registry](const Types& actual,
                  std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() < 2 || actual[1].id() != TypeId::kVarchar) return std::nullopt;
    if (constants[1] == nullptr || constants[1]->IsNull()) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "the name of an aggregate over a list must be a constant");
    }
    Types inputs = actual;
    inputs.erase(inputs.begin() + 1);
    std::vector<const Value*> known(constants.begin(), constants.end());
    known.erase(known.begin() + 1);
    auto bound = BindOver(registry, constants[1]->string(), inputs, known);
    if (!bound) return std::nullopt;
    bound->arguments.insert(bound->arguments.begin() + 1, TypeId::kVarchar);
    bound->kernel = [kernel = bound->kernel](std::span<const Vector> args, RowSet rows) {
      std::vector<Vector> inputs = {args[0]};
      inputs.insert(inputs.end(), args.begin() + 2, args.end());
      return kernel(inputs, rows);
    };
    return bound;
  };
  return overload;
}

/// Makes list_sum(list) and the like.
ScalarOverload FixedOverload(const FunctionRegistry& registry, std::string name) {
  ScalarOverload overload;
  overload.parameters = {AnyList()};
  overload.variadic = true;
  overload.bind_constants =
      [&registry, name = std::move(name)](
          const Types& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    return BindOver(registry, name, actual, constants);
  };
  return overload;
}

}  // namespace

void RegisterListAggregates(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"list_aggregate",
                              {"array_aggregate", "list_aggr", "array_aggr", "aggregate"},
                              "list",
                              "Applies the aggregate function of a name to the elements of a list.",
                              {{"list_aggregate([1, 2, 3], 'sum')", "6"},
                               {"list_aggregate(['a', 'b'], 'string_agg', '-')", "a-b"}},
                              SeesNulls(),
                              {NamedOverload(registry)}});
  const auto add = [&](const std::string& name, std::vector<std::string> aliases) {
    registry.Add(ScalarFunction{"list_" + name,
                                std::move(aliases),
                                "list",
                                "Applies " + name + " to the elements of a list.",
                                {},
                                SeesNulls(),
                                {FixedOverload(registry, name)}});
  };
  for (const std::string_view name : kListAggregates) {
    std::vector<std::string> aliases;
    constexpr std::array<std::string_view, 6> kArrayNames = {"any_value", "avg",     "max",
                                                             "min",       "product", "sum"};
    if (std::find(kArrayNames.begin(), kArrayNames.end(), name) != kArrayNames.end()) {
      aliases = {"array_" + std::string(name)};
    }
    add(std::string(name), std::move(aliases));
  }
}

}  // namespace lakebolt
