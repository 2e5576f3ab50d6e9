#include "exec/set/multiset.h"

namespace lakebolt {

MultisetBuild::MultisetBuild(const std::vector<LogicalType>& types, MemoryPool* memory)
    : table_(std::make_shared<KeyLayout>(types)), bytes_(memory, "set operation") {}

std::unique_ptr<LocalState> MultisetBuild::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SinkStatus MultisetBuild::Consume(TaskContext&, LocalState&, Chunk& input) {
  const std::lock_guard lock(mutex_);
  const RowSet rows = input.rows();
  groups_.resize(rows.count);
  table_.FindOrAdd(input.columns(), rows, groups_.data());
  counts_.resize(table_.size(), 0);
  given_.resize(table_.size(), false);
  for (uint32_t i = 0; i < rows.count; ++i) ++counts_[groups_[i]];
  bytes_.Resize(static_cast<int64_t>(table_.MemoryBytes() + counts_.capacity() * 8));
  return SinkStatus::kNeedInput;
}

std::unique_ptr<LocalState> MultisetProbe::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

bool MultisetProbe::Passes(uint32_t group) {
  const bool on_right = right_->counts_[group] > 0;
  const bool intersect = operation_ == SetOperationKind::kIntersect;
  if (all_) {
    if (on_right) --right_->counts_[group];
    return on_right == intersect;
  }
  if (on_right != intersect || right_->given_[group]) return false;
  right_->given_[group] = true;
  return true;
}

TransformStatus MultisetProbe::Process(TaskContext&, LocalState&, Chunk& input, Chunk& out) {
  const RowSet rows = input.rows();
  Selection kept = Selection::Allocate(rows.count);
  uint32_t count = 0;
  {
    const std::lock_guard lock(right_->mutex_);
    std::vector<uint32_t>& groups = right_->groups_;
    groups.resize(rows.count);
    right_->table_.FindOrAdd(input.columns(), rows, groups.data());
    right_->counts_.resize(right_->table_.size(), 0);
    right_->given_.resize(right_->table_.size(), false);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (Passes(groups[i])) kept.data()[count++] = rows[i];
    }
    right_->bytes_.Resize(static_cast<int64_t>(right_->table_.MemoryBytes()));
  }
  kept.set_count(count);
  out = std::move(input);
  out.SetSelection(std::move(kept));
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
