#pragma once

#include <vector>

namespace lakebolt {

/// Stands for `weight` values near `mean`.
struct Centroid {
  double mean = 0;
  double weight = 0;
};

/// Sorts centroids and joins neighbours as long as few values end up in one near the ends and many
/// only in the middle: a t-digest of about a hundred. (Dunning and Ertl, "Computing Extremely
/// Accurate Quantiles Using t-Digests", arXiv 1902.04023, 2019; the merging variant.)
void CompressCentroids(std::vector<Centroid>& centroids);

/// Estimates the value at `fraction` of all values that sorted `centroids` stand for, which lie
/// from `least` to `greatest`: between the middles of two centroids, by their distance.
double QuantileOf(const std::vector<Centroid>& centroids, double least, double greatest,
                  double fraction);

}  // namespace lakebolt
