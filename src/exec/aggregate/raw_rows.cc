#include "exec/aggregate/raw_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "expression/expression.h"

namespace lakebolt {

namespace {

constexpr uint32_t kLeastPageRows = 8;
constexpr uint32_t kWordBytes = sizeof(uint64_t);
constexpr uint32_t kLineWords = 64 / kWordBytes;

/// Finds an argument of an earlier call that is the same and sees all rows.
bool FindSame(const AggregateSpec& spec, const std::vector<RawRowFormat::Argument>& arguments,
              const Expr& expr, uint32_t& found) {
  for (uint32_t a = 0; a < arguments.size(); ++a) {
    if (arguments[a].filtered) continue;
    const ExprPtr& other = spec.calls[arguments[a].call].arguments[arguments[a].argument];
    if (!other->Equals(expr) || IsVolatile(expr)) continue;
    found = a;
    return true;
  }
  return false;
}

}  // namespace

std::shared_ptr<const RawRowFormat> RawRowFormat::Make(const AggregateSpec& spec,
                                                       const KeyLayout& layout) {
  auto format = std::make_shared<RawRowFormat>();
  format->key_words_ = layout.words();
  format->keeps_hashes_ = layout.has_strings();
  format->string_words_ = layout.string_words();
  for (uint32_t c = 0; c < spec.calls.size(); ++c) {
    const AggregateSpec::Call& call = spec.calls[c];
    const bool filtered = call.filter != nullptr;
    if (filtered) format->filters_.push_back({c, 0});
    std::vector<uint32_t>& sources = format->sources_.emplace_back();
    for (uint32_t a = 0; a < call.arguments.size(); ++a) {
      const Expr& expr = *call.arguments[a];
      if (expr.type().IsNested()) return nullptr;
      uint32_t source = static_cast<uint32_t>(format->arguments_.size());
      if (filtered || !FindSame(spec, format->arguments_, expr, source)) {
        format->arguments_.push_back({expr.type(), c, a, 0, source, filtered});
      }
      sources.push_back(source);
    }
  }
  format->Place();
  return format;
}

void RawRowFormat::Place() {
  std::vector<uint32_t> order(arguments_.size());
  for (uint32_t a = 0; a < order.size(); ++a) order[a] = a;
  const auto width = [&](uint32_t a) { return PhysicalWidth(arguments_[a].type.physical()); };
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return width(a) > width(b); });
  uint32_t offset = (key_words_ + (keeps_hashes_ ? 1 : 0)) * kWordBytes;
  for (const uint32_t a : order) {
    arguments_[a].offset = offset;
    offset += width(a);
  }
  for (Filter& filter : filters_) filter.offset = offset++;
  null_offset_ = offset;
  for (const Argument& argument : arguments_) {
    if (argument.type.physical() == PhysicalType::kString) {
      string_words_.push_back(argument.offset / kWordBytes);
    }
  }
  null_bytes_ = static_cast<uint32_t>((arguments_.size() + 7) / 8);
  stride_ = (offset + null_bytes_ + kWordBytes - 1) / kWordBytes;
}

RawRows::RawRows(std::shared_ptr<const RawRowFormat> format, Partitioning partitioning,
                 size_t page_bytes)
    : format_(std::move(format)),
      partitioning_(partitioning),
      page_rows_(std::max(kLeastPageRows,
                          static_cast<uint32_t>(page_bytes / kWordBytes / format_->stride()))) {}

size_t RawRows::MemoryBytes(uint32_t p) const {
  const Partition& partition = partitions_[p];
  return partition.pages.size() * page_rows_ * format_->stride() * kWordBytes +
         (partition.strings == nullptr ? 0 : partition.strings->bytes());
}

size_t RawRows::MemoryBytes() const {
  size_t bytes = 0;
  for (uint32_t p = 0; p < kGroupPartitions; ++p) bytes += MemoryBytes(p);
  return bytes;
}

inline uint64_t* RawRows::NewRow(uint32_t partition) {
  Cursor& cursor = cursors_[partition];
  if (cursor.next == cursor.end) AddPage(partition);
  uint64_t* row = cursor.next;
  cursor.next += format_->stride();
  // Many rows go elsewhere until the next one comes here: until then its lines are on their way.
  for (uint32_t w = 0; w < format_->stride(); w += kLineWords) {
    __builtin_prefetch(cursor.next + w + kLineWords - 1, 1);
  }
  return row;
}

void RawRows::AddPage(uint32_t partition) {
  const size_t words = size_t{page_rows_} * format_->stride();
  std::vector<Page>& pages = partitions_[partition].pages;
  pages.push_back({MakeHugeArray<uint64_t>(words), page_rows_});
  cursors_[partition] = {pages.back().words.get(), pages.back().words.get() + words};
}

RawRows::Partition RawRows::Take(uint32_t p) {
  Partition& partition = partitions_[p];
  if (!partition.pages.empty()) {
    const auto left = static_cast<uint32_t>(cursors_[p].end - cursors_[p].next);
    partition.pages.back().count -= left / format_->stride();
  }
  cursors_[p] = {};
  return std::exchange(partition, {});
}

StringHeap& RawRows::HeapOf(uint32_t partition) {
  std::shared_ptr<StringHeap>& heap = partitions_[partition].strings;
  if (heap == nullptr) heap = std::make_shared<StringHeap>();
  return *heap;
}

