#include "api/interrupt.h"

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "base/error.h"
#include "base/per_process.h"
#include "base/thread_start.h"

namespace lakebolt {

namespace {

// What the signal handler touches: nothing else is safe there. It runs on any thread, while others
// change these.
sem_t g_pressed;
std::atomic<void (*)(int, siginfo_t*, void*)> g_previous_action = nullptr;  // or
std::atomic<void (*)(int)> g_previous_handler = nullptr;                    // or neither
std::atomic<int> g_presses = 0;
static_assert(std::atomic<int>::is_always_lock_free);
static_assert(std::atomic<void (*)(int)>::is_always_lock_free);

constexpr int kImpatientPresses = 3;  // ends a process that does not answer

void OnSignal(int number, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  sem_post(&g_pressed);
  if (auto* const action = g_previous_action.load()) {
    action(number, info, context);
  } else if (auto* const handler = g_previous_handler.load()) {
    handler(number);
  } else if (g_presses.fetch_add(1) + 1 >= kImpatientPresses) {
    _exit(128 + number);
  }
  errno = saved_errno;
}

bool TakesInfo(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) != 0;
}

bool Ignores(const struct sigaction& action) {
  return !TakesInfo(action) && action.sa_handler == SIG_IGN;
}

/// Has the signal handler call what handled the signal before, which did not ignore it.
void GoOnWith(const struct sigaction& previous) {
  const bool takes_info = TakesInfo(previous);
  const bool calls = !takes_info && previous.sa_handler != SIG_DFL;
  g_previous_action = takes_info ? previous.sa_sigaction : nullptr;
  g_previous_handler = calls ? previous.sa_handler : nullptr;
  g_presses = 0;
}

}  // namespace

/// Waits for the signal on a thread that lives as long as the process.
class InterruptWatcher {
 public:
  static InterruptWatcher& Get() {
    // Never destroyed: its thread outlives main.
    static auto* watcher =
        new PerProcess<InterruptWatcher>([] { return std::make_unique<InterruptWatcher>(); });
    return watcher->Get();
  }

  InterruptWatcher() { sem_init(&g_pressed, 0, 0); }

  bool Enter(InterruptScope* scope) {
    std::lock_guard lock(mutex_);
    if (current_ != nullptr || !Start()) return false;
    while (sem_trywait(&g_pressed) == 0) {
    }
    if (sigaction(SIGINT, nullptr, &previous_) != 0) return false;
    // Whoever had the signal ignored, such as a shell for what runs in its background, wants it so.
    if (Ignores(previous_)) return false;
    GoOnWith(previous_);
    struct sigaction action = {};
    action.sa_sigaction = OnSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, nullptr) != 0) return false;
    current_ = scope;
    return true;
  }

  void Leave() {
    std::lock_guard lock(mutex_);
    if (current_ == nullptr) return;  // entered by the parent, left by a child of fork()
    sigaction(SIGINT, &previous_, nullptr);
    current_ = nullptr;
  }

 private:
  /// Starts the thread at first use; false where there is none to be had: then Ctrl-C does what it
  /// did before.
  bool Start() {
    if (started_) return true;
    try {
      StartThread([this] { Watch(); }).detach();
      started_ = true;
    } catch (const UserError&) {
    }
    return started_;
  }

  void Watch() {
    while (true) {
      if (sem_wait(&g_pressed) != 0) continue;  // interrupted by a signal
      std::lock_guard lock(mutex_);
      if (current_ != nullptr) current_->Interrupt();
    }
  }

  std::mutex mutex_;
  InterruptScope* current_ = nullptr;
  struct sigaction previous_ = {};  // of the signal, while there is a scope
  bool started_ = false;
};

InterruptScope::InterruptScope(std::function<void()> on_interrupt)
    : on_interrupt_(std::move(on_interrupt)), active_(InterruptWatcher::Get().Enter(this)) {}

InterruptScope::~InterruptScope() {
  if (active_) InterruptWatcher::Get().Leave();
}

}  // namespace lakebolt
