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

void SpilledGroups::Write(const ExportedGroups& groups, uint32_t first) {
  for (uint32_t p = first; p < kGroupPartitions; ++p) {
    const uint32_t end = groups.partition_begins[p + 1];
    for (uint32_t begin = groups.partition_begins[p]; begin < end; begin += kDefaultChunkSize) {
      const uint32_t count = std::min(kDefaultChunkSize, end - begin);
      groups_.Write(p, Chunk(groups.Columns(*layout_, begin, count), count));
    }
  }
  size_ += groups.count - groups.partition_begins[first];
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
  row_blocks_[partition].push_back(
      rows_.Write(reinterpret_cast<const uint8_t*>(words_.data()), bytes + texts_.size()));
  words_.clear();
  texts_.clear();
}

void SpilledGroups::MergeGroups(GroupedStates& target, uint32_t partition) const {
  for (const PartitionedRows::Piece& piece : groups_.pieces(partition)) {
    query_.cancellation->Check();
    Chunk chunk = groups_.Read(piece);
    std::vector<Vector>& columns = chunk.mutable_columns();
    const auto keys_end = columns.begin() + static_cast<std::ptrdiff_t>(key_count_);
    const std::vector<Vector> keys(columns.begin(), keys_end);
    const std::vector<Vector> states(keys_end, columns.end());
    target.MergeColumns(keys, states, chunk.size());
  }
}

void SpilledGroups::UpdateRows(GroupedStates& target, uint32_t partition) const {
  for (const size_t number : row_blocks_[partition]) {
    query_.cancellation->Check();
    UpdateByBlock(target, rows_.Read(number));
  }
}

void SpilledGroups::UpdateByBlock(GroupedStates& target, BufferPtr block) const {
  auto* words = block->as<uint64_t>();
  const auto count = static_cast<uint32_t>(words[0]);
  uint64_t* rows = words + 1;
  const size_t row_bytes = (1 + size_t{count} * format_->stride()) * sizeof(uint64_t);
  if (block->size() > row_bytes) {
    const size_t size = block->size() - row_bytes;
    BufferPtr texts = Buffer::Allocate(size);
    std::memcpy(texts->data(), block->data() + row_bytes, size);
    const uint8_t* next = texts->data();
    VisitLongStrings(*format_, rows, count, [&](uint32_t length, uint64_t& address) {
      address = reinterpret_cast<uint64_t>(next);
      next += length;
    });
    target.KeepAlive(std::move(texts), size);
  }
  target.UpdateRaw(*format_, rows, count);
}

}  // namespace lakebolt
