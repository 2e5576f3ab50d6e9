#pragma once

#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "io/async_pool.h"

namespace lakebolt {

/// Frees `object`, which may be made of millions of pieces, on a thread of the process's pool, so
/// that nobody waits for that; here where none can be had.
template <typename T>
void FreeLater(T object) noexcept {
  try {
    auto held = std::make_shared<T>(std::move(object));
    TryRunLater([held = std::move(held)]() mutable { held.reset(); });
  } catch (const std::bad_alloc&) {
    // Then it is freed already.
  }
}

/// Does so with what a vector has if that is very much, as trees of statements of long texts hold:
/// for destructors, of which neither the next statement nor who interrupted this one need wait.
template <typename T>
void FreeLaterIfMany(std::vector<T>& values) noexcept {
  constexpr size_t kMany = size_t{1} << 14;
  if (values.size() >= kMany) FreeLater(std::move(values));
}

/// Does so at the end of a scope, however it is left.
template <typename T>
class FreesLater {
 public:
  explicit FreesLater(std::vector<T>& values) : values_(values) {}
  FreesLater(const FreesLater&) = delete;
  FreesLater& operator=(const FreesLater&) = delete;
  ~FreesLater() { FreeLaterIfMany(values_); }

 private:
  std::vector<T>& values_;
};

}  // namespace lakebolt
