#include <cmath>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Adds up doubles, with what rounding has lost (Kahan; Neumaier's form).
struct ExactSum {
  double sum = 0;
  double lost = 0;

  void Add(double value) {
    const double next = sum + value;
    lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  double Total() const { return std::isfinite(sum) ? sum + lost : sum; }
};

enum class Fold : uint8_t { kSum, kMean, kProduct, kGeometricMean, kWeightedMean };

/// Folds doubles into a sum, a product or a mean. A group's state: two sums with what they lost (of
/// a product: only the first field), and the number of values.
struct Folded {
  ExactSum sum;
  ExactSum weights;
  int64_t count = 0;
};

template <Fold kFold>
class FoldStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"sum", TypeId::kFloat64},
                                {"lost", TypeId::kFloat64},
                                {"weights", TypeId::kFloat64},
                                {"weights_lost", TypeId::kFloat64},
                                {"count", TypeId::kInt64}});
  }

  void Resize(uint32_t groups) override { groups_.Resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const VectorReader<double> weights(args.back());
    ForEachValid<double>(args[0], rows, [&](uint32_t i, double value) {
      Folded& group = groups_[groups == nullptr ? 0 : groups[i]];
      if constexpr (kFold == Fold::kProduct) {
        group.sum.sum = (group.count == 0 ? 1 : group.sum.sum) * value;
      } else if constexpr (kFold == Fold::kGeometricMean) {
        group.sum.Add(Logarithm(value));
      } else if constexpr (kFold == Fold::kWeightedMean) {
        if (weights.IsNull(rows[i])) return;
        group.sum.Add(value * weights[rows[i]]);
        group.weights.Add(weights[rows[i]]);
      } else {
        group.sum.Add(value);
      }
      ++group.count;
    });
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const double* fields[kDoubles];
    for (size_t f = 0; f < kDoubles; ++f) fields[f] = flat.children()[f].values<double>();
    const auto* counts = flat.children()[kDoubles].values<int64_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (counts[row] == 0) continue;
      Folded& group = groups_[groups == nullptr ? 0 : groups[i]];
      if constexpr (kFold == Fold::kProduct) {
        group.sum.sum = (group.count == 0 ? 1 : group.sum.sum) * fields[0][row];
      } else {
        group.sum.Add(fields[0][row]);
        group.sum.lost += fields[1][row];
        group.weights.Add(fields[2][row]);
        group.weights.lost += fields[3][row];
      }
      group.count += counts[row];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    for (uint32_t i = 0; i < count; ++i) {
      const Folded& group = groups_[begin + i];
      const double fields[kDoubles] = {group.sum.sum, group.sum.lost, group.weights.sum,
                                       group.weights.lost};
      for (size_t f = 0; f < kDoubles; ++f) {
        out.mutable_children()[f].mutable_values<double>()[i] = fields[f];
      }
      out.mutable_children()[kDoubles].mutable_values<int64_t>()[i] = group.count;
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const Folded& group = groups_[begin + i];
      if (group.count == 0 || (kFold == Fold::kWeightedMean && group.weights.Total() == 0)) {
        out.SetNull(i);
      } else {
        out.mutable_values<double>()[i] = Result(group);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override { return groups_.MemoryBytes(); }

 private:
  static constexpr size_t kDoubles = 4;

  static double Logarithm(double value) {
    if (value == 0) {
      throw UserError(ErrorCode::kOutOfRange, "the geometric mean takes no logarithm of zero");
    }
    return value < 0 ? std::nan("") : std::log(value);
  }

  static double Result(const Folded& group) {
    const auto count = static_cast<double>(group.count);
    switch (kFold) {
      case Fold::kSum: return group.sum.Total();
      case Fold::kMean: return group.sum.Total() / count;
      case Fold::kProduct: return group.sum.sum;
      case Fold::kGeometricMean: return std::exp(group.sum.Total() / count);
      case Fold::kWeightedMean: return group.sum.Total() / group.weights.Total();
    }
    return 0;
  }

  StateColumn<Folded> groups_;
};

template <Fold kFold>
void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example) {
  const size_t arguments = kFold == Fold::kWeightedMean ? 2 : 1;
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != arguments) return std::nullopt;
    for (const LogicalType& type : actual) {
      if (!type.IsNumeric() && type.id() != TypeId::kNull) return std::nullopt;
    }
    BoundAggregate bound;
    bound.arguments = std::vector<LogicalType>(arguments, TypeId::kFloat64);
    bound.result = TypeId::kFloat64;
    bound.state = FoldStates<kFold>::StateType();
    bound.ignores_order = true;
    bound.make_states = [] { return std::make_unique<FoldStates<kFold>>(); };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 std::move(aliases),
                                 description,
                                 {std::move(example)},
                                 {{std::vector<LogicalType>(arguments, TypeId::kFloat64), bind}}});
}

}  // namespace

void RegisterFloatFolds(FunctionRegistry& registry) {
  Add<Fold::kSum>(registry, "kahan_sum", {"fsum", "sumkahan"},
                  "Adds up DOUBLEs with error compensation.", {"kahan_sum(42)", "42.0"});
  Add<Fold::kMean>(registry, "favg", {}, "Averages DOUBLEs, summed with error compensation.",
                   {"favg(42)", "42.0"});
  Add<Fold::kProduct>(registry, "product", {}, "Multiplies all values, as DOUBLE.",
                      {"product(42)", "42.0"});
  Add<Fold::kGeometricMean>(registry, "geometric_mean", {"geomean"},
                            "Gives the geometric mean: the n-th root of the product of n values.",
                            {"geometric_mean(1)", "1.0"});
  Add<Fold::kWeightedMean>(registry, "weighted_avg", {"wavg"},
                           "Averages values by their weights, the second argument.",
                           {"weighted_avg(42, 2)", "42.0"});
}

}  // namespace lakebolt
