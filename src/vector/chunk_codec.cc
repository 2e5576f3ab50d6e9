#include "vector/chunk_codec.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

namespace {

// A chunk is its number of rows and its columns. A column is a byte of traits, the number of rows
// stored, a bitmap of valid ones unless all are, and then: fixed-width values; or the bytes of all
// texts, the length of each and the texts one after another; or lengths of lists and a column of
// all elements; or a column for each field of a struct.

constexpr uint8_t kIsConstant = 1;
constexpr uint8_t kHasNulls = 2;
constexpr size_t kExpectedHeaderBytes = 16;  // of a column

/// Writes such bytes from front to back.
class Writer {
 public:
  explicit Writer(size_t expected_bytes) : buffer_(Buffer::Allocate(expected_bytes)) {}

  template <typename T>
  void Put(const T* values, size_t count) {
    const size_t bytes = count * sizeof(T);
    CopyBytes(Take(bytes), values, bytes);
  }
  /// Returns room for the next `bytes`, valid until the next call.
  uint8_t* Take(size_t bytes) {
    if (size_ + bytes > buffer_->size()) Grow(size_ + bytes);
    uint8_t* taken = buffer_->data() + size_;
    size_ += bytes;
    return taken;
  }
  EncodedChunk Finish() { return {std::move(buffer_), size_}; }

 private:
  void Grow(size_t least) {
    BufferPtr grown = Buffer::Allocate(std::max(least, buffer_->size() * 2));
    CopyBytes(grown->data(), buffer_->data(), size_);
    buffer_ = std::move(grown);
  }

  BufferPtr buffer_;
  size_t size_ = 0;
};

/// Reads such bytes from front to back.
class Reader {
 public:
  Reader(const uint8_t* bytes, size_t size) : next_(bytes), end_(bytes + size) {}

  const uint8_t* Take(size_t size) {
    if (size > static_cast<size_t>(end_ - next_)) throw InternalError("encoded chunk too short");
    const uint8_t* taken = next_;
    next_ += size;
    return taken;
  }
  template <typename T>
  T Take() {
    T value;
    std::memcpy(&value, Take(sizeof(T)), sizeof(T));
    return value;
  }
  BufferPtr TakeBuffer(size_t size) {
    BufferPtr buffer = Buffer::Allocate(size);
    std::memcpy(buffer->data(), Take(size), size);
    return buffer;
  }

