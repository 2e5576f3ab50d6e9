#include "exec/aggregate/spilled_groups.h"

#include <algorithm>

namespace lakebolt {

namespace {

std::vector<LogicalType> TypesOf(const AggregateSpec& spec) {
  std::vector<LogicalType> types;
  for (const ExprPtr& key : spec.keys) types.push_back(key->type());
  for (const AggregateSpec::Call& call : spec.calls) types.push_back(call.function->state);
  return types;
}

}  // namespace

SpilledGroups::SpilledGroups(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                             const Partitioning& partitioning, const QueryContext& query)
    : spec_(spec),
      layout_(std::move(layout)),
      partitioning_(partitioning),
      query_(query),
      file_(query.temporary, TypesOf(spec)) {}

void SpilledGroups::Take(std::unique_ptr<GroupedStates> table, RawRows* raw) {
  ExportedGroups exported;
  if (table != nullptr) exported = table->HandOver(partitioning_);
  table.reset();
  if (raw != nullptr) raw->Close();
  for (uint32_t p = 0; p < kGroupPartitions; ++p) {
    query_.cancellation->Check();
    // Rows of a group that is in the table, or comes twice, become one group.
    GroupedStates groups(spec_, layout_, partitioning_.RangeOf(p, p + 1));
    if (exported.count > 0) {
      groups.MergeExported(exported, exported.partition_begins[p],
                           exported.partition_begins[p + 1]);
    }
    if (raw != nullptr) {
      groups.UpdateRaw(raw->format(), raw->partition(p));
      raw->partition(p) = {};
    }
    Write(groups, p);
  }
}

void SpilledGroups::Write(const GroupedStates& groups, uint32_t partition) {
  for (uint32_t begin = 0; begin < groups.size(); begin += kDefaultChunkSize) {
    const uint32_t count = std::min(kDefaultChunkSize, groups.size() - begin);
    file_.Write(Chunk(groups.ExportColumns(begin, count), count));
    chunks_[partition].push_back(file_.chunks() - 1);
  }
}

void SpilledGroups::MergeInto(GroupedStates& target, uint32_t partition) const {
  for (const size_t number : chunks_[partition]) {
    query_.cancellation->Check();
    Chunk chunk = file_.Read(number);
    std::vector<Vector>& columns = chunk.mutable_columns();
    const auto keys_end = columns.begin() + static_cast<std::ptrdiff_t>(spec_.keys.size());
    const std::vector<Vector> keys(columns.begin(), keys_end);
    const std::vector<Vector> states(keys_end, columns.end());
    target.MergeColumns(keys, states, chunk.size());
  }
}

}  // namespace lakebolt
