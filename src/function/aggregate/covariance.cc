#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/moment_states.h"

namespace lakebolt {

namespace {

enum class Relation : uint8_t {
  kCovariancePopulation,
  kCovarianceSample,
  kCorrelation,
  kCount,
  kMeanX,
  kMeanY,
  kSxx,
  kSyy,
  kSxy,
  kSlope,
  kIntercept,
  kR2,
};

/// Holds means, squared distances from them and the product of both distances of pairs (y, x);
/// joined after Chan, Golub and LeVeque (1979).
struct Pairs {
  static const std::array<std::pair<const char*, double Pairs::*>, 6> kFields;

  double count = 0;
  double mean_x = 0;
  double mean_y = 0;
  double sxx = 0;
  double syy = 0;
  double sxy = 0;

  void Add(double y, double x) {
    ++count;
    const double dx = x - mean_x;
    const double dy = y - mean_y;
    mean_x += dx / count;
    mean_y += dy / count;
    sxx += dx * (x - mean_x);
    syy += dy * (y - mean_y);
    sxy += dx * (y - mean_y);
  }

  void Join(const Pairs& b) {
    if (b.count == 0) return;
    const double n = count + b.count;
    const double dx = b.mean_x - mean_x;
    const double dy = b.mean_y - mean_y;
    const double weight = count * b.count / n;
    sxx += b.sxx + dx * dx * weight;
    syy += b.syy + dy * dy * weight;
    sxy += b.sxy + dx * dy * weight;
    mean_x += dx * b.count / n;
    mean_y += dy * b.count / n;
    count = n;
  }

  /// Computes a figure; nothing where it is NULL. Divisions by no variance give NaN, as DuckDB's.
  std::optional<double> Compute(Relation relation) const {
    if (relation == Relation::kCount) return count;
    if (count == 0) return std::nullopt;
    switch (relation) {
      case Relation::kCovariancePopulation: return sxy / count;
      case Relation::kCovarianceSample:
        if (count < 2) return std::nullopt;
        return sxy / (count - 1);
      case Relation::kCorrelation: return Correlation();
      case Relation::kMeanX: return mean_x;
      case Relation::kMeanY: return mean_y;
      case Relation::kSxx: return sxx;
      case Relation::kSyy: return syy;
      case Relation::kSxy: return sxy;
      case Relation::kSlope: return Slope();
      case Relation::kIntercept:
        if (sxx == 0) return std::nullopt;
        return mean_y - Slope() * mean_x;
      case Relation::kR2:
        if (sxx == 0) return std::nullopt;
        if (syy == 0) return 1;
        return Correlation() * Correlation();
      case Relation::kCount: break;
    }
    return std::nullopt;
  }

  double Slope() const { return sxx == 0 ? std::nan("") : (sxy / count) / (sxx / count); }
  double Correlation() const {
    const double deviations = std::sqrt(sxx / count) * std::sqrt(syy / count);
    return deviations == 0 ? std::nan("") : (sxy / count) / deviations;
  }
};

constexpr std::array<std::pair<const char*, double Pairs::*>, 6> Pairs::kFields = {
    {{"count", &Pairs::count},
     {"mean_x", &Pairs::mean_x},
     {"mean_y", &Pairs::mean_y},
     {"sxx", &Pairs::sxx},
     {"syy", &Pairs::syy},
     {"sxy", &Pairs::sxy}}};

class PairStates final : public MomentStates<Pairs> {
 public:
  explicit PairStates(Relation relation) : relation_(relation) {}

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const VectorReader<double> x(args[1]);
    const bool nulls = x.MayHaveNulls();
    ForEachValid<double>(args[0], rows, [&](uint32_t i, double y) {
      if (nulls && x.IsNull(rows[i])) return;
      groups_[groups == nullptr ? 0 : groups[i]].Add(y, x[rows[i]]);
    });
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const bool counts = relation_ == Relation::kCount;
    Vector out(counts ? TypeId::kUInt32 : TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const auto value = groups_[begin + i].Compute(relation_);
      if (!value) {
        out.SetNull(i);
      } else if (counts) {
        out.mutable_values<uint32_t>()[i] = static_cast<uint32_t>(*value);
      } else {
        out.mutable_values<double>()[i] = *value;
      }
    }
    return out;
  }

 private:
  Relation relation_;
};

void Add(FunctionRegistry& registry, const char* name, const char* description, const char* result,
         Relation relation) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 2) return std::nullopt;
    for (const LogicalType& type : actual) {
      if (!type.IsNumeric() && type.id() != TypeId::kNull) return std::nullopt;
    }
    BoundAggregate bound;
    bound.arguments = {TypeId::kFloat64, TypeId::kFloat64};
    bound.result = relation == Relation::kCount ? TypeId::kUInt32 : TypeId::kFloat64;
    bound.state = PairStates::StateType();
    bound.ignores_order = true;
    bound.null_on_empty = relation != Relation::kCount;
    bound.make_states = [=] { return std::make_unique<PairStates>(relation); };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 {},
                                 description,
                                 {{std::string(name) + "(4, 2)", result}},
                                 {{{TypeId::kFloat64, TypeId::kFloat64}, bind}}});
}

}  // namespace

void RegisterCovariance(FunctionRegistry& registry) {
  Add(registry, "covar_pop", "Gives the population covariance of (y, x).", "0.0",
      Relation::kCovariancePopulation);
  Add(registry, "covar_samp",
      "Gives the sample covariance of (y, x); NULL for fewer than two pairs.", "NULL",
      Relation::kCovarianceSample);
  Add(registry, "corr", "Gives the correlation of (y, x); NaN where one of them does not vary.",
      "nan", Relation::kCorrelation);
  Add(registry, "regr_count", "Counts the pairs (y, x) in which neither is NULL.", "1",
      Relation::kCount);
  Add(registry, "regr_avgx", "Averages x over the pairs (y, x).", "2.0", Relation::kMeanX);
  Add(registry, "regr_avgy", "Averages y over the pairs (y, x).", "4.0", Relation::kMeanY);
  Add(registry, "regr_sxx", "Sums the squared distances of x from its mean.", "0.0",
      Relation::kSxx);
  Add(registry, "regr_syy", "Sums the squared distances of y from its mean.", "0.0",
      Relation::kSyy);
  Add(registry, "regr_sxy", "Sums the products of the distances of y and x from their means.",
      "0.0", Relation::kSxy);
  Add(registry, "regr_slope", "Gives the slope of the least-squares line through the pairs (y, x).",
      "nan", Relation::kSlope);
  Add(registry, "regr_intercept",
      "Gives where the least-squares line through the pairs (y, x) meets the y axis.", "NULL",
      Relation::kIntercept);
  Add(registry, "regr_r2", "Gives the square of the correlation of (y, x).", "NULL", Relation::kR2);
}

}  // namespace lakebolt
