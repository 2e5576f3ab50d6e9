#include "exec/join/spilled_join.h"

#include "exec/join/join_table.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

std::vector<LogicalType> BuildTypes(const JoinTable& table) {
  std::vector<LogicalType> types;
  for (const ExprPtr& column : table.layout.columns) types.push_back(column->type());
  return types;
}

}  // namespace

SpilledJoin::SpilledJoin(const JoinTable& table, uint32_t level, const QueryContext& query)
    : table_(table),
      level_(level),
      query_(query),
      joined_(kPartitions, 0),
      busy_(kPartitions, false),
      kept_(kPartitions),
      matched_(kPartitions) {}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeBuildRows() const {
  return std::make_unique<PartitionedRows>(BuildTypes(table_), kPartitions, query_);
}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeProbeRows() const {
  return std::make_unique<PartitionedRows>(table_.spec.probe_types, kPartitions, query_);
}

void SpilledJoin::Partition(const std::vector<const Vector*>& keys, RowSet rows,
                            std::vector<uint32_t>& partition_of) const {
  // The top bits of a product hang on all bits of the hash; each level takes others.
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
  constexpr uint32_t kBits = 5;
  static_assert(kPartitions == 1U << kBits);
  std::vector<uint64_t> hashes(rows.count);
  for (size_t k = 0; k < keys.size(); ++k) HashColumn(*keys[k], rows, k == 0, hashes.data());
  partition_of.resize(rows.count);
  const uint32_t shift = 64 - kBits * (level_ + 1);
  for (uint32_t i = 0; i < rows.count; ++i) {
    partition_of[i] = static_cast<uint32_t>((hashes[i] * kOdd) >> shift) % kPartitions;
  }
}

void SpilledJoin::AddBuildRows(std::unique_ptr<PartitionedRows> rows) {
  rows->Finish();
  const std::lock_guard lock(mutex_);
  build_.push_back(std::move(rows));
}

void SpilledJoin::AddProbeRows(std::unique_ptr<PartitionedRows> rows) {
  rows->Finish();
  const std::lock_guard lock(mutex_);
  probe_.push_back(std::move(rows));
}

int64_t SpilledJoin::bytes() const {
  const std::lock_guard lock(mutex_);
  int64_t bytes = 0;
  for (const auto& rows : build_) bytes += rows->bytes();
  return bytes;
}

std::optional<SpilledJoin::Work> SpilledJoin::Take() {
  const std::lock_guard lock(mutex_);
  for (uint32_t p = 0; p < kPartitions; ++p) {
    if (busy_[p]) continue;
    Work work{p, {}};
    for (; joined_[p] < probe_.size(); ++joined_[p]) {
      const PartitionedRows& rows = *probe_[joined_[p]];
      if (rows.chunks(p) > 0) work.probe_rows.push_back(&rows);
    }
    if (work.probe_rows.empty()) continue;
    busy_[p] = true;
    return work;
  }
  return std::nullopt;
}

void SpilledJoin::End(const Work& work) {
  const std::lock_guard lock(mutex_);
  busy_[work.partition] = false;
}

}  // namespace lakebolt
