#include "exec/set/limit.h"

#include <algorithm>
#include <limits>

namespace lakebolt {

std::unique_ptr<LocalState> Limit::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

TransformStatus Limit::Process(TaskContext&, LocalState&, Chunk& input, Chunk& out) {
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  const uint64_t end = limit_ && *limit_ < kAll - offset_ ? offset_ + *limit_ : kAll;
  const uint64_t count = input.count();
  const uint64_t first = seen_.fetch_add(count);
  const uint64_t from = std::clamp(offset_, first, first + count);
  const uint64_t to = std::clamp(end, from, std::max(from, first + count));
  if (to > from) {
    out = std::move(input);
    if (to - from < count) {
      out.SliceLive(static_cast<uint32_t>(from - first), static_cast<uint32_t>(to - from));
    }
  }
  return first + count >= end ? TransformStatus::kFinished : TransformStatus::kNeedInput;
}

}  // namespace lakebolt
