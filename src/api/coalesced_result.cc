#include "api/coalesced_result.h"

#include <algorithm>

#include "vector/concat.h"

namespace lakebolt {

namespace {

constexpr uint64_t kFirstRows = 2048;
constexpr uint64_t kMostRows = 1 << 17;
constexpr size_t kMostBytes = 64 << 20;

}  // namespace

CoalescedResult::CoalescedResult(std::unique_ptr<Result> result)
    : result_(std::move(result)), target_rows_(kFirstRows) {
  for (const Field& field : result_->schema()) types_.push_back(field.type);
}

std::optional<Chunk> CoalescedResult::Next() {
  std::vector<Chunk> chunks;
  uint64_t rows = 0;
  size_t bytes = 0;
  while (!ended_ && rows < target_rows_ && bytes < kMostBytes) {
    auto chunk = result_->Next();
    if (!chunk) {
      ended_ = true;
      break;
    }
    rows += chunk->count();
    bytes += chunk->MemoryBytes();
    chunks.push_back(std::move(*chunk));
  }
  target_rows_ = std::min(target_rows_ * 2, kMostRows);
  if (chunks.empty()) return std::nullopt;
  if (chunks.size() == 1) return std::move(chunks.front());
  return ConcatChunks(types_, std::move(chunks));
}

}  // namespace lakebolt
