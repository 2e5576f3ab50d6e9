#pragma once

#include <chrono>
#include <mutex>

#include "base/cancellation_scope.h"

namespace lakebolt {

/// Locks what a worker holds, so that it can be written to disk. The worker has it locked while it
/// takes a chunk, or writes itself, which may take long on a slow disk: whoever needs memory finds
/// none otherwise, just because all who have it are at work. Returns an open lock after a while, as
/// the worker may wait for memory in turn. Throws kCancelled.
inline std::unique_lock<std::timed_mutex> LockToSpill(std::timed_mutex& mutex) {
  constexpr std::chrono::milliseconds kLook(5);
  constexpr std::chrono::milliseconds kPatience(2000);
  std::unique_lock lock(mutex, std::defer_lock);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!lock.try_lock_for(kLook) && std::chrono::steady_clock::now() < until) {
    CheckCancellation();
  }
  return lock;
}

}  // namespace lakebolt
