#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace lakebolt {

/// Is the generator behind Spark's rand: Marsaglia's (2003) xorshift over 64 bits, begun from a
/// hash of the seed, with numbers drawn from it as java.util.Random draws them. The same seed gives
/// Spark's numbers, row for row, where one partition is all there is.
class SeededRandom {
 public:
  explicit SeededRandom(int64_t seed);

  /// Returns a number from 0 to below 1.
  double NextUnit();
  /// Returns a number of the standard normal distribution (Marsaglia's polar method).
  double NextNormal();
  /// Returns letters and digits.
  std::string NextText(int32_t length);

 private:
  uint32_t Next(int bits);

  uint64_t state_;
  std::optional<double> normal_;  // the method makes two numbers at a time
};

/// Lends one generator to whoever asks, one chunk of rows at a time.
class SharedRandom {
 public:
  explicit SharedRandom(int64_t seed) : random_(seed) {}

  template <typename F>
  void Use(F use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    use(random_);
  }

 private:
  std::mutex mutex_;
  SeededRandom random_;
};

}  // namespace lakebolt
