#include <string_view>

#include "base/utf8.h"
#include "types/page_view.h"
#include "types/uuid.h"
#include "vector/arrow_column.h"
#include "vector/arrow_format.h"

namespace lakebolt {

namespace {

/// Throws where a valid row is not UTF-8; NULLs may be anything.
void CheckRows(const ArrowColumn& in, const Vector& texts) {
  const uint8_t* valid = ValidityOf(in);
  const auto* views = texts.values<StringView>();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) continue;
    if (!IsUtf8(views[i].view())) in.Corrupt("text that is not UTF-8");
  }
}

/// Reads strings that lie one behind the other. The last offset, which says how long the bytes are,
/// has to be trusted.
template <typename Offset>
Vector ImportStrings(const ArrowColumn& in, const LogicalType& type) {
  Vector out(type, in.count);
  if (in.count == 0) return out;
  const auto all_offsets = in.values<Offset>(1);
  const Offset last = all_offsets[in.array.offset + in.array.length];
  const Values<Offset> offsets = all_offsets + in.first();
  const char* bytes = in.optional_buffer<char>(2);
  auto* views = out.mutable_values<StringView>();
  bool is_split = false;  // within a character
  for (uint32_t i = 0; i < in.count; ++i) {
    const Offset begin = offsets[i];
    const Offset end = offsets[i + 1];
    if (begin < 0 || end < begin || end > last || end - begin > INT32_MAX) {
      in.Corrupt("string offsets that decrease");
    }
    if (begin == end) continue;
    if (bytes == nullptr) in.Corrupt("a buffer too few");
    const auto length = static_cast<uint32_t>(end - begin);
    const bool is_readable = last - begin >= Offset{StringView::kInlineLength};
    views[i] = is_readable ? ViewInPage(bytes + begin, length) : StringView(bytes + begin, length);
    is_split = is_split || IsUtf8Continuation(bytes[begin]);
  }
  if (type.id() == TypeId::kVarchar && bytes != nullptr) {
    const auto size = static_cast<size_t>(offsets[in.count] - offsets[0]);
    if (is_split || !IsUtf8({bytes + offsets[0], size})) CheckRows(in, out);
  }
  return out;
}

/// Reads Arrow's own views, whose long form names a buffer and an offset. The last buffer says how
/// long those are.
Vector ImportStringViews(const ArrowColumn& in, const LogicalType& type) {
  struct ArrowView {
    int32_t length;
    char prefix[4];
    int32_t buffer;
    int32_t offset;
  };
  Vector out(type, in.count);
  if (in.count == 0) return out;
  const auto from = in.values<ArrowView>(1) + in.first();
  auto* views = out.mutable_values<StringView>();
  const uint8_t* valid = ValidityOf(in);
  const int64_t heaps = in.array.n_buffers - 3;
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) continue;
    const ArrowView view = from[i];
    if (view.length < 0) in.Corrupt("a string of negative length");
    const auto length = static_cast<uint32_t>(view.length);
    if (length <= StringView::kInlineLength) {
      views[i] = StringView(view.prefix, length);
      continue;
    }
    if (view.buffer < 0 || view.buffer >= heaps) {
      in.Corrupt("a string in a buffer that is not there");
    }
    const int64_t heap_size = in.values<int64_t>(2 + heaps)[view.buffer];
    if (view.offset < 0 || int64_t{view.offset} + view.length > heap_size) {
      in.Corrupt("a string outside of its buffer");
    }
    views[i] = StringView(in.buffer<char>(2 + view.buffer) + view.offset, length);
  }
  if (type.id() == TypeId::kVarchar) CheckRows(in, out);
  return out;
}

Vector ImportFixedBinary(const ArrowColumn& in, const LogicalType& type, uint32_t width) {
  Vector out(type, in.count);
  if (in.count == 0) return out;
  const auto* bytes = in.buffer<uint8_t>(1) + in.first() * static_cast<int64_t>(width);
  for (uint32_t i = 0; i < in.count; ++i) {
    if (type.id() == TypeId::kUuid) {
      out.mutable_values<int128_t>()[i] = UuidFromBytes(bytes + size_t{i} * width);
    } else {
      out.mutable_values<StringView>()[i] =
          StringView(reinterpret_cast<const char*>(bytes + static_cast<size_t>(i) * width), width);
    }
  }
  return out;
}

}  // namespace

Vector ImportBytes(const ArrowColumn& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format.starts_with("w:")) {
    return ImportFixedBinary(in, type, static_cast<uint32_t>(ArrowFormatNumber(in.schema, 2)));
  }
  if (format.starts_with("v")) return ImportStringViews(in, type);
  const bool is_large = format == "U" || format == "Z";
  return is_large ? ImportStrings<int64_t>(in, type) : ImportStrings<int32_t>(in, type);
}

}  // namespace lakebolt
