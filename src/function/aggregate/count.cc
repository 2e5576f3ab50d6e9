#include "function/aggregate/batch_sum.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

enum class Counted : uint8_t { kRows, kValues, kTrue };

class CountStates final : public AggregateStates {
 public:
  explicit CountStates(Counted counted) : counted_(counted) {}

  void Resize(uint32_t groups) override { counts_.Resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (counted_ == Counted::kRows || (counted_ == Counted::kValues && !args[0].MayHaveNulls())) {
      CountAll(rows, groups);
    } else if (counted_ == Counted::kValues) {
      for (uint32_t i = 0; i < rows.count; ++i) {
        if (!args[0].IsNull(rows[i])) ++counts_[groups == nullptr ? 0 : groups[i]];
      }
    } else {
      ForEachValid<uint8_t>(args[0], rows, [&](uint32_t i, uint8_t value) {
        counts_[groups == nullptr ? 0 : groups[i]] += value;
      });
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<int64_t>(states, rows, [&](uint32_t i, int64_t count) {
      counts_[groups == nullptr ? 0 : groups[i]] += count;
    });
  }

  void MergeRange(const AggregateStates& other, uint32_t begin, uint32_t count) override {
    counts_.AddRange(static_cast<const CountStates&>(other).counts_, begin, count);
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    return counts_.Export(TypeId::kInt64, begin, count);
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
  size_t MemoryBytes() const override { return counts_.MemoryBytes(); }

 private:
  void CountAll(RowSet rows, const uint32_t* groups) {
    if (groups == nullptr) {
      counts_[0] += rows.count;
      return;
    }
    int64_t* counts = counts_.data();
    if (IsBatchWorthwhile(rows, counts_.size())) {
      BatchSums batch;
      CountBatch(rows, groups, counts_.size(), batch);
      for (uint32_t g = 0; g < counts_.size(); ++g) counts[g] += batch.Of(g);
      return;
    }
    for (uint32_t i = 0; i < rows.count; ++i) ++counts[groups[i]];
  }

  Counted counted_;
  StateColumn<int64_t> counts_;
};

AggregateOverload Overload(const char* name, Counted counted, size_t arguments) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != arguments) return std::nullopt;
    BoundAggregate bound;
    bound.ignores_order = true;
    bound.name = name;
    bound.arguments = actual;
    if (counted == Counted::kTrue) bound.arguments = {TypeId::kBoolean};
    bound.result = TypeId::kInt64;
    bound.state = TypeId::kInt64;
    bound.null_on_empty = false;
    bound.make_states = [counted] { return std::make_unique<CountStates>(counted); };
    return bound;
  };
  return {std::vector<LogicalType>(arguments), bind};
}

}  // namespace

void RegisterCount(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"count_star",
                                 {},
                                 "Counts rows; written count(*).",
                                 {{"count(*)", "1"}},
                                 {Overload("count_star", Counted::kRows, 0)}});
  registry.Add(AggregateFunction{"count",
                                 {},
                                 "Counts the values that are not NULL.",
                                 {{"count(NULL)", "0"}, {"count(42)", "1"}},
                                 {Overload("count", Counted::kValues, 1)}});
  registry.Add(AggregateFunction{"count_if",
                                 {"countif"},
                                 "Counts the rows for which the condition is true.",
                                 {{"count_if(2 > 1)", "1"}},
                                 {Overload("count_if", Counted::kTrue, 1)}});
}

}  // namespace lakebolt
