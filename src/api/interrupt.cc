#include "api/interrupt.h"

#include <semaphore.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <mutex>

#include "base/error.h"
#include "base/thread_start.h"

namespace lakebolt {

namespace {

// What the signal handler touches: nothing else is safe there.
sem_t g_pressed;
struct sigaction g_previous;
volatile std::sig_atomic_t g_presses = 0;

constexpr int kImpatientPresses = 3;  // ends a process that does not answer

void OnSignal(int number, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  sem_post(&g_pressed);
  if ((g_previous.sa_flags & SA_SIGINFO) != 0) {
    g_previous.sa_sigaction(number, info, context);
  } else if (g_previous.sa_handler != SIG_DFL && g_previous.sa_handler != SIG_IGN) {
    g_previous.sa_handler(number);
  } else {
    g_presses = g_presses + 1;
    if (g_presses >= kImpatientPresses) _exit(128 + number);
  }
  errno = saved_errno;
}

}  // namespace

/// Waits for the signal on a thread that lives as long as the process.
class InterruptWatcher {
 public:
  static InterruptWatcher& Get() {
    static auto* watcher = new InterruptWatcher;  // never destroyed: its thread outlives main
    return *watcher;
  }

  bool Enter(InterruptScope* scope) {
    std::lock_guard lock(mutex_);
    if (current_ != nullptr || !Start()) return false;
    while (sem_trywait(&g_pressed) == 0) {
    }
    g_presses = 0;
    struct sigaction action = {};
    action.sa_sigaction = OnSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, &g_previous) != 0) return false;
    current_ = scope;
    return true;
  }

  void Leave() {
    std::lock_guard lock(mutex_);
    sigaction(SIGINT, &g_previous, nullptr);
    current_ = nullptr;
  }

 private:
  InterruptWatcher() { sem_init(&g_pressed, 0, 0); }

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
  bool started_ = false;
};

InterruptScope::InterruptScope(std::function<void()> on_interrupt)
    : on_interrupt_(std::move(on_interrupt)), active_(InterruptWatcher::Get().Enter(this)) {}

InterruptScope::~InterruptScope() {
  if (active_) InterruptWatcher::Get().Leave();
}

}  // namespace lakebolt
