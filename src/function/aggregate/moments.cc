#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/moment_states.h"

namespace lakebolt {

namespace {

enum class Shape : uint8_t { kSkewness, kKurtosis, kSkewnessPopulation, kKurtosisPopulation };

bool IsSkewness(Shape shape) {
  return shape == Shape::kSkewness || shape == Shape::kSkewnessPopulation;
}

/// Holds the count, the mean and the sums of the second to fourth power of the distances from it.
struct Moments {
  static const std::array<std::pair<const char*, double Moments::*>, 5> kFields;

  double count = 0;
  double mean = 0;
  double m2 = 0;
  double m3 = 0;
  double m4 = 0;

  /// Joins two sets of values. (Pébay, "Formulas for Robust, One-Pass Parallel Computation of
  /// Covariances and Arbitrary-Order Statistical Moments", SAND2008-6212, 2008.)
  void Join(const Moments& b) {
    if (b.count == 0) return;
    const double n = count + b.count;
    const double delta = b.mean - mean;
    const double step = delta / n;
    const double product = count * b.count;
    const double a_share = count * count;
    const double b_share = b.count * b.count;
    m4 += b.m4 + delta * step * step * step * product * (a_share - product + b_share) +
          6 * step * step * (a_share * b.m2 + b_share * m2) +
          4 * step * (count * b.m3 - b.count * m3);
    m3 += b.m3 + delta * step * step * product * (count - b.count) +
          3 * step * (count * b.m2 - b.count * m2);
    m2 += b.m2 + delta * step * product;
    mean += step * b.count;
    count = n;
  }

  /// Tells whether the values hardly differ, but for rounding.
  bool IsFlat() const {
    const double size = std::max(1.0, m2 + count * mean * mean);
    return !(m2 > std::numeric_limits<double>::epsilon() * size);
  }
};

constexpr std::array<std::pair<const char*, double Moments::*>, 5> Moments::kFields = {
    {{"count", &Moments::count},
     {"mean", &Moments::mean},
     {"m2", &Moments::m2},
     {"m3", &Moments::m3},
     {"m4", &Moments::m4}}};

class ShapeStates final : public MomentStates<Moments> {
 public:
  explicit ShapeStates(Shape shape) : shape_(shape) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<double>(args[0], rows, [&](uint32_t i, double value) {
      groups_[groups == nullptr ? 0 : groups[i]].Join({1, value, 0, 0, 0});
    });
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const auto value = Compute(groups_[begin + i]);
      if (!value) {
        out.SetNull(i);
        continue;
      }
      if (!std::isfinite(*value)) {
        throw UserError(ErrorCode::kOutOfRange,
                        std::string(IsSkewness(shape_) ? "skewness" : "kurtosis") +
                            " is out of the range of DOUBLE");
      }
      out.mutable_values<double>()[i] = *value;
    }
    return out;
  }

 private:
  std::optional<double> Compute(const Moments& m) const {
    const double n = m.count;
    const double least = shape_ == Shape::kSkewness ? 3 : shape_ == Shape::kKurtosis ? 4 : 2;
    if (n < least) return std::nullopt;
    if (std::isfinite(m.m2) && m.IsFlat()) return std::nullopt;
    if (shape_ == Shape::kSkewness) {
      const double variance = m.m2 / n;
      return std::sqrt(n * (n - 1)) / (n - 2) * (m.m3 / n) /
             std::sqrt(variance * variance * variance);
    }
    if (shape_ == Shape::kSkewnessPopulation) {
      return std::sqrt(n) * m.m3 / std::sqrt(m.m2 * m.m2 * m.m2);
    }
    const double ratio = (m.m4 / n) / ((m.m2 / n) * (m.m2 / n));
    if (shape_ == Shape::kKurtosisPopulation) return ratio - 3;
    return (n - 1) * ((n + 1) * ratio - 3 * (n - 1)) / ((n - 2) * (n - 3));
  }

  Shape shape_;
};

void Add(FunctionRegistry& registry, const char* name, const char* description, Shape shape,
         const char* dialect = "") {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    const bool fits =
        actual.size() == 1 && (actual[0].IsNumeric() || actual[0].id() == TypeId::kNull);
    if (!fits) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = {TypeId::kFloat64};
    bound.result = TypeId::kFloat64;
    bound.state = ShapeStates::StateType();
    bound.ignores_order = true;
    bound.make_states = [shape] { return std::make_unique<ShapeStates>(shape); };
    return bound;
  };
  AggregateFunction function{
      name, {}, description, {{std::string(name) + "(42)", "NULL"}}, {{{TypeId::kFloat64}, bind}}};
  function.dialect = dialect;
  registry.Add(std::move(function));
}

}  // namespace

void RegisterMoments(FunctionRegistry& registry) {
  Add(registry, "skewness", "Gives the skewness of a sample; NULL for fewer than three values.",
      Shape::kSkewness);
  Add(registry, "kurtosis",
      "Gives the excess kurtosis of a sample, corrected for bias; NULL for fewer than four values.",
      Shape::kKurtosis);
  Add(registry, "skewness", "Gives the skewness of a whole population.", Shape::kSkewnessPopulation,
      "spark");
  Add(registry, "kurtosis", "Gives the excess kurtosis of a whole population.",
      Shape::kKurtosisPopulation, "spark");
  Add(registry, "kurtosis_pop", "Gives the excess kurtosis of a whole population.",
      Shape::kKurtosisPopulation);
}

}  // namespace lakebolt
