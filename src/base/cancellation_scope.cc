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

/// Bytes that take about a millisecond where pages cost much.
constexpr size_t kPiece = size_t{1} << 20;

/// Counts the bytes that this thread has moved since it last looked at cancellation: a large copy
/// may be made of very many small ones.
void NoteMoved(size_t bytes) {
  thread_local size_t moved = 0;
  moved += bytes;
  if (moved < kPiece) return;
  moved = 0;
  CheckCancellation();
}

/// Calls `body(begin, size)` for pieces of bytes.
template <typename Body>
void ForEachPiece(size_t bytes, const Body& body) {
  for (size_t begin = 0; begin < bytes; begin += kPiece) {
    const size_t size = std::min(kPiece, bytes - begin);
    NoteMoved(size);
    body(begin, size);
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