 private:
  const uint8_t* next_;
  const uint8_t* end_;
};

void EncodeColumn(const Vector& column, Writer& out);

void EncodeStrings(const StringView* texts, uint32_t rows, Writer& out) {
  uint64_t bytes = 0;
  for (uint32_t row = 0; row < rows; ++row) bytes += texts[row].size();
  out.Put(&bytes, 1);
  uint8_t* to = out.Take(rows * sizeof(uint32_t) + bytes);
  for (uint32_t row = 0; row < rows; ++row, to += sizeof(uint32_t)) {
    const uint32_t length = texts[row].size();
    std::memcpy(to, &length, sizeof(length));
  }
  for (uint32_t row = 0; row < rows; ++row) {
    const std::string_view text = texts[row].view();
    if (!text.empty()) CopyBytes(to, text.data(), text.size());
    to += text.size();
  }
}

void EncodeLists(const Vector& lists, Writer& out) {
  const auto* entries = lists.values<ListEntry>();
  std::vector<uint32_t> used;
  for (uint32_t row = 0; row < lists.size(); ++row) {
    const uint32_t length = lists.IsNull(row) ? 0 : entries[row].length;
    out.Put(&length, 1);
    for (uint32_t k = 0; k < length; ++k) used.push_back(entries[row].offset + k);
  }
  const auto count = static_cast<uint32_t>(used.size());
  EncodeColumn(lists.children()[0].Gather(used.data(), count), out);
}

void EncodeColumn(const Vector& column, Writer& out) {
  // A constant of nested type is rare and has no short form.
  const bool constant = column.IsConstant() && !column.type().IsNested();
  const Vector flat = constant || column.IsFlat() ? column : column.Flatten();
  const uint32_t rows = constant ? 1 : flat.size();
  const uint64_t* validity = flat.validity();
  const auto traits =
      static_cast<uint8_t>((constant ? kIsConstant : 0) | (validity != nullptr ? kHasNulls : 0));
  out.Put(&traits, 1);
  const uint32_t size = flat.size();
  out.Put(&size, 1);
  if (validity != nullptr) out.Put(validity, BitmapWords(rows));
  const PhysicalType physical = flat.type().physical();
  if (physical == PhysicalType::kStruct) {
    for (const Vector& child : flat.children()) EncodeColumn(child, out);
  } else if (physical == PhysicalType::kList) {
    EncodeLists(flat, out);
  } else if (physical == PhysicalType::kString) {
    EncodeStrings(flat.values<StringView>(), rows, out);
  } else {
    out.Put(flat.values_buffer()->data(), size_t{rows} * PhysicalWidth(physical));
  }
}

Vector DecodeColumn(const LogicalType& type, Reader& in);

/// Returns the values of texts; `bytes` is what they point into, which holds nothing else.
BufferPtr DecodeStrings(uint32_t rows, Reader& in, BufferPtr& bytes) {
  BufferPtr values = Buffer::Allocate(size_t{rows} * sizeof(StringView));
  const auto size = in.Take<uint64_t>();
  const uint8_t* lengths = in.Take(size_t{rows} * sizeof(uint32_t));
  bytes = in.TakeBuffer(size);
  const char* next = bytes->as<char>();
  const char* const end = next + size;
  auto* texts = values->as<StringView>();
  for (uint32_t row = 0; row < rows; ++row) {
    uint32_t length;
    std::memcpy(&length, lengths + size_t{row} * sizeof(uint32_t), sizeof(length));
    if (length > static_cast<size_t>(end - next)) throw InternalError("encoded texts too short");
    texts[row] = StringView(next, length);
    next += length;
  }
  return values;
}

BufferPtr DecodeLists(uint32_t rows, Reader& in) {
  BufferPtr values = Buffer::Allocate(size_t{rows} * sizeof(ListEntry));
  auto* entries = values->as<ListEntry>();
  uint32_t offset = 0;
  for (uint32_t row = 0; row < rows; ++row) {
    const auto length = in.Take<uint32_t>();
    entries[row] = {offset, length};
    offset += length;
  }
  return values;
}

Vector DecodeColumn(const LogicalType& type, Reader& in) {
  const auto traits = in.Take<uint8_t>();
  const auto size = in.Take<uint32_t>();
  const uint32_t rows = (traits & kIsConstant) != 0 ? 1 : size;
  BufferPtr validity;
  if ((traits & kHasNulls) != 0) validity = in.TakeBuffer(BitmapWords(rows) * sizeof(uint64_t));
  const PhysicalType physical = type.physical();
  BufferPtr values;
  BufferPtr text_bytes;
  if (physical == PhysicalType::kString) {
    values = DecodeStrings(rows, in, text_bytes);
  } else if (physical == PhysicalType::kList) {
    values = DecodeLists(rows, in);
  } else {
    values = in.TakeBuffer(size_t{rows} * PhysicalWidth(physical));
  }
  Vector column = Vector::Flat(type, rows, std::move(values), std::move(validity));
  if (physical == PhysicalType::kString) column.AddOwner(std::move(text_bytes));
  if (physical == PhysicalType::kList) {
    column.mutable_children().push_back(DecodeColumn(type.element(), in));
  } else if (physical == PhysicalType::kStruct) {
    for (const Field& field : type.children()) {
      column.mutable_children().push_back(DecodeColumn(field.type, in));
    }
  }
  return (traits & kIsConstant) != 0 ? column.AsConstant(size) : column;
}

}  // namespace

EncodedChunk EncodeChunk(const Chunk& chunk) {
  const RowSet rows = chunk.rows();
  // Flat columns take about the same encoded.
  const size_t row_bytes = chunk.MemoryBytes() / std::max(1U, chunk.size()) + 1;
  Writer out(row_bytes * rows.count + kExpectedHeaderBytes * (chunk.columns().size() + 1));
  out.Put(&rows.count, 1);
  for (const Vector& column : chunk.columns()) {
    EncodeColumn(rows.IsDense() ? column : column.Gather(rows.indices, rows.count), out);
  }
  return out.Finish();
}

Chunk DecodeChunk(const std::vector<LogicalType>& types, const BufferPtr& bytes, size_t size) {
  Reader in(bytes->data(), size);
  const auto rows = in.Take<uint32_t>();
  std::vector<Vector> columns;
  columns.reserve(types.size());
  for (const LogicalType& type : types) columns.push_back(DecodeColumn(type, in));
  return {std::move(columns), rows};
}

}  // namespace lakebolt