void RawRows::PutKeys(const KeyLayout& layout, const GroupTable::Misses& misses) {
  const auto count = static_cast<uint32_t>(misses.positions.size());
  const uint32_t words = format_->key_words();
  targets_.resize(count);
  target_partitions_.resize(count);
  const bool strings = layout.has_strings();
  for (uint32_t k = 0; k < count; ++k) {
    const uint64_t* key = misses.keys + size_t{k} * words;
    const uint32_t p = partitioning_.Of(key[0], misses.hashes[k]);
    uint64_t* row = NewRow(p);
    CopyKey(key, words, row);
    if (strings) {
      row[words] = misses.hashes[k];
      layout.OwnStrings(key, row, HeapOf(p));
    }
    targets_[k] = reinterpret_cast<uint8_t*>(row);
    target_partitions_[k] = static_cast<uint8_t>(p);
  }
  size_ += count;
}

void RawRows::PutArgument(const RawRowFormat::Argument& argument, const Vector& vector,
                          const uint8_t* mask, const std::vector<uint32_t>& positions,
                          RowSet rows) {
  const bool filtered = argument.filtered;
  const auto count = static_cast<uint32_t>(positions.size());
  DispatchPhysical(argument.type.physical(), [&]<typename T>() {
    const VectorReader<T> reader(vector);
    const bool nulls = reader.MayHaveNulls();
    uint8_t* const* targets = targets_.data();
    const auto put = [&](uint32_t k, const T& value) {
      std::memcpy(targets[k] + argument.offset, &value, sizeof(T));
    };
    if constexpr (!std::is_same_v<T, StringView>) {
      if (!nulls && !filtered) {
        for (uint32_t k = 0; k < count; ++k) put(k, reader[rows[positions[k]]]);
        return;
      }
    }
    const uint32_t null_byte = format_->null_offset() + argument.null_bit / 8;
    const auto null_flag = static_cast<uint8_t>(1U << (argument.null_bit % 8));
    for (uint32_t k = 0; k < count; ++k) {
      const uint32_t row = rows[positions[k]];
      if ((filtered && mask[row] == 0) || (nulls && reader.IsNull(row))) {
        put(k, T{});
        targets[k][null_byte] |= null_flag;
      } else if constexpr (std::is_same_v<T, StringView>) {
        put(k, HeapOf(target_partitions_[k]).Add(reader[row].view()));
      } else {
        put(k, reader[row]);
      }
    }
  });
}

void RawRows::Append(const GroupInput& input, RowSet rows, const KeyLayout& layout,
                     const GroupTable::Misses& misses) {
  if (misses.positions.empty()) return;
  PutKeys(layout, misses);
  for (uint8_t* target : targets_) {
    std::memset(target + format_->null_offset(), 0, format_->null_bytes());
  }
  for (const RawRowFormat::Filter& filter : format_->filters()) {
    const uint8_t* mask = input.filter_masks[filter.call];
    for (size_t k = 0; k < targets_.size(); ++k) {
      targets_[k][filter.offset] = mask[rows[misses.positions[k]]];
    }
  }
  for (const RawRowFormat::Argument& argument : format_->arguments()) {
    PutArgument(argument, input.arguments[argument.call][argument.argument],
                input.filter_masks[argument.call], misses.positions, rows);
  }
}

namespace {

Vector ReadArgument(const RawRowFormat& format, const RawRowFormat::Argument& argument,
                    const uint8_t* rows, uint32_t count) {
  const size_t stride = size_t{format.stride()} * kWordBytes;
  Vector out(argument.type, count);
  DispatchPhysical(argument.type.physical(), [&]<typename T>() {
    T* values = out.mutable_values<T>();
    const uint8_t* from = rows + argument.offset;
    for (uint32_t i = 0; i < count; ++i) {
      std::memcpy(static_cast<void*>(values + i), from + i * stride, sizeof(T));
    }
  });
  const uint8_t* nulls = rows + format.null_offset() + argument.null_bit / 8;
  const uint32_t shift = argument.null_bit % 8;
  uint8_t any = 0;
  for (uint32_t i = 0; i < count; ++i) any |= nulls[i * stride];
  if (((any >> shift) & 1) == 0) return out;
  for (uint32_t i = 0; i < count; ++i) {
    if ((nulls[i * stride] >> shift) & 1) out.SetNull(i);
  }
  return out;
}

}  // namespace

void RawRows::Read(const RawRowFormat& format, const uint64_t* rows, uint32_t count,
                   std::vector<std::vector<uint8_t>>& masks, GroupInput& out) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(rows);
  const size_t calls = format.sources().size();
  std::vector<Vector> columns;
  for (const RawRowFormat::Argument& argument : format.arguments()) {
    columns.push_back(ReadArgument(format, argument, bytes, count));
  }
  out.arguments.resize(calls);
  for (size_t c = 0; c < calls; ++c) {
    out.arguments[c].clear();
    for (const uint32_t source : format.sources()[c]) out.arguments[c].push_back(columns[source]);
  }
  out.filter_masks.assign(calls, nullptr);
  masks.resize(calls);
  for (const RawRowFormat::Filter& filter : format.filters()) {
    std::vector<uint8_t>& mask = masks[filter.call];
    mask.resize(count);
    const size_t stride = size_t{format.stride()} * kWordBytes;
    for (uint32_t i = 0; i < count; ++i) mask[i] = bytes[i * stride + filter.offset];
    out.filter_masks[filter.call] = mask.data();
  }
}

}  // namespace lakebolt
