#pragma once

#include <new>

#include "base/error.h"

namespace lakebolt {

/// Runs `body`; memory that the system refuses it becomes the query's error kOutOfMemory.
template <typename Body>
auto WithSystemMemory(Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    throw UserError(ErrorCode::kOutOfMemory, "the system has no more memory for the process", {},
                    "lower memory_limit, so that queries write to disk earlier, or raise what the "
                    "process may use (ulimit -v, its container's limit)");
  }
}

}  // namespace lakebolt
