// Sketches of sets as values: hll_sketch_agg and hll_union_agg make them, hll_union joins two,
// hll_sketch_estimate says how many different values are in one. A sketch is the state of
// approx_count_distinct as bytes; it is not the format of Apache DataSketches.

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/distinct_states.h"

namespace lakebolt {

namespace {

const LogicalType kBlob = TypeId::kBlob;

/// Takes values in, or with `joins` sketches, and gives a sketch.
class SketchStates final : public AggregateStates {
 public:
  explicit SketchStates(bool joins) : joins_(joins), inner_(MakeDistinctStates()) {}

  void Resize(uint32_t groups) override { inner_->Resize(groups); }
  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (joins_) return inner_->Merge(args[0], rows, groups);
    inner_->Update(args, rows, groups);
  }
  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    inner_->Merge(states, rows, groups);
  }
  Vector Export(uint32_t begin, uint32_t count) const override {
    return inner_->Export(begin, count);
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return inner_->Export(begin, count);
  }
  size_t MemoryBytes() const override { return inner_->MemoryBytes(); }

 private:
  bool joins_;
  std::unique_ptr<AggregateStates> inner_;
};

/// Binds f(x) and f(x, option): how large Spark's sketch is, or whether sizes may differ; ours have
/// one size.
AggregateOverload SketchOverload(bool joins, TypeId option) {
  const auto bind = [=](const std::vector<LogicalType>& actual,
                        std::span<const Value* const> constants) -> std::optional<BoundAggregate> {
    if (actual.empty() || actual.size() > 2) return std::nullopt;
    if (joins && actual[0].id() != TypeId::kBlob && actual[0].id() != TypeId::kNull) {
      return std::nullopt;
    }
    BoundAggregate bound;
    bound.arguments = {joins ? kBlob : actual[0]};
    if (actual.size() == 2) {
      const bool fits =
          option == TypeId::kBoolean ? actual[1].id() == option : actual[1].IsInteger();
      if (!fits) return std::nullopt;
      if (constants[1] == nullptr || constants[1]->IsNull()) {
        throw UserError(ErrorCode::kInvalidQuery, "the option of a sketch must be a constant");
      }
      bound.constants = {*constants[1]};
    }
    bound.result = kBlob;
    bound.state = kBlob;
    bound.ignores_duplicates = true;
    bound.ignores_order = true;
    bound.null_on_empty = false;
    bound.make_states = [joins] { return std::make_unique<SketchStates>(joins); };
    return bound;
  };
  return {{joins ? kBlob : LogicalType(TypeId::kNull)}, {}, bind};
}

/// Merges one sketch of each of `args` into the states of one group a row.
std::unique_ptr<AggregateStates> MergeRows(std::span<const Vector> args, RowSet rows) {
  std::unique_ptr<AggregateStates> states = MakeDistinctStates();
  states->Resize(rows.size);
  std::vector<uint32_t> groups;
  rows.ForEach([&](uint32_t row) { groups.push_back(row); });
  for (const Vector& arg : args) states->Merge(arg, rows, groups.data());
  return states;
}

ScalarOverload UnionOverload(bool with_option) {
  ScalarOverload overload;
  overload.parameters = {kBlob, kBlob};
  if (with_option) overload.parameters.push_back(TypeId::kBoolean);
  overload.result = kBlob;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    return MergeRows(args.first(2), rows)->Export(0, rows.size);
  };
  return overload;
}

}  // namespace

void RegisterSketches(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{
      "hll_sketch_agg",
      {},
      "Makes a sketch of the different values; the size that a second argument asks for is taken "
      "but all sketches have one.",
      {{"hll_sketch_estimate(hll_sketch_agg(42))", "1"}},
      {SketchOverload(false, TypeId::kInt32)}});
  registry.Add(AggregateFunction{"hll_union_agg",
                                 {},
                                 "Joins sketches to one of all their values.",
                                 {},
                                 {SketchOverload(true, TypeId::kBoolean)}});
  registry.Add(ScalarFunction{"hll_union",
                              {},
                              "sketch",
                              "Joins two sketches to one of all their values.",
                              {},
                              {},
                              {UnionOverload(false), UnionOverload(true)}});
  ScalarOverload estimate;
  estimate.parameters = {kBlob};
  estimate.result = TypeId::kInt64;
  estimate.kernel = [](std::span<const Vector> args, RowSet rows) {
    return MergeRows(args, rows)->Finalize(0, rows.size);
  };
  registry.Add(ScalarFunction{"hll_sketch_estimate",
                              {},
                              "sketch",
                              "Estimates how many different values a sketch has seen, within about "
                              "two percent; exactly for up to 128.",
                              {},
                              {},
                              {estimate}});
}

}  // namespace lakebolt
