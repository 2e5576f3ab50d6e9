#include "io/process_pool.h"

#include <unistd.h>

#include <memory>

namespace lakebolt {

ProcessPool::~ProcessPool() {
  const Made* const made = made_.load();
  if (made != nullptr && made->process == getpid()) delete made;
}

AsyncPool& ProcessPool::Get() {
  const pid_t process = getpid();
  Made* made = made_.load();
  while (made == nullptr || made->process != process) {
    // A parent's pool is left as it is: its locks may be held for ever by threads that are not
    // here.
    auto fresh = std::make_unique<Made>(process, threads_);
    if (made_.compare_exchange_strong(made, fresh.get())) made = fresh.release();
  }
  return made->pool;
}

}  // namespace lakebolt
