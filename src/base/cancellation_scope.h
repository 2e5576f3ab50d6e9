#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/cancellation.h"

namespace lakebolt {

/// Lets this thread work for the query of a token while it lives: what CheckCancellation() looks
/// at. Null stands for work that nobody cancels.
class CancellationScope {
 public:
  explicit CancellationScope(const CancellationToken* token);
  ~CancellationScope();
  CancellationScope(const CancellationScope&) = delete;
  CancellationScope& operator=(const CancellationScope&) = delete;

 private:
  const CancellationToken* before_;
};

/// Throws kCancelled when the query that this thread works for was cancelled. For loops over what a
/// single value holds, for planning, and for whatever else sees no query.
void CheckCancellation();

/// Copies bytes as memcpy does, and looks at cancellation while there are many: fresh pages may
/// cost much, and a single value may be gigabytes.
void CopyBytes(void* to, const void* from, size_t bytes);
/// Sets bytes as memset does, and looks at cancellation likewise.
void SetBytes(void* to, uint8_t byte, size_t bytes);

/// Calls `body` for the ranges [begin, end) that `count` things are cut into, and looks at
/// cancellation before each. For loops whose steps take a few nanoseconds.
template <typename Body>
void ForEachBlock(size_t count, Body&& body) {
  constexpr size_t kBlock = 1 << 16;
  for (size_t begin = 0; begin < count; begin += kBlock) {
    if (begin > 0) CheckCancellation();
    body(begin, count - begin < kBlock ? count : begin + kBlock);
  }
}

/// Looks at cancellation about once a millisecond in loops whose steps are short.
class CancellationPoll {
 public:
  /// Counts work of about `nanoseconds`; throws kCancelled.
  void Spend(uint64_t nanoseconds) {
    spent_ += nanoseconds;
    if (spent_ < kInterval) return;
    spent_ = 0;
    CheckCancellation();
  }

 private:
  static constexpr uint64_t kInterval = 1'000'000;

  uint64_t spent_ = 0;
};

/// Makes of `less` a comparison that looks at cancellation, for sorting very many things. Each call
/// takes about `nanoseconds`; `poll` must outlive the result.
template <typename Less>
auto Polled(CancellationPoll& poll, uint64_t nanoseconds, Less less) {
  return [&poll, nanoseconds, less = std::move(less)](const auto& a, const auto& b) {
    poll.Spend(nanoseconds);
    return less(a, b);
  };
}

}  // namespace lakebolt
