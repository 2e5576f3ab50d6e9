#include "function/scalar/number/random_source.h"

#include <atomic>

namespace lakebolt {

namespace {

std::atomic<uint64_t> seed_value = 0;
std::atomic<uint64_t> seed_epoch = 0;      // 0: never seeded by a user
std::atomic<uint64_t> seeded_threads = 0;  // since the last seed

struct ThreadSource {
  std::mt19937_64 generator{[] {
    std::random_device device;
    return (static_cast<uint64_t>(device()) << 32) ^ device();
  }()};
  uint64_t epoch = 0;
};

}  // namespace

std::mt19937_64& RandomSource() {
  thread_local ThreadSource source;
  const uint64_t epoch = seed_epoch.load(std::memory_order_acquire);
  if (source.epoch != epoch) {
    source.epoch = epoch;
    source.generator.seed(seed_value.load() + seeded_threads.fetch_add(1));
  }
  return source.generator;
}

void SeedRandom(uint64_t seed) {
  seed_value = seed;
  seeded_threads = 0;
  seed_epoch.fetch_add(1, std::memory_order_release);
}

double RandomUnit(std::mt19937_64& generator) {
  constexpr int kMantissaBits = 53;
  return static_cast<double>(generator() >> (64 - kMantissaBits)) /
         static_cast<double>(uint64_t{1} << kMantissaBits);
}

}  // namespace lakebolt
