#pragma once

#include <memory>
#include <new>
#include <utility>

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

}  // namespace lakebolt
