#include "exec/set/seen_rows.h"

#include <algorithm>
#include <utility>

#include "vector/hash_vector.h"

namespace lakebolt {

SeenRows::SeenRows(std::vector<LogicalType> types, const QueryContext& query, std::string who)
    : types_(std::move(types)),
      query_(query),
      layout_(std::make_shared<KeyLayout>(types_)),
      table_(layout_),
      bytes_(query.memory, std::move(who)) {}

std::unique_ptr<PartitionedRows> SeenRows::MakeRows() const {
  return std::make_unique<PartitionedRows>(types_, kPartitions, query_);
}

Chunk SeenRows::KeepNew(GroupTable& table, Chunk rows) {
  const uint32_t before = table.size();
  groups_.resize(rows.size());
  table.FindOrAdd(rows.columns(), RowSet::Dense(rows.size()), groups_.data());
  Selection added = Selection::Allocate(rows.size());
  uint32_t count = 0;
  // New groups are numbered in the order of their first rows.
  for (uint32_t i = 0; i < rows.size(); ++i) {
    if (groups_[i] == before + count) added.data()[count++] = i;
  }
  added.set_count(count);
  rows.SetSelection(std::move(added));
  rows.Compact();
  return rows;
}

void SeenRows::Append(PartitionedRows& to, const Chunk& rows) {
  const RowSet all = RowSet::Dense(rows.size());
  std::vector<uint64_t> hashes(rows.size());
  for (size_t c = 0; c < rows.columns().size(); ++c) {
    HashColumn(rows.column(c), all, c == 0, hashes.data());
  }
  std::vector<uint32_t> partition_of(rows.size());
  // The table finds its slots by other bits.
  constexpr uint32_t kShift = 26;
  for (uint32_t i = 0; i < rows.size(); ++i) {
    partition_of[i] = static_cast<uint32_t>(hashes[i] >> kShift) % kPartitions;
  }
  to.Add(rows.columns(), all, partition_of.data());
}

void SeenRows::MoveToDisk() {
  spilled_ = MakeRows();
  for (uint32_t begin = 0; begin < table_.size(); begin += kDefaultChunkSize) {
    const uint32_t count = std::min(kDefaultChunkSize, table_.size() - begin);
    Append(*spilled_, Chunk(table_.Keys(begin, count), count));
  }
  table_ = GroupTable(layout_);
  bytes_.Free();
}

Chunk SeenRows::Add(Chunk rows) {
  if (spilled_ != nullptr) {
    if (waiting_ == nullptr) waiting_ = MakeRows();
    Append(*waiting_, rows);
    return {};
  }
  Chunk added = KeepNew(table_, std::move(rows));
  const int64_t more = static_cast<int64_t>(table_.MemoryBytes()) - bytes_.size();
  if (more > 0 && !bytes_.TryGrow(more)) MoveToDisk();
  return added;
}

void SeenRows::Load(uint32_t partition) {
  table_ = GroupTable(layout_);
  for (const PartitionedRows::Piece& piece : spilled_->pieces(partition)) {
    query_.cancellation->Check();
    const Chunk rows = spilled_->Read(piece);
    groups_.resize(rows.size());
    table_.FindOrAdd(rows.columns(), RowSet::Dense(rows.size()), groups_.data());
    bytes_.Resize(static_cast<int64_t>(table_.MemoryBytes()));
  }
}

Chunk SeenRows::Flush() {
  if (waiting_ == nullptr) return {};
  if (partition_ == kPartitions) {
    waiting_->Finish();
    spilled_->Finish();
    partition_ = 0;
    next_piece_ = 0;
  }
  for (; partition_ < kPartitions; ++partition_, next_piece_ = 0) {
    const auto& pieces = waiting_->pieces(partition_);
    if (next_piece_ == 0 && !pieces.empty()) Load(partition_);
    while (next_piece_ < pieces.size()) {
      query_.cancellation->Check();
      Chunk added = KeepNew(table_, waiting_->Read(pieces[next_piece_++]));
      bytes_.Resize(static_cast<int64_t>(table_.MemoryBytes()));
      if (added.size() == 0) continue;
      spilled_->Write(partition_, added);
      return added;
    }
  }
  table_ = GroupTable(layout_);
  bytes_.Free();
  waiting_.reset();
  return {};
}

}  // namespace lakebolt
