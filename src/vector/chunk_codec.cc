#include "vector/chunk_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "vector/chunk_writer.h"

namespace lakebolt {

namespace {

/// Texts stay where they were read to if they are so much of it: one part in so many. Whoever keeps
/// them keeps all of it.
constexpr uint64_t kWorthKeeping = 2;

/// Reads an encoded chunk from front to back.
class Reader {
 public:
  Reader(const BufferPtr& bytes, size_t size)
      : bytes_(bytes), next_(bytes->data()), end_(bytes->data() + size) {
    rows_ = Take<uint32_t>();
    keeps_texts_ = Take<uint64_t>() >= size / kWorthKeeping;
  }

  uint32_t rows() const { return rows_; }
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
  /// Returns bytes that stay as long as the buffer that comes with them.
  std::pair<const char*, BufferPtr> TakeTexts(size_t size) {
    if (keeps_texts_) return {reinterpret_cast<const char*>(Take(size)), bytes_};
    BufferPtr copy = TakeBuffer(size);
    return {copy->as<char>(), copy};
  }

 private:
  const BufferPtr& bytes_;
  const uint8_t* next_;
  const uint8_t* end_;
  uint32_t rows_ = 0;
  bool keeps_texts_ = false;
};

Vector DecodeColumn(const LogicalType& type, Reader& in);

/// Says which bytes of a view belong to a text that it holds itself, by length.
struct ShortTextMasks {
  static constexpr uint32_t kLengths = StringView::kInlineLength + 1;

  constexpr ShortTextMasks() {
    for (uint32_t length = 1; length < kLengths; ++length) {
      prefix[length] = length < 4 ? (uint32_t{1} << (8 * length)) - 1 : ~uint32_t{0};
      if (length > 4) rest[length] = ~uint64_t{0} >> (8 * (StringView::kInlineLength - length));
    }
  }

  std::array<uint32_t, kLengths> prefix{};
  std::array<uint64_t, kLengths> rest{};
};

constexpr ShortTextMasks kShortTextMasks;

/// Returns a view of a text behind which 12 bytes may be read; without branches by length where it
/// is short, as lengths follow no rule.
StringView ViewOf(const char* text, uint32_t length) {
  if (length > StringView::kInlineLength) return {text, length};
  struct Words {
    uint32_t length;
    uint32_t prefix;
    uint64_t rest;
  } words{length, 0, 0};
  std::memcpy(&words.prefix, text, sizeof(words.prefix));
  std::memcpy(&words.rest, text + sizeof(words.prefix), sizeof(words.rest));
  words.prefix &= kShortTextMasks.prefix[length];
  words.rest &= kShortTextMasks.rest[length];
  return std::bit_cast<StringView>(words);
}

/// Returns the values of texts; `bytes` is what they point into.
BufferPtr DecodeTexts(uint32_t rows, Reader& in, BufferPtr& bytes) {
  BufferPtr values = Buffer::Allocate(size_t{rows} * sizeof(StringView));
  const auto size = in.Take<uint64_t>();
  const uint8_t* lengths = in.Take(size_t{rows} * sizeof(uint32_t));
  const char* next = nullptr;
  std::tie(next, bytes) = in.TakeTexts(size);
  const char* const end = next + size;
  auto* texts = values->as<StringView>();
  for (uint32_t row = 0; row < rows; ++row) {
    uint32_t length;
    std::memcpy(&length, lengths + size_t{row} * sizeof(uint32_t), sizeof(length));
    if (length > static_cast<size_t>(end - next)) throw InternalError("encoded texts too short");
    texts[row] = ViewOf(next, length);
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
  const uint32_t rows = (traits & ChunkWriter::kIsConstant) != 0 ? 1 : size;
  BufferPtr validity;
  if ((traits & ChunkWriter::kHasNulls) != 0)
    validity = in.TakeBuffer(BitmapWords(rows) * sizeof(uint64_t));
  const PhysicalType physical = type.physical();
  BufferPtr values;
  BufferPtr text_bytes;
  if (physical == PhysicalType::kString) {
    values = DecodeTexts(rows, in, text_bytes);
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
  return (traits & ChunkWriter::kIsConstant) != 0 ? column.AsConstant(size) : column;
}

}  // namespace

EncodedChunk EncodeChunk(const Chunk& chunk) {
  const RowSet rows = chunk.rows();
  // Flat columns take about the same encoded.
  const size_t row_bytes = chunk.MemoryBytes() / std::max(1U, chunk.size()) + 1;
  ChunkWriter out(rows.count, row_bytes * rows.count +
                                  ChunkWriter::kExpectedColumnBytes * (chunk.columns().size() + 1));
  for (const Vector& column : chunk.columns()) {
    out.WriteColumn(rows.IsDense() ? column : column.Gather(rows.indices, rows.count));
  }
  return out.Finish();
}

Chunk DecodeChunk(const std::vector<LogicalType>& types, const BufferPtr& bytes, size_t size) {
  Reader in(bytes, size);
  std::vector<Vector> columns;
  columns.reserve(types.size());
  for (const LogicalType& type : types) columns.push_back(DecodeColumn(type, in));
  return {std::move(columns), in.rows()};
}

}  // namespace lakebolt
