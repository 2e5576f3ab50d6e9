#include "base/cancellation_scope.h"

#include <algorithm>
#include <cstring>
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

namespace {

/// Calls `body(begin, size)` for blocks of bytes that take about a millisecond where pages cost
/// much.
template <typename Body>
void ForEachPiece(size_t bytes, const Body& body) {
  constexpr size_t kPiece = size_t{1} << 20;
  for (size_t begin = 0; begin < bytes; begin += kPiece) {
    if (begin > 0) CheckCancellation();
    body(begin, std::min(kPiece, bytes - begin));
  }
}

}  // namespace

void CopyBytes(void* to, const void* from, size_t bytes) {
  ForEachPiece(bytes, [&](size_t begin, size_t size) {
    std::memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin, size);
  });
}

void SetBytes(void* to, uint8_t byte, size_t bytes) {
  ForEachPiece(bytes, [&](size_t begin, size_t size) {
    std::memset(static_cast<char*>(to) + begin, byte, size);
  });
}

}  // namespace lakebolt
