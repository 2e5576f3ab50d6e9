#include "base/cancellation_listener.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "base/per_process.h"

namespace lakebolt {

namespace {

/// Holds the listeners of all tokens: a few for each query that runs.
struct Listeners {
  // A listener may cancel a token in turn.
  std::recursive_mutex mutex;
  std::vector<CancellationListener*> all;
};

Listeners& AllListeners() {
  // Never destroyed: threads may outlive main.
  static auto* listeners = new PerProcess<Listeners>([] { return std::make_unique<Listeners>(); });
  return listeners->Get();
}

}  // namespace

CancellationListener::CancellationListener(const CancellationToken* token,
                                           std::function<void()> call)
    : token_(token), call_(std::move(call)) {
  Listeners& listeners = AllListeners();
  const std::lock_guard lock(listeners.mutex);
  listeners.all.push_back(this);
}

CancellationListener::~CancellationListener() {
  Listeners& listeners = AllListeners();
  const std::lock_guard lock(listeners.mutex);
  std::erase(listeners.all, this);
}

void CancelAndWake(CancellationToken& token) {
  token.Cancel();
  Listeners& listeners = AllListeners();
  const std::lock_guard lock(listeners.mutex);
  // By number: a call may not add or remove any, but may cancel another token.
  for (size_t i = 0; i < listeners.all.size(); ++i) {
    if (listeners.all[i]->token_ == &token) listeners.all[i]->call_();
  }
}

}  // namespace lakebolt
