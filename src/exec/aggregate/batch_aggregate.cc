#include "exec/aggregate/batch_aggregate.h"

#include <algorithm>

namespace lakebolt {

struct BatchAggregate::Local final : LocalState {
  explicit Local(const HashAggregate& rest)
      : evaluator(rest.spec().keys, rest.spec().calls),
        shared(rest.MakeGroups()),
        bytes(rest.MakeReservation()) {}

  GroupInputEvaluator evaluator;
  std::unique_ptr<GroupedStates> groups;  // of the batch; null before its first row
  uint64_t batch = 0;
  uint32_t next_group = 0;  // to be given
  KeyBorders::Range seen = KeyBorders::kNothing;
  std::unique_ptr<GroupedStates> shared;  // groups that other batches may have, too
  std::vector<uint32_t> border_rows;
  Reservation bytes;
};

std::vector<std::string> BatchAggregate::Details() const {
  return {"groups: " + std::to_string(groups_.load()) +
          ", given as batches end: " + std::to_string(batches_.load())};
}

std::unique_ptr<LocalState> BatchAggregate::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*rest_);
}

TransformStatus BatchAggregate::Process(TaskContext& context, LocalState& state, Chunk& input,
                                        Chunk& out) {
  auto& local = static_cast<Local&>(state);
  if (local.groups != nullptr && local.batch != context.batch && GiveGroups(context, local, out)) {
    return TransformStatus::kMoreOutput;
  }
  if (input.count() == 0) return TransformStatus::kNeedInput;
  if (local.groups == nullptr) {
    local.groups = rest_->MakeGroups();
    local.batch = context.batch;
  }
  local.groups->Update(local.evaluator.Evaluate(input), input.rows());
  local.bytes.Resize(
      static_cast<int64_t>(local.groups->MemoryBytes() + local.shared->MemoryBytes()));
  return TransformStatus::kNeedInput;
}

/// Gives the next groups of a batch that is through; returns false when there are none left.
bool BatchAggregate::GiveGroups(TaskContext& context, Local& local, Chunk& out) {
  const GroupedStates& groups = *local.groups;
  const uint32_t begin = local.next_group;
  const uint32_t count = std::min(context.query.chunk_size, groups.size() - begin);
  if (count == 0) {
    groups_ += groups.size();
    ++batches_;
    borders_.NotePart(local.seen);
    local.seen = KeyBorders::kNothing;
    local.groups = nullptr;
    local.next_group = 0;
    return false;
  }
  local.next_group += count;
  out = Chunk(groups.Finalize(begin, count), count);
  std::vector<uint32_t>& shared = local.border_rows;
  borders_.FindRows(out.column(static_cast<uint32_t>(key_)), local.seen, shared);
  if (shared.empty()) return true;
  Selection rest = Selection::Allocate(count + 8);
  uint32_t kept = 0;
  size_t next = 0;
  for (uint32_t row = 0; row < count; ++row) {
    if (next < shared.size() && shared[next] == row) {
      ++next;
    } else {
      rest.data()[kept++] = row;
    }
  }
  rest.set_count(kept);
  out.SetSelection(std::move(rest));
  for (uint32_t& row : shared) row += begin;
  local.shared->MergeGroups(groups, shared);
  return true;
}

TransformStatus BatchAggregate::Flush(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  if (local.groups != nullptr && GiveGroups(context, local, out)) {
    return TransformStatus::kMoreOutput;
  }
  if (local.shared != nullptr) {
    local.bytes.Free();
    rest_->AddGroups(std::move(local.shared));
  }
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
