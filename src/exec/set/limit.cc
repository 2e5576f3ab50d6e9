#include "exec/set/limit.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace lakebolt {

namespace {

constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
/// Keeping order has workers wait for each other: for more rows than these that would tell.
constexpr uint64_t kMostOrderedRows = 1 << 20;

}  // namespace

struct Limit::Local final : LocalState {
  explicit Local(Limit& limit) : parent(limit) {}
  ~Local() override { parent.Move(*this, std::nullopt); }

  Limit& parent;
  std::optional<uint64_t> batch = 0;
};

Limit::Limit(std::optional<uint64_t> limit, uint64_t offset)
    : offset_(offset),
      end_(limit && *limit < kAll - offset ? offset + *limit : kAll),
      ordered_rows_(end_ <= kMostOrderedRows ? end_ : 0) {
  // Without a limit order only tells which rows are left out.
  if (end_ == kAll && offset <= kMostOrderedRows) ordered_rows_ = offset;
}

std::unique_ptr<LocalState> Limit::MakeLocal(TaskContext&) {
  const std::lock_guard lock(mutex_);
  active_.insert(0);
  return std::make_unique<Local>(*this);
}

void Limit::StartBatch(LocalState& local, uint64_t batch) {
  Move(static_cast<Local&>(local), batch);
}

void Limit::Move(Local& local, std::optional<uint64_t> to) {
  if (local.batch == to) return;
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    // The node is used again: a worker that goes must not need memory.
    auto node = active_.extract(*local.batch);
    if (to) {
      node.value() = *to;
      active_.insert(std::move(node));
    }
    waiting.swap(waiting_);
  }
  local.batch = to;
  for (const auto& wake : waiting) wake();
}

bool Limit::HasToWait(TaskContext& context, const Local& local) {
  if (seen_ >= ordered_rows_ || !local.batch || *local.batch <= *active_.begin()) return false;
  waiting_.push_back(context.waker);
  return true;
}

TransformStatus Limit::Process(TaskContext& context, LocalState& state, Chunk& input, Chunk& out) {
  const uint64_t count = input.count();
  uint64_t first = 0;
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (HasToWait(context, static_cast<Local&>(state))) return TransformStatus::kBlocked;
    first = seen_;
    seen_ += count;
    if (seen_ >= ordered_rows_) waiting.swap(waiting_);
  }
  for (const auto& wake : waiting) wake();
  const uint64_t from = std::clamp(offset_, first, first + count);
  const uint64_t to = std::clamp(end_, from, std::max(from, first + count));
  if (to > from) {
    out = std::move(input);
    if (to - from < count) {
      out.SliceLive(static_cast<uint32_t>(from - first), static_cast<uint32_t>(to - from));
    }
  }
  return first + count >= end_ ? TransformStatus::kFinished : TransformStatus::kNeedInput;
}

TransformStatus Limit::Flush(TaskContext&, LocalState& local, Chunk&) {
  Move(static_cast<Local&>(local), std::nullopt);
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
