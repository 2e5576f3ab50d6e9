#include "vector/held_columns.h"

#include <algorithm>
#include <functional>

#include "vector/copy_texts.h"

namespace lakebolt {

namespace {

/// So few bytes are copied wherever they lie: what they are in may be anything.
constexpr size_t kFewBytes = size_t{8} << 10;
/// Strings are scattered when they lie over so many times their own bytes.
constexpr size_t kScatteredOver = 2;
/// Chunks whose rows may share a dictionary, about: those of a row group.
constexpr size_t kChunksOfDictionary = 64;
/// A heap of copied strings is kept whole as long as one of its strings is.
constexpr size_t kHeapBytes = size_t{256} << 10;

/// Tells how many bytes the long strings of a flat column have, and over how many they lie.
struct Spread {
  explicit Spread(const Vector& column) {
    const auto* texts = column.values<StringView>();
    const uint32_t rows = column.IsConstant() ? 1 : column.size();
    const char* first = nullptr;
    const char* last = nullptr;
    for (uint32_t row = 0; row < rows; ++row) {
      if (texts[row].IsInline()) continue;
      const char* const begin = texts[row].data();
      const char* const end = begin + texts[row].size();
      if (bytes == 0 || std::less<>()(begin, first)) first = begin;
      if (bytes == 0 || std::less<>()(last, end)) last = end;
      bytes += texts[row].size();
    }
    // Strings of several blocks may lie anywhere.
    if (bytes > 0) range = static_cast<size_t>(last - first);
  }

  bool IsScattered() const { return bytes < kFewBytes || range / kScatteredOver > bytes; }

  size_t bytes = 0;
  size_t range = 0;
};

/// Copies the strings of a flat column to `heap`, which it owns then instead of all others.
void MoveStrings(Vector& column, const std::shared_ptr<StringHeap>& heap, bool any) {
  const uint32_t rows = column.size();
  BufferPtr values = column.values_buffer();
  if (any) {
    values = Buffer::Allocate(size_t{rows} * sizeof(StringView));
    const auto* from = column.values<StringView>();
    CopyTexts(rows, [&](uint32_t row) { return from[row]; }, *heap, values->as<StringView>());
  }
  column = Vector::Flat(column.type(), rows, std::move(values), column.validity_buffer());
  if (any) column.AddOwner(heap);
}

bool IsString(const Vector& column) {
  return column.type().physical() == PhysicalType::kString;
}

}  // namespace

void CopyStrings(Vector& column) {
  for (Vector& child : column.mutable_children()) CopyStrings(child);
  if (!IsString(column)) return;
  if (column.IsDictionary() && column.dictionary().size() / kScatteredOver > column.size()) {
    column = column.Flatten();
  }
  if (!column.IsFlat()) return;
  const bool any = Spread(column).bytes > 0;
  MoveStrings(column, any ? std::make_shared<StringHeap>() : nullptr, any);
}

void HeldColumns::Compact(Vector& column) {
  for (Vector& child : column.mutable_children()) Compact(child);
  if (!IsString(column) || !column.IsFlat() || column.owners().empty()) return;
  const Spread spread(column);
  if (!spread.IsScattered()) return;
  if (heap_ == nullptr || heap_->bytes() > kHeapBytes) heap_ = std::make_shared<StringHeap>();
  MoveStrings(column, heap_, spread.bytes > 0);
}

int64_t HeldColumns::AddDictionary(Vector& column, size_t place) {
  std::shared_ptr<const Vector>& last = dictionaries_[place];
  if (last == column.dictionary_ptr()) return 0;
  const size_t bytes = column.dictionary().MemoryBytes();
  const size_t flat_bytes = size_t{column.size()} * PhysicalWidth(column.type().physical());
  if (bytes / kChunksOfDictionary > flat_bytes) {
    column = column.Flatten();
    return 0;
  }
  last = column.dictionary_ptr();
  if (IsString(column)) dictionary_bytes_ += static_cast<int64_t>(bytes);
  return static_cast<int64_t>(bytes);
}

int64_t HeldColumns::Add(std::vector<Vector>& columns) {
  dictionaries_.resize(columns.size());
  int64_t bytes = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].IsDictionary()) bytes += AddDictionary(columns[c], c);
    Compact(columns[c]);
    bytes += static_cast<int64_t>(columns[c].MemoryBytes());
  }
  return bytes;
}

}  // namespace lakebolt
