#include "vector/column_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/cancellation_scope.h"
#include "vector/copy_texts.h"

namespace lakebolt {

namespace {

constexpr uint32_t kFirstCapacity = 16;
constexpr size_t kFirstTextBytes = 512;

bool IsKeptAsVector(const LogicalType& type) {
  return type.IsNested() || type.id() == TypeId::kNull;
}

}  // namespace

ColumnEncoder::ColumnEncoder(const LogicalType& type)
    : type_(type),
      width_(type.physical() == PhysicalType::kString ? sizeof(uint32_t)
                                                      : PhysicalWidth(type.physical())) {
  if (IsKeptAsVector(type)) nested_.emplace(type);
}

void ColumnEncoder::Reserve(uint32_t extra) {
  if (nested_) return nested_->Reserve(extra);
  const uint32_t needed = size_ + extra;
  if (needed <= capacity_) return;
  capacity_ = std::max({needed, capacity_ * 2, kFirstCapacity});
  BufferPtr grown = Buffer::Allocate(size_t{capacity_} * width_);
  if (size_ > 0) CopyBytes(grown->data(), values_->data(), size_t{size_} * width_);
  values_ = std::move(grown);
  if (validity_ == nullptr) return;
  BufferPtr bits = MakeBitmap(capacity_, true);
  CopyBytes(bits->data(), validity_->data(), BitmapWords(size_) * sizeof(uint64_t));
  validity_ = std::move(bits);
}

void ColumnEncoder::Append(const Vector& vector, std::span<const Share> shares) {
  if (IsKeptAsVector(vector.type())) {
    for (const Share& share : shares) share.encoder->nested_->Append(vector, share.rows);
    return;
  }
  DispatchPhysical(vector.type().physical(), [&]<typename T>() { AppendEach<T>(vector, shares); });
}

template <typename T>
void ColumnEncoder::AppendEach(const Vector& vector, std::span<const Share> shares) {
  const VectorReader<T> reader(vector);
  for (const auto& [encoder, rows] : shares) {
    encoder->Reserve(rows.count);
    if (reader.MayHaveNulls()) encoder->AppendValidity(vector, rows);
    if constexpr (std::is_same_v<T, StringView>) {
      encoder->AppendTexts(reader, rows);
    } else {
      encoder->AppendValues(reader, rows);
    }
    encoder->size_ += rows.count;
  }
}

void ColumnEncoder::AppendValidity(const Vector& vector, RowSet rows) {
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (!vector.IsNull(rows[i])) continue;
    if (validity_ == nullptr) validity_ = MakeBitmap(capacity_, true);
    ClearBit(validity_->as<uint64_t>(), size_ + i);
  }
}

template <typename T>
void ColumnEncoder::AppendValues(const VectorReader<T>& values, RowSet rows) {
  T* to = values_->as<T>() + size_;
  if (values.IsFlat()) {
    for (uint32_t i = 0; i < rows.count; ++i) to[i] = values.values()[rows[i]];
  } else {
    for (uint32_t i = 0; i < rows.count; ++i) to[i] = values[rows[i]];
  }
}

void ColumnEncoder::AppendTexts(const VectorReader<StringView>& texts, RowSet rows) {
  if (texts.MayHaveNulls()) {
    CopyTexts(rows, [&](uint32_t row) { return texts.IsNull(row) ? StringView() : texts[row]; });
  } else if (texts.IsFlat()) {
    CopyTexts(rows, [values = texts.values()](uint32_t row) { return values[row]; });
  } else {
    CopyTexts(rows, [&](uint32_t row) { return texts[row]; });
  }
}

/// Appends texts, some at a time: those that have lain for long are fetched together.
template <typename TextAt>
void ColumnEncoder::CopyTexts(RowSet rows, const TextAt& text_at) {
  constexpr uint32_t kTogether = 64;
  auto* const lengths = values_->as<uint32_t>() + size_;
  std::array<StringView, kTogether> views;
  CancellationPoll poll;
  for (uint32_t begin = 0; begin < rows.count; begin += kTogether) {
    const uint32_t count = std::min(kTogether, rows.count - begin);
    size_t bytes = 0;
    size_t long_bytes = 0;
    for (uint32_t i = 0; i < count; ++i) {
      views[i] = text_at(rows[begin + i]);
      const uint32_t size = views[i].size();
      lengths[begin + i] = size;
      bytes += size;
      if (views[i].IsInline()) continue;
      long_bytes += size;
      PrefetchText(views[i]);
    }
    poll.Spend(bytes);
    char* to = ReserveTexts(bytes);
    text_bytes_ += bytes;
    long_text_bytes_ += long_bytes;
    CopyTextsInRow(views.data(), count, to);  // there is room behind
  }
}

/// Returns where so many more bytes of texts go.
char* ColumnEncoder::ReserveTexts(size_t extra) {
  const size_t needed = text_bytes_ + extra;
  if (texts_ == nullptr || needed > texts_->size()) {
    const size_t held = texts_ == nullptr ? 0 : texts_->size();
    BufferPtr grown = Buffer::Allocate(std::max({needed, held * 2, kFirstTextBytes}));
    if (text_bytes_ > 0) CopyBytes(grown->data(), texts_->data(), text_bytes_);
    texts_ = std::move(grown);
  }
  return texts_->as<char>() + text_bytes_;
}

size_t ColumnEncoder::MemoryBytes() const {
  if (nested_) return nested_->MemoryBytes();
  return size_t{capacity_} * width_ + (validity_ != nullptr ? capacity_ / 8 : 0) +
         (texts_ != nullptr ? texts_->size() : 0);
}

size_t ColumnEncoder::EncodedBytes() const {
  if (nested_) return nested_->MemoryBytes();
  return size_t{size_} * width_ + text_bytes_ + (validity_ != nullptr ? size_ / 8 : 0) +
         ChunkWriter::kExpectedColumnBytes;
}

size_t ColumnEncoder::DecodedBytes() const {
  if (nested_) return nested_->MemoryBytes();
  return size_t{size_} * PhysicalWidth(type_.physical()) + long_text_bytes_ +
         (validity_ != nullptr ? size_ / 8 : 0);
}

void ColumnEncoder::WriteTo(ChunkWriter& out) const {
  if (nested_) return out.WriteColumn(nested_->View());
  out.WriteHeader(validity_ != nullptr ? ChunkWriter::kHasNulls : uint8_t{0}, size_);
  if (validity_ != nullptr) out.Put(validity_->as<uint64_t>(), BitmapWords(size_));
  const size_t bytes = size_t{size_} * width_;
  if (type_.physical() != PhysicalType::kString) return out.PutBytes(values_->data(), bytes);
  uint8_t* const to = out.TakeTexts(size_, text_bytes_);
  CopyBytes(to, values_->data(), bytes);
  if (text_bytes_ > 0) CopyBytes(to + bytes, texts_->data(), text_bytes_);
}

}  // namespace lakebolt
