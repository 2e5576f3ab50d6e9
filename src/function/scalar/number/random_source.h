#pragma once

#include <cstdint>
#include <random>

namespace lakebolt {

/// Returns this thread's generator of random numbers: seeded by the system, or as SeedRandom said.
std::mt19937_64& RandomSource();

/// Makes the generators of all threads begin anew from a seed, the first thread to ask first: with
/// one thread the same numbers come again.
void SeedRandom(uint64_t seed);

/// Returns a number from 0 to below 1.
double RandomUnit(std::mt19937_64& generator);

}  // namespace lakebolt
