#include "base/cancellation_scope.h"

#include <utility>

#include "base/current_cancellation.h"

namespace lakebolt {

namespace {
thread_local const CancellationToken* current_token = nullptr;
}

CancellationScope::CancellationScope(const CancellationToken* token)
    : before_(std::exchange(current_token, token)) {}

CancellationScope::~CancellationScope() {
  current_token = before_;
}

const CancellationToken* CurrentCancellation() {
  return current_token;
}

void CheckCancellation() {
  if (current_token != nullptr) current_token->Check();
}

}  // namespace lakebolt
