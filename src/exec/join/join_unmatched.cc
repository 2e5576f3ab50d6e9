#include "exec/join/join_unmatched.h"

#include <algorithm>

#include "exec/join/partition_join.h"

namespace lakebolt {

namespace {

constexpr uint64_t kRowsPerRange = 1 << 16;

}  // namespace

struct JoinUnmatched::Local final : LocalState {
  uint64_t row = 0;
  uint64_t end = 0;
  std::vector<uint32_t> rows;
  std::unique_ptr<PartitionJoin> join;  // of the partition at hand, where the join spilled
};

std::string JoinUnmatched::Name() const {
  if (!table_->traits.flipped) return "JOIN UNMATCHED ROWS";
  return table_->spec.kind == JoinKind::kSemi ? "SEMI JOIN ROWS" : "ANTI JOIN ROWS";
}

std::unique_ptr<LocalState> JoinUnmatched::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

uint32_t JoinUnmatched::MaxTasks() const {
  if (table_->spilled != nullptr) return table_->spilled->build_partitions();
  return static_cast<uint32_t>((table_->rows + kRowsPerRange - 1) / kRowsPerRange);
}

double JoinUnmatched::Progress() const {
  if (table_->rows == 0) return 1;
  return std::min(1.0, static_cast<double>(next_range_.load() * kRowsPerRange) / table_->rows);
}

SourceStatus JoinUnmatched::Next(TaskContext& context, LocalState& base, Chunk& out) {
  auto& local = static_cast<Local&>(base);
  const bool wanted = table_->traits.flipped && table_->spec.kind == JoinKind::kSemi;
  local.rows.clear();
  while (local.rows.empty()) {
    context.query.cancellation->Check();
    if (local.row >= local.end) {
      local.row = next_range_.fetch_add(1) * kRowsPerRange;
      if (local.row >= table_->rows) {
        local.end = local.row;
        return table_->spilled == nullptr ? SourceStatus::kFinished
                                          : NextSpilled(context, local, out);
      }
      local.end = std::min<uint64_t>(local.row + kRowsPerRange, table_->rows);
    }
    for (; local.row < local.end && local.rows.size() < context.query.chunk_size; ++local.row) {
      if (table_->IsMatched(static_cast<RowRef>(local.row + 1)) == wanted) {
        local.rows.push_back(static_cast<uint32_t>(local.row));
      }
    }
  }
  const auto count = static_cast<uint32_t>(local.rows.size());
  out = JoinOutput(*table_).BuildAlone(local.rows.data(), count);
  return SourceStatus::kRows;
}

SourceStatus JoinUnmatched::NextSpilled(TaskContext& context, Local& local, Chunk& out) {
  while (true) {
    context.query.cancellation->Check();
    if (local.join == nullptr) {
      const SpilledJoin& spilled = *table_->spilled;
      const uint32_t partition = spilled.resident() + next_partition_.fetch_add(1);
      if (partition >= spilled.build_partitions()) return SourceStatus::kFinished;
      local.join = std::make_unique<PartitionJoin>(*table_, partition, context);
      if (spilled.JoinsAtEnd()) local.join->Probe(spilled.ProbeRows(partition), context);
    }
    const bool more = table_->spilled->JoinsAtEnd() ? local.join->NextJoined(context, out)
                                                    : local.join->NextUnmatched(context, out);
    if (more) return SourceStatus::kRows;
    local.join.reset();
  }
}

}  // namespace lakebolt
