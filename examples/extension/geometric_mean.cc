// An aggregate keeps the states of all groups in columns of its own. It can export them as ordinary
// vectors and merge such: that is how threads combine their groups.

#include <lakebolt/function/aggregate_function.h>

#include <cmath>
#include <vector>

#include "extension.h"

namespace extension {

namespace {

using lakebolt::LogicalType;
using lakebolt::RowSet;
using lakebolt::TypeId;
using lakebolt::Vector;

class GeometricMeanStates : public lakebolt::AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"log_sum", TypeId::kFloat64}, {"count", TypeId::kInt64}});
  }

  void Resize(uint32_t groups) override {
    log_sums_.resize(groups);
    counts_.resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const lakebolt::VectorReader<double> values(args[0]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (values.IsNull(row)) continue;
      if (values[row] <= 0) {
        throw lakebolt::UserError(lakebolt::ErrorCode::kOutOfRange,
                                  "geometric_mean is for positive numbers");
      }
      Add(groups, i, std::log(values[row]), 1);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const lakebolt::VectorReader<double> log_sums(states.children()[0]);
    const lakebolt::VectorReader<int64_t> counts(states.children()[1]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      Add(groups, i, log_sums[rows[i]], counts[rows[i]]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector states(StateType(), count);
    auto* log_sums = states.mutable_children()[0].mutable_values<double>();
    auto* counts = states.mutable_children()[1].mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) {
      log_sums[i] = log_sums_[begin + i];
      counts[i] = counts_[begin + i];
    }
    return states;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector results(TypeId::kFloat64, count);
    auto* values = results.mutable_values<double>();
    for (uint32_t i = 0; i < count; ++i) {
      const int64_t n = counts_[begin + i];
      values[i] = n == 0 ? 0 : std::exp(log_sums_[begin + i] / static_cast<double>(n));
      if (n == 0) results.SetNull(i);
    }
    return results;
  }

  size_t MemoryBytes() const override {
    return log_sums_.capacity() * sizeof(double) + counts_.capacity() * sizeof(int64_t);
  }

 private:
  void Add(const uint32_t* groups, uint32_t i, double log_sum, int64_t count) {
    const uint32_t group = groups == nullptr ? 0 : groups[i];
    log_sums_[group] += log_sum;
    counts_[group] += count;
  }

  std::vector<double> log_sums_;
  std::vector<int64_t> counts_;
};

std::optional<lakebolt::BoundAggregate> Bind(const std::vector<LogicalType>&) {
  lakebolt::BoundAggregate bound;
  bound.name = "geometric_mean";
  bound.arguments = {TypeId::kFloat64};
  bound.result = TypeId::kFloat64;
  bound.state = GeometricMeanStates::StateType();
  bound.make_states = [] { return std::make_unique<GeometricMeanStates>(); };
  return bound;
}

}  // namespace

void AddGeometricMean(lakebolt::Database& database) {
  lakebolt::AggregateFunction function;
  function.name = "geometric_mean";
  function.description = "Returns the geometric mean of positive numbers; NULL without any.";
  function.examples = {{"geometric_mean(x) FROM (VALUES (1), (4)) AS t(x)", "2.0"}};
  function.overloads = {{{TypeId::kFloat64}, Bind}};
  database.functions().Add(std::move(function));
}

}  // namespace extension
