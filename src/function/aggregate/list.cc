#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"

namespace lakebolt {

namespace {

/// Collects values in the order in which rows come.
class ListStates final : public BufferedStates {
 public:
  ListStates(LogicalType element, bool keeps_nulls, bool null_on_empty)
      : BufferedStates(std::move(element), keeps_nulls), null_on_empty_(null_on_empty) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out = Export(begin, count);
    if (!null_on_empty_) out.SetValidity(nullptr);
    return out;
  }

 private:
  bool null_on_empty_;
};

AggregateOverload ListOverload(bool keeps_nulls, bool null_on_empty) {
  return {{TypeId::kNull},
          [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
            if (actual.size() != 1) return std::nullopt;
            BoundAggregate bound;
            bound.arguments = actual;
            bound.result = LogicalType::List(actual[0]);
            bound.state = bound.result;
            bound.null_on_empty = null_on_empty;
            bound.make_states = [element = actual[0], keeps_nulls, null_on_empty] {
              return std::make_unique<ListStates>(element, keeps_nulls, null_on_empty);
            };
            return bound;
          }};
}

}  // namespace

void RegisterList(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"list",
                                 {"array_agg"},
                                 "Collects all values into a list, NULLs too.",
                                 {{"list(42)", "[42]"}},
                                 {ListOverload(true, true)}});
  registry.Add(
      AggregateFunction{"collect_list",
                        {},
                        "Collects the values that are not NULL into a list, which is empty "
                        "where there are none.",
                        {{"collect_list(42)", "[42]"}},
                        {ListOverload(false, false)}});
  AggregateFunction spark{
      "array_agg",
      {},
      "Collects the values that are not NULL into a list, as collect_list does.",
      {{"array_agg(42)", "[42]"}},
      {ListOverload(false, false)}};
  spark.dialect = "spark";
  registry.Add(std::move(spark));
}

}  // namespace lakebolt
