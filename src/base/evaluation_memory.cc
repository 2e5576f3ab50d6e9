#include "base/evaluation_memory.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

// What chunks of usual size never pass.
constexpr int64_t kFree = int64_t{64} << 20;

thread_local const MemoryPool* bounding_pool = nullptr;
thread_local int64_t bounding_bytes = INT64_MAX;
thread_local int depth = 0;
thread_local int64_t taken = 0;

int64_t Room() {
  return bounding_pool == nullptr ? bounding_bytes : bounding_pool->Left();
}

}  // namespace

EvaluationMemory::Bound::Bound(const MemoryPool* pool)
    : outer_pool_(bounding_pool), outer_bytes_(bounding_bytes) {
  bounding_pool = pool;
}

EvaluationMemory::Bound::Bound(int64_t bytes)
    : outer_pool_(bounding_pool), outer_bytes_(bounding_bytes) {
  bounding_pool = nullptr;
  bounding_bytes = bytes;
}

EvaluationMemory::Bound::~Bound() {
  bounding_pool = outer_pool_;
  bounding_bytes = outer_bytes_;
}

EvaluationMemory::Scope::Scope() {
  if (depth++ == 0) taken = 0;
}

EvaluationMemory::Scope::~Scope() {
  --depth;
}

void EvaluationMemory::Take(size_t bytes) {
  if (depth == 0) return;
  const auto wanted = static_cast<int64_t>(std::min<size_t>(bytes, INT64_MAX / 2));
  if (taken + wanted > kFree && taken + wanted > Room()) {
    throw UserError(ErrorCode::kOutOfMemory,
                    "an expression makes " + FormatBytes(taken + wanted) +
                        " of one chunk of rows, for which there is no room",
                    {}, "raise memory_limit, or lower chunk_size");
  }
  taken += wanted;
}

void EvaluationMemory::GiveBack(size_t bytes) {
  if (depth == 0) return;
  // What the evaluation did not take itself may come back, too.
  taken = std::max<int64_t>(0, taken - static_cast<int64_t>(bytes));
}

}  // namespace lakebolt
