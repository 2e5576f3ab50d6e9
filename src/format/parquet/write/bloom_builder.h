#pragma once

#include <cstdint>
#include <string>

#include "base/growing_array.h"
#include "format/parquet/write/stored_schema.h"

namespace lakebolt::parquet_format {

/// Hashes values of a leaf as Bloom filters have it: XXH64 of the plain encoding, for byte arrays
/// without the length. `plain` holds `count` of them.
void HashPlainValues(const StoredLeaf& leaf, const uint8_t* plain, size_t count,
                     GrowingArray<uint64_t>& hashes);

/// Makes the bits of a split block Bloom filter (see BloomFilter) of the hashes of a chunk's
/// values, repeats allowed, for about `false_positives` of the questions.
std::string BuildBloomFilter(const GrowingArray<uint64_t>& hashes, double false_positives);

}  // namespace lakebolt::parquet_format
