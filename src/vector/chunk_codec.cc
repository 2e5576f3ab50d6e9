#include "vector/chunk_codec.h"

#include <cstring>
#include <numeric>

#include "base/error.h"

namespace lakebolt {

namespace {

// A chunk is its number of rows and its columns. A column is a byte of traits, the number of rows
// stored, a bitmap of valid ones unless all are, and then: fixed-width values; or the bytes of all
// texts, the length of each and the texts one after another; or lengths of lists and a column of
// all elements; or a column for each field of a struct.

constexpr uint8_t kIsConstant = 1;
constexpr uint8_t kHasNulls = 2;

template <typename T>
void Put(const T* values, size_t count, std::string& out) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

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

void EncodeColumn(const Vector& column, std::string& out);

void EncodeStrings(const StringView* texts, uint32_t rows, std::string& out) {
  uint64_t bytes = 0;
  for (uint32_t row = 0; row < rows; ++row) bytes += texts[row].size();
  out.reserve(out.size() + sizeof(bytes) + rows * sizeof(uint32_t) + bytes);
  Put(&bytes, 1, out);
  for (uint32_t row = 0; row < rows; ++row) {
    const uint32_t length = texts[row].size();
    Put(&length, 1, out);
  }
  for (uint32_t row = 0; row < rows; ++row) out.append(texts[row].view());
}

void EncodeLists(const Vector& lists, std::string& out) {
  const auto* entries = lists.values<ListEntry>();
  std::vector<uint32_t> used;
  for (uint32_t row = 0; row < lists.size(); ++row) {
    const uint32_t length = lists.IsNull(row) ? 0 : entries[row].length;
    Put(&length, 1, out);
    for (uint32_t k = 0; k < length; ++k) used.push_back(entries[row].offset + k);
  }
  const auto count = static_cast<uint32_t>(used.size());
  EncodeColumn(lists.children()[0].Gather(used.data(), count), out);
}

void EncodeColumn(const Vector& column, std::string& out) {
  // A constant of nested type is rare and has no short form.
  const bool constant = column.IsConstant() && !column.type().IsNested();
  const Vector flat = constant || column.IsFlat() ? column : column.Flatten();
  const uint32_t rows = constant ? 1 : flat.size();
  const uint64_t* validity = flat.validity();
  const auto traits =
      static_cast<uint8_t>((constant ? kIsConstant : 0) | (validity != nullptr ? kHasNulls : 0));
  Put(&traits, 1, out);
  const uint32_t size = flat.size();
  Put(&size, 1, out);
  if (validity != nullptr) Put(validity, BitmapWords(rows), out);
  const PhysicalType physical = flat.type().physical();
  if (physical == PhysicalType::kStruct) {
    for (const Vector& child : flat.children()) EncodeColumn(child, out);
  } else if (physical == PhysicalType::kList) {
    EncodeLists(flat, out);
  } else if (physical == PhysicalType::kString) {
    EncodeStrings(flat.values<StringView>(), rows, out);
  } else {
    Put(flat.values_buffer()->data(), size_t{rows} * PhysicalWidth(physical), out);
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

void EncodeChunk(const Chunk& chunk, std::string& out) {
  const RowSet rows = chunk.rows();
  Put(&rows.count, 1, out);
  for (const Vector& column : chunk.columns()) {
    EncodeColumn(rows.IsDense() ? column : column.Gather(rows.indices, rows.count), out);
  }
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
