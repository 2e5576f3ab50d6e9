#pragma once

#include <lakebolt/api/database.h>

namespace extension {

/// Adds distance_km(lat1, lon1, lat2, lon2), a scalar function.
void AddDistanceKm(lakebolt::Database& database);

/// Adds geometric_mean(x), an aggregate function.
void AddGeometricMean(lakebolt::Database& database);

/// Adds primes(n), a table of the prime numbers below n.
void AddPrimesTable(lakebolt::Database& database);

/// Adds the optimizer pass "latitude_band", which puts a cheap test before distance_km(...) <
/// limit.
void AddLatitudeBandPass(lakebolt::Database& database);

}  // namespace extension
