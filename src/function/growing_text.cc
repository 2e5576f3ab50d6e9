#include "function/growing_text.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"
#include "base/evaluation_memory.h"

namespace lakebolt {

void GrowingText::Grow(size_t more) {
  constexpr size_t kCountedFrom = size_t{1} << 20;
  const size_t needed = text_.size() + more;
  if (needed > INT32_MAX) throw UserError(ErrorCode::kOutOfRange, "a text of more than 2 GiB");
  const size_t capacity = std::min<size_t>(std::max(2 * text_.capacity(), needed), INT32_MAX);
  if (capacity >= kCountedFrom) EvaluationMemory::Take(capacity - text_.capacity());
  text_.reserve(capacity);
}

}  // namespace lakebolt
