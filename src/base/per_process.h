#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace lakebolt {

/// Is an object with threads or locks, made when it is first asked for. A child of fork() has none
/// of its parent's threads and finds locks as they happened to be, so it gets an object of its own;
/// the parent's is left as it is, and not destroyed there. Thread-safe.
template <typename T>
class PerProcess {
 public:
  using Make = std::function<std::unique_ptr<T>()>;

  /// `make` may be called by several threads at once; what all but one made is dropped.
  explicit PerProcess(Make make) : make_(std::move(make)) {}
  PerProcess(const PerProcess&) = delete;
  PerProcess& operator=(const PerProcess&) = delete;
  ~PerProcess() {
    const Made* const made = made_.load();
    if (made != nullptr && made->process == getpid()) delete made;
  }

  T& Get() {
    const pid_t process = getpid();
    Made* made = made_.load();
    while (made == nullptr || made->process != process) {
      auto fresh = std::make_unique<Made>(Made{process, make_()});
      if (made_.compare_exchange_strong(made, fresh.get())) made = fresh.release();
    }
    return *made->object;
  }

 private:
  struct Made {
    pid_t process;
    std::unique_ptr<T> object;
  };

  const Make make_;
  std::atomic<Made*> made_{nullptr};
};

}  // namespace lakebolt
