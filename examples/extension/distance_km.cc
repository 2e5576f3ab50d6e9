// A scalar function is a plain function over values. The framework makes the loop over vectors,
// handles NULLs, selections and dictionaries, and finds the overload.

#include <lakebolt/function/scalar_adapter.h>

#include <cmath>
#include <numbers>

#include "extension.h"

namespace extension {

namespace {

constexpr double kEarthRadiusKm = 6371.0;

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

/// Computes the length of the great circle between two places by the haversine formula.
double DistanceKm(double lat1, double lon1, double lat2, double lon2) {
  const double lat = std::sin(Radians(lat2 - lat1) / 2);
  const double lon = std::sin(Radians(lon2 - lon1) / 2);
  const double h = lat * lat + std::cos(Radians(lat1)) * std::cos(Radians(lat2)) * lon * lon;
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::fmin(h, 1)));
}

}  // namespace

void AddDistanceKm(lakebolt::Database& database) {
  const lakebolt::LogicalType degrees = lakebolt::TypeId::kFloat64;
  lakebolt::ScalarFunction function;
  function.name = "distance_km";
  function.category = "geography";
  function.description = "Returns the kilometres between two places given in degrees.";
  function.examples = {{"round(distance_km(52.52, 13.40, 48.86, 2.35))", "877.0"}};
  function.traits.can_fail = false;
  function.overloads = {lakebolt::MakeOverload<double, double, double, double>(
      {degrees, degrees, degrees, degrees}, degrees, DistanceKm)};
  database.functions().Add(std::move(function));
}

}  // namespace extension
