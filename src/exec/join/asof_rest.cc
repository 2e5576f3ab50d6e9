#include "exec/join/asof_rest.h"

#include <algorithm>

#include "exec/join/asof_merge.h"
#include "exec/join/nullable_gather.h"

namespace lakebolt {

struct AsofRest::Local final : LocalState {
  uint32_t next = 0;  // row
  std::unique_ptr<AsofMerge> merge;
};

std::unique_ptr<LocalState> AsofRest::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

uint64_t AsofRest::slices() const {
  // A slice needs whole groups: without keys, and where a group is too large for one, all rows are
  // merged at once.
  return build_->sorted()->cuts_groups() ? 1 : build_->sorted()->slices();
}

uint32_t AsofRest::MaxTasks() const {
  constexpr uint64_t kMostTasks = 1024;
  if (build_->sorted() == nullptr) return 1;
  return static_cast<uint32_t>(std::min(slices(), kMostTasks));
}

SourceStatus AsofRest::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  context.query.cancellation->Check();
  return build_->sorted() == nullptr ? NextUnmatched(context, local, out)
                                     : NextMerged(context, local, out);
}

SourceStatus AsofRest::NextUnmatched(TaskContext& context, Local& local, Chunk& out) const {
  if (!build_->spec().join.keeps_right) return SourceStatus::kFinished;
  std::vector<uint32_t> rows;
  for (; local.next < build_->rows().size() && rows.size() < context.query.chunk_size;
       ++local.next) {
    if (!build_->IsMatched(local.next)) rows.push_back(local.next);
  }
  if (rows.empty()) return SourceStatus::kFinished;
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns;
  for (const LogicalType& type : build_->spec().probe_types) {
    columns.push_back(Vector::Constant(Value(type), count));
  }
  for (Vector& column : GatherNullable(build_->rows(), build_->spec().build_types, rows)) {
    columns.push_back(std::move(column));
  }
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

SourceStatus AsofRest::NextMerged(TaskContext& context, Local& local, Chunk& out) {
  left_is_sorted_.Ensure([this] { probe_->sorted().Finish(); });
  while (true) {
    context.query.cancellation->Check();
    if (local.merge == nullptr) {
      const uint64_t slice = next_slice_.fetch_add(1);
      if (slice >= slices()) return SourceStatus::kFinished;
      const ExternalSort& right = *build_->sorted();
      using Bounds = std::pair<std::string_view, std::string_view>;
      const auto [from, to] = slices() == 1 ? Bounds() : right.Bounds(slice);
      local.merge = std::make_unique<AsofMerge>(build_->spec(), probe_->sorted().Open(from, to),
                                                right.Open(from, to));
    }
    if (local.merge->Next(context, out)) return SourceStatus::kRows;
    local.merge.reset();
  }
}

}  // namespace lakebolt
