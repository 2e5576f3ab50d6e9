#include <cmath>

#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

enum class Spread : uint8_t {
  kVarianceSample,
  kVariancePopulation,
  kDeviationSample,
  kDeviationPopulation,
  kErrorOfMean
};

/// Computes variance and standard deviation in one pass (Welford 1962), merged after Chan, Golub
/// and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
/// Invariant: m2 is the sum of squared differences from the mean of the `count` values seen.
class VarianceStates final : public AggregateStates {
 public:
  explicit VarianceStates(Spread spread) : spread_(spread) {}

  static LogicalType StateType() {
    return LogicalType::Struct(
        {{"count", TypeId::kInt64}, {"mean", TypeId::kFloat64}, {"m2", TypeId::kFloat64}});
  }

  void Resize(uint32_t groups) override {
    counts_.Resize(groups);
    means_.Resize(groups);
    m2_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<double>(args[0], rows, [&](uint32_t i, double value) {
      const uint32_t g = groups == nullptr ? 0 : groups[i];
      const double delta = value - means_[g];
      means_[g] += delta / static_cast<double>(++counts_[g]);
      m2_[g] += delta * (value - means_[g]);
    });
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* counts = flat.children()[0].values<int64_t>();
    const auto* means = flat.children()[1].values<double>();
    const auto* m2 = flat.children()[2].values<double>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (counts[row] == 0) continue;
      const uint32_t g = groups == nullptr ? 0 : groups[i];
      const auto mine = static_cast<double>(counts_[g]);
      const auto theirs = static_cast<double>(counts[row]);
      const double delta = means[row] - means_[g];
      means_[g] += delta * theirs / (mine + theirs);
      m2_[g] += m2[row] + delta * delta * mine * theirs / (mine + theirs);
      counts_[g] += counts[row];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    out.mutable_children() = {counts_.Export(TypeId::kInt64, begin, count),
                              means_.Export(TypeId::kFloat64, begin, count),
                              m2_.Export(TypeId::kFloat64, begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const bool sample = spread_ == Spread::kVarianceSample || spread_ == Spread::kDeviationSample;
    const bool root = spread_ == Spread::kDeviationSample ||
                      spread_ == Spread::kDeviationPopulation || spread_ == Spread::kErrorOfMean;
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const int64_t degrees = counts_[begin + i] - (sample ? 1 : 0);
      if (degrees <= 0) {
        out.SetNull(i);
        continue;
      }
      double variance = m2_[begin + i] / static_cast<double>(degrees);
      if (spread_ == Spread::kErrorOfMean) variance /= static_cast<double>(degrees);
      out.mutable_values<double>()[i] = root ? std::sqrt(variance) : variance;
    }
    return out;
  }

  size_t MemoryBytes() const override {
    return counts_.MemoryBytes() + means_.MemoryBytes() + m2_.MemoryBytes();
  }

 private:
  Spread spread_;
  StateColumn<int64_t> counts_;
  StateColumn<double> means_;
  StateColumn<double> m2_;
};

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, Spread spread) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    const bool fits =
        actual.size() == 1 && (actual[0].IsNumeric() || actual[0].id() == TypeId::kNull);
    if (!fits) return std::nullopt;
    BoundAggregate bound;
    bound.ignores_order = true;
    bound.name = name;
    bound.arguments = {TypeId::kFloat64};
    bound.result = TypeId::kFloat64;
    bound.state = VarianceStates::StateType();
    bound.make_states = [spread] { return std::make_unique<VarianceStates>(spread); };
    return bound;
  };
  registry.Add(
      AggregateFunction{name, std::move(aliases), description, {}, {{{TypeId::kFloat64}, bind}}});
}

}  // namespace

void RegisterVariance(FunctionRegistry& registry) {
  Add(registry, "var_samp", {"variance", "var", "var_sample"},
      "Gives the sample variance; NULL for fewer than two values.", Spread::kVarianceSample);
  Add(registry, "var_pop", {"var_population"}, "Gives the population variance.",
      Spread::kVariancePopulation);
  Add(registry, "stddev_samp", {"stddev", "std"},
      "Gives the sample standard deviation; NULL for fewer than two values.",
      Spread::kDeviationSample);
  Add(registry, "stddev_pop", {}, "Gives the population standard deviation.",
      Spread::kDeviationPopulation);
  Add(registry, "sem", {}, "Gives the standard error of the mean of a population.",
      Spread::kErrorOfMean);
}

}  // namespace lakebolt
