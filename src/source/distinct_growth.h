#pragma once

#include <cstdint>
#include <vector>

namespace lakebolt {

/// Extrapolates how many different values a column has from those that a sample of it has.
///
/// A sample is of `units` parts alike: rows, or the sets of values of row groups. `counts[m - 1]`
/// says how many values occur in exactly m of the parts, `total` how many parts the column has.
/// With all parts at hand nothing is estimated.
///
/// The number of values met after x parts is taken to grow as that of a Pitman-Yor process,
///   d(x) ~ (t / s) ((1 + x / t)^s - 1), s <= 1,
/// which has all growths that matter: s far below 0 are values alike in frequency, which run out;
/// 0 is logarithmic growth, and 0 < s < 1 that of power laws, whose rare values never end (Lijoi,
/// Mena and Pruenster, "Bayesian nonparametric estimation of the probability of discovering new
/// species", Biometrika 94, 2007). The curve goes through the numbers of values in one part, in
/// half the sample and in all of it; a bend that few values speak for is not believed.
double ExtrapolateDistinct(const std::vector<uint64_t>& counts, double units, double total);

}  // namespace lakebolt
