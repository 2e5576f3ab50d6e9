#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

#include "io/async_pool.h"

namespace lakebolt {

/// Is a pool for all of the process, made when it is first asked for. A child of fork() has none of
/// its parent's threads, so it gets a pool of its own. Thread-safe.
class ProcessPool {
 public:
  explicit ProcessPool(uint32_t threads) : threads_(threads) {}
  ~ProcessPool();
  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  AsyncPool& Get();

 private:
  struct Made {
    Made(pid_t of, uint32_t threads) : process(of), pool(threads) {}

    const pid_t process;
    AsyncPool pool;
  };

  const uint32_t threads_;
  std::atomic<Made*> made_{nullptr};
};

}  // namespace lakebolt
