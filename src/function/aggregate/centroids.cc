#include "function/aggregate/centroids.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lakebolt {

namespace {

constexpr double kCompression = 100;

/// Maps a fraction to a scale on which every centroid may be one unit long.
double Scale(double fraction) {
  return kCompression *
         (std::asin(2 * std::clamp(fraction, 0.0, 1.0) - 1) / std::numbers::pi + 0.5);
}

}  // namespace

void CompressCentroids(std::vector<Centroid>& centroids) {
  std::sort(centroids.begin(), centroids.end(),
            [](const Centroid& a, const Centroid& b) { return a.mean < b.mean; });
  if (centroids.size() <= static_cast<size_t>(kCompression)) return;
  double total = 0;
  for (const Centroid& centroid : centroids) total += centroid.weight;
  size_t last = 0;
  double before = 0;
  double scale = Scale(0);
  for (size_t i = 1; i < centroids.size(); ++i) {
    Centroid& joined = centroids[last];
    const Centroid& next = centroids[i];
    const double weight = joined.weight + next.weight;
    if (Scale((before + weight) / total) - scale <= 1) {
      joined.mean += (next.mean - joined.mean) * next.weight / weight;
      joined.weight = weight;
    } else {
      before += joined.weight;
      scale = Scale(before / total);
      centroids[++last] = next;
    }
  }
  centroids.resize(last + 1);
}

double QuantileOf(const std::vector<Centroid>& centroids, double least, double greatest,
                  double fraction) {
  if (centroids.size() == 1) return centroids[0].mean;
  double total = 0;
  for (const Centroid& centroid : centroids) total += centroid.weight;
  const double at = fraction * total;
  const double first = centroids[0].weight / 2;
  if (at <= first) return least + at / first * (centroids[0].mean - least);
  const auto between = [](double a, double a_weight, double b, double b_weight) {
    const double mean = (a * a_weight + b * b_weight) / (a_weight + b_weight);
    return std::clamp(mean, std::min(a, b), std::max(a, b));
  };
  double middle = first;
  for (size_t i = 1; i < centroids.size(); ++i) {
    const double next = middle + (centroids[i - 1].weight + centroids[i].weight) / 2;
    if (at <= next) {
      return between(centroids[i - 1].mean, next - at, centroids[i].mean, at - middle);
    }
    middle = next;
  }
  return between(centroids.back().mean, total - at, greatest, at - middle);
}

}  // namespace lakebolt
