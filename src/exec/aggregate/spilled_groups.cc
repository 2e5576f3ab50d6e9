#include "exec/aggregate/spilled_groups.h"

#include <algorithm>
#include <cstring>

#include "expression/expression_list.h"

namespace lakebolt {

namespace {

// A block of raw rows is their number, their words, and the bytes of their long strings one after
// the other; the words that pointed to these mean nothing.

constexpr size_t kBlockBytes = 256 << 10;

std::vector<LogicalType> ColumnTypes(const AggregateSpec& spec) {
  std::vector<LogicalType> types = TypesOf(spec.keys);
  for (const AggregateSpec::Call& call : spec.calls) types.push_back(call.function->state);
  return types;
}

/// Calls `visit` with the two words of each long string of `count` rows.
template <typename Visit>
void VisitLongStrings(const RawRowFormat& format, uint64_t* rows, size_t count, Visit&& visit) {
  for (size_t i = 0; i < count; ++i) {
    uint64_t* row = rows + i * format.stride();
    for (const uint32_t word : format.string_words()) {
      const auto length = static_cast<uint32_t>(row[word]);
      if (length > StringView::kInlineLength) visit(length, row[word + 1]);
    }
  }
}

}  // namespace

SpilledGroups::SpilledGroups(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                             std::shared_ptr<const RawRowFormat> format, const QueryContext& query)
    : key_count_(spec.keys.size()),
      layout_(std::move(layout)),
      format_(std::move(format)),
      query_(query),
      groups_(ColumnTypes(spec), kGroupPartitions, query),
      rows_(query.temporary) {}

void SpilledGroups::Write(const ExportedGroups& groups, uint32_t begin, uint32_t end) {
  for (uint32_t p = begin; p < end; ++p) {
    const uint32_t last = groups.partition_begins[p + 1];
    for (uint32_t first = groups.partition_begins[p]; first < last; first += kDefaultChunkSize) {
      const uint32_t count = std::min(kDefaultChunkSize, last - first);
      groups_.Write(p, Chunk(groups.Columns(*layout_, first, count), count));
    }
  }
  size_ += groups.partition_begins[end] - groups.partition_begins[begin];
}

void SpilledGroups::Write(uint32_t partition, const RawRows::Partition& rows) {
  for (const RawRows::Page& page : rows.pages) {
    AppendPage(page);
    if (words_.size() * sizeof(uint64_t) + texts_.size() >= kBlockBytes) WriteBlock(partition);
  }
  WriteBlock(partition);
}

void SpilledGroups::AppendPage(const RawRows::Page& page) {
  if (words_.empty()) words_.push_back(0);
  words_[0] += page.count;
  uint64_t* words = page.words.get();
  VisitLongStrings(*format_, words, page.count, [&](uint32_t length, uint64_t address) {
    texts_.append(reinterpret_cast<const char*>(address), length);
  });
  words_.insert(words_.end(), words, words + size_t{page.count} * format_->stride());
}

void SpilledGroups::WriteBlock(uint32_t partition) {
  if (words_.empty()) return;
  query_.cancellation->Check();
  size_ += words_[0];
  const size_t bytes = words_.size() * sizeof(uint64_t);
  if (!texts_.empty()) {
    words_.resize(words_.size() + (texts_.size() + sizeof(uint64_t) - 1) / sizeof(uint64_t));
    std::memcpy(reinterpret_cast<char*>(words_.data()) + bytes, texts_.data(), texts_.size());
  }
  row_bytes_[partition] += static_cast<int64_t>(bytes + texts_.size());
  row_blocks_[partition].push_back(
      rows_.Write(reinterpret_cast<const uint8_t*>(words_.data()), bytes + texts_.size()));
  words_.clear();
  texts_.clear();
}

int64_t SpilledGroups::MemoryBytes(uint32_t partition) const {
  int64_t bytes = row_bytes_[partition];
  for (const PartitionedRows::Piece& piece : groups_.pieces(partition)) bytes += piece.memory_bytes;
  return bytes;
}

void SpilledGroups::MergeGroups(GroupedStates& target, uint32_t partition, const KeyShare& share,
                                const std::function<void()>& charge) const {
  for (const PartitionedRows::Piece& piece : groups_.pieces(partition)) {
    query_.cancellation->Check();
    Chunk chunk = groups_.Read(piece);
    std::vector<Vector>& columns = chunk.mutable_columns();
    const auto keys_end = columns.begin() + static_cast<std::ptrdiff_t>(key_count_);
    const std::vector<Vector> keys(columns.begin(), keys_end);
    const std::vector<Vector> states(keys_end, columns.end());
    target.MergeColumns(keys, states, chunk.size(), share);
    charge();
  }
}

void SpilledGroups::UpdateRows(GroupedStates& target, uint32_t partition, const KeyShare& share,
                               const std::function<void()>& charge) const {
  for (const size_t number : row_blocks_[partition]) {
    query_.cancellation->Check();
    UpdateByBlock(target, rows_.Read(number), share);
    charge();
  }
}

void SpilledGroups::UpdateByBlock(GroupedStates& target, const BufferPtr& block,
                                  const KeyShare& share) const {
  auto* words = block->as<uint64_t>();
  auto count = static_cast<uint32_t>(words[0]);
  uint64_t* rows = words + 1;
  const size_t row_bytes = (1 + size_t{count} * format_->stride()) * sizeof(uint64_t);
  const uint8_t* next_text = block->data() + row_bytes;
  VisitLongStrings(*format_, rows, count, [&](uint32_t length, uint64_t& address) {
    address = reinterpret_cast<uint64_t>(next_text);
    next_text += length;
  });
  if (share.bits > 0) count = KeepShare(rows, count, share);
  target.UpdateRaw(*format_, rows, count, true);
}

/// Moves the rows of a share together; returns how many there are.
uint32_t SpilledGroups::KeepShare(uint64_t* rows, uint32_t count, const KeyShare& share) const {
  const uint32_t stride = format_->stride();
  const GroupTable::PackedKeys keys = format_->KeysOf(rows);
  std::vector<uint64_t> hashes;
  if (keys.hashes == nullptr) {
    hashes.resize(count);
    layout_->Hash(rows, stride, count, hashes.data());
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t hash =
        keys.hashes == nullptr ? hashes[i] : keys.hashes[size_t{i} * keys.hash_stride];
    if (!share.Has(hash)) continue;
    if (kept != i) {
      std::copy_n(rows + size_t{i} * stride, stride, rows + size_t{kept} * stride);
    }
    ++kept;
  }
  return kept;
}

}  // namespace lakebolt
