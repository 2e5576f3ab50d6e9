#include "source/distinct_growth.h"

#include <algorithm>
#include <cmath>

namespace lakebolt {

namespace {

/// The exponent that stands for values alike in frequency.
constexpr double kEven = -64;

double Grow(double parts, double scale, double exponent) {
  const double log = std::log1p(parts / scale);
  return std::abs(exponent) < 1e-9 ? scale * log : scale / exponent * std::expm1(exponent * log);
}

/// Is a curve of growth, in values of one part.
struct Curve {
  double scale = 1;
  double exponent = kEven;

  double At(double parts) const { return Grow(parts, scale, exponent) / Grow(1, scale, exponent); }
};

/// Finds the curve of an exponent that has `values` after `parts`: the larger the scale, the more.
Curve FitScale(double exponent, double parts, double values) {
  double low = -20;  // of its logarithm
  double high = 40;
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = (low + high) / 2;
    (Curve{std::exp(middle), exponent}.At(parts) < values ? low : high) = middle;
  }
  return {std::exp(high), exponent};
}

/// Says what part of the values that occur in so many of all parts are not in some `some` of them.
class Missing {
 public:
  Missing(double units, double some) : units_(units), left_(units - some) {}

  /// Returns it for one occurrence more than before.
  double Next() {
    share_ *= std::max(left_ - occurrences_, 0.0) / std::max(units_ - occurrences_, 1.0);
    ++occurrences_;
    return share_;
  }

 private:
  double units_;
  double left_;
  double share_ = 1;
  double occurrences_ = 0;
};

/// Fits a curve to `half` values after half of the parts and `all` after all of them.
Curve Fit(double units, double half_units, double half, double all, double noise) {
  Curve even = FitScale(kEven, units, all);
  const double even_half = even.At(half_units);
  // The bend is all in the values that occur three times or more: where they are few, by chance.
  const double wanted = std::min(even_half, half + noise);
  if (half_units <= 1 || wanted >= even_half) return even;
  // The more even the frequencies, the more of the values half of the sample has.
  double low = std::log(1 - std::log(all) / std::log(units));  // of 1 - exponent
  double high = std::log(1 - kEven);
  constexpr int kSteps = 20;
  Curve best = even;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = (low + high) / 2;
    const Curve curve = FitScale(1 - std::exp(middle), units, all);
    if (curve.At(half_units) < wanted) {
      low = middle;
    } else {
      high = middle;
      best = curve;
    }
  }
  return best;
}

}  // namespace

double ExtrapolateDistinct(const std::vector<uint64_t>& counts, double units, double total) {
  const double half_units = std::floor(units / 2);
  Missing missing(units, half_units);
  double one = 0;
  double half = 0;
  double all = 0;
  double often = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    const auto values = static_cast<double>(counts[i]);
    all += values;
    one += values * static_cast<double>(i + 1) / units;
    half += values * (1 - missing.Next());
    if (i >= 2) often += values;
  }
  if (total <= units || one <= 0 || units <= 1) return all;
  constexpr double kNearly = 1e-9;
  if (all <= one * (1 + kNearly)) return all;
  if (all >= one * units * (1 - kNearly)) return all / units * total;
  constexpr double kLeverage = 4;  // an occurrence more moves `half` by about so little
  const double noise = std::sqrt(1 + often) / kLeverage;
  return one * Fit(units, half_units, half / one, all / one, noise / one).At(total);
}

}  // namespace lakebolt
