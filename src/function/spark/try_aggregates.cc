// try_sum and try_avg: NULL in the place of an overflow. A sum of whole numbers is a BIGINT, as in
// Spark.

#include "function/cast.h"
#include "function/spark/families.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Runs another aggregate and casts what it gives; groups that overflow become NULL.
class TryStates final : public AggregateStates {
 public:
  TryStates(std::unique_ptr<AggregateStates> inner, LogicalType from, LogicalType to)
      : inner_(std::move(inner)), from_(std::move(from)), to_(std::move(to)) {}

  void Resize(uint32_t groups) override { inner_->Resize(groups); }
  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    inner_->Update(args, rows, groups);
  }
  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    inner_->Merge(states, rows, groups);
  }
  Vector Export(uint32_t begin, uint32_t count) const override {
    return inner_->Export(begin, count);
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return CastVector(Results(begin, count), to_, RowSet::Dense(count), CastMode::kTry);
  }
  size_t MemoryBytes() const override { return inner_->MemoryBytes(); }

 private:
  Vector Results(uint32_t begin, uint32_t count) const {
    try {
      return inner_->Finalize(begin, count);
    } catch (const UserError&) {
      if (count == 1) return Vector::Constant(Value(from_), 1).Flatten();
    }
    std::vector<Vector> single;
    for (uint32_t i = 0; i < count; ++i) single.push_back(Results(begin + i, 1));
    std::vector<const Vector*> parts;
    for (const Vector& part : single) parts.push_back(&part);
    return ConcatVectors(from_, parts);
  }

  std::unique_ptr<AggregateStates> inner_;
  LogicalType from_;
  LogicalType to_;
};

/// Finds the overload of `function` that takes the argument as it is, else the first that does by a
/// cast.
std::optional<BoundAggregate> BindPlain(const AggregateFunction& function,
                                        const std::vector<LogicalType>& actual) {
  std::optional<BoundAggregate> best;
  int best_cost = 0;
  const Value* const unknown[] = {nullptr};
  for (const AggregateOverload& overload : function.overloads) {
    auto bound =
        overload.bind_constants ? overload.bind_constants(actual, unknown) : overload.bind(actual);
    if (!bound || bound->arguments.size() != 1) continue;
    const auto cost = ImplicitCastCost(actual[0], bound->arguments[0]);
    if (!cost || (best && *cost >= best_cost)) continue;
    best_cost = *cost;
    best = std::move(bound);
  }
  return best;
}

void Add(FunctionRegistry& registry, const char* name, const char* plain, const char* description) {
  const AggregateFunction function = registry.aggregates().at(plain);
  const auto bind =
      [function](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 1) return std::nullopt;
    auto bound = BindPlain(function, actual);
    if (!bound) return std::nullopt;
    const LogicalType from = bound->result;
    const bool whole = from.IsInteger();
    if (whole) bound->result = TypeId::kInt64;
    bound->make_states = [make = bound->make_states, from, to = bound->result] {
      return std::make_unique<TryStates>(make(), from, to);
    };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 {},
                                 description,
                                 {{std::string(name) + "(42) = 42", "true"}},
                                 {{{TypeId::kNull}, bind}}});
}

}  // namespace

void RegisterSparkTryAggregates(FunctionRegistry& registry) {
  Add(registry, "try_sum", "sum",
      "Adds up values; NULL where the sum leaves its type, which is BIGINT for whole numbers.");
  Add(registry, "try_avg", "avg", "Averages values; NULL where the mean cannot be computed.");
}

}  // namespace lakebolt
