#include "vector/arrow_import.h"

#include <cmath>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "types/page_view.h"
#include "types/uuid.h"
#include "vector/arrow_format.h"

namespace lakebolt {

namespace {

/// Reads values that may lie at any address: what others hand over need not be aligned.
template <typename T>
class Values {
 public:
  explicit Values(const void* first) : first_(static_cast<const uint8_t*>(first)) {}

  T operator[](int64_t i) const {
    T value;
    std::memcpy(&value, first_ + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
    return value;
  }
  Values operator+(int64_t count) const {
    return Values(first_ + count * static_cast<int64_t>(sizeof(T)));
  }

 private:
  const uint8_t* first_;
};

/// Is one array of the tree, with the rows that its parent takes of it.
struct ColumnInput {
  const ArrowSchema& schema;
  const ArrowArray& array;
  int64_t offset;  // of the parent's slice, on top of the array's own
  uint32_t count;
  const std::shared_ptr<const void>& owner;

  int64_t first() const { return array.offset + offset; }
  /// Returns a buffer, which has to be there if there are rows.
  template <typename T>
  const T* buffer(int64_t i) const {
    const T* found = optional_buffer<T>(i);
    if (found == nullptr && count > 0) Corrupt("a buffer too few");
    return found;
  }
  /// Returns the values in a buffer, which has to be there; `count` is not zero.
  template <typename T>
  Values<T> values(int64_t i) const {
    return Values<T>(buffer<uint8_t>(i));
  }
  /// Returns a buffer, or null where there is none: of a bitmap, or of no bytes.
  template <typename T>
  const T* optional_buffer(int64_t i) const {
    if (i >= array.n_buffers) Corrupt("a buffer too few");
    return static_cast<const T*>(array.buffers[i]);
  }

  [[noreturn]] void Corrupt(const char* what) const {
    throw UserError(ErrorCode::kCorruptData,
                    "Arrow column \"" + std::string(schema.name != nullptr ? schema.name : "") +
                        "\" has " + what);
  }
};

[[noreturn]] void Corrupt(const ColumnInput& in, const char* what) {
  in.Corrupt(what);
}

bool BitAt(const uint8_t* bits, int64_t i) {
  return (bits[i >> 3] >> (i & 7)) & 1;
}

/// Returns the bitmap of rows that are not NULL; null where there is none.
const uint8_t* ValidityOf(const ColumnInput& in) {
  if (in.array.n_buffers == 0 || in.array.null_count == 0) return nullptr;
  return in.optional_buffer<uint8_t>(0);
}

void ImportValidity(const ColumnInput& in, Vector& out) {
  const uint8_t* bits = ValidityOf(in);
  if (bits == nullptr) return;
  uint64_t* valid = out.MutableValidity();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (!BitAt(bits, in.first() + i)) ClearBit(valid, i);
  }
}

/// Converts values one by one; NULLs are zero.
template <typename In, typename Out, typename Convert>
Vector ImportConverted(const ColumnInput& in, const LogicalType& type, Convert convert) {
  Vector out(type, in.count);
  if (in.count == 0) return out;
  const uint8_t* valid = ValidityOf(in);
  const Values<In> from = in.values<In>(1) + in.first();
  Out* to = out.mutable_values<Out>();
  for (uint32_t i = 0; i < in.count; ++i) {
    const bool is_null = valid != nullptr && !BitAt(valid, in.first() + i);
    to[i] = is_null ? Out{} : convert(from[i]);
  }
  return out;
}

float HalfToFloat(uint16_t half) {
  const int exponent = (half >> 10) & 0x1F;
  const int fraction = half & 0x3FF;
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

/// Copies fixed-width values as they are.
Vector ImportFixed(const ColumnInput& in, const LogicalType& type) {
  Vector out(type, in.count);
  const size_t width = PhysicalWidth(type.physical());
  if (in.count > 0) {
    std::memcpy(out.mutable_values<uint8_t>(),
                in.buffer<uint8_t>(1) + static_cast<size_t>(in.first()) * width, in.count * width);
  }
  return out;
}

Vector ImportDecimal(const ColumnInput& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format.ends_with(",32")) {
    return ImportConverted<int32_t, int64_t>(in, type, [](int32_t v) { return v; });
  }
  if (format.ends_with(",64")) {
    return ImportConverted<int64_t, int64_t>(in, type, [](int64_t v) { return v; });
  }
  if (format.ends_with(",256")) {
    if (type.physical() == PhysicalType::kInt256) return ImportFixed(in, type);
    return DispatchPhysical(type.physical(), [&]<typename T>() -> Vector {
      if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, int128_t>) {
        return ImportConverted<Int256, T>(in, type, [&](const Int256& v) {
          const auto narrow = static_cast<T>(v);
          if (Int256(narrow) != v) Corrupt(in, "a decimal that is larger than its type");
          return narrow;
        });
      } else {
        throw InternalError("decimal of an unknown layout");
      }
    });
  }
  if (type.physical() == PhysicalType::kInt128) return ImportFixed(in, type);
  return ImportConverted<int128_t, int64_t>(in, type, [&](int128_t v) {
    const auto narrow = static_cast<int64_t>(v);
    if (narrow != v) Corrupt(in, "a decimal that is larger than its type");
    return narrow;
  });
}

/// Throws where a valid row is not UTF-8; NULLs may be anything.
void CheckRows(const ColumnInput& in, const Vector& texts) {
  const uint8_t* valid = ValidityOf(in);
  const auto* views = texts.values<StringView>();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) continue;
    if (!IsUtf8(views[i].view())) Corrupt(in, "text that is not UTF-8");
  }
}

/// Reads strings that lie one behind the other. The last offset, which says how long the bytes are,
/// has to be trusted.
template <typename Offset>
Vector ImportStrings(const ColumnInput& in, const LogicalType& type) {
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
      Corrupt(in, "string offsets that decrease");
    }
    if (begin == end) continue;
    if (bytes == nullptr) Corrupt(in, "a buffer too few");
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
Vector ImportStringViews(const ColumnInput& in, const LogicalType& type) {
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
    if (view.length < 0) Corrupt(in, "a string of negative length");
    const auto length = static_cast<uint32_t>(view.length);
    if (length <= StringView::kInlineLength) {
      views[i] = StringView(view.prefix, length);
      continue;
    }
    if (view.buffer < 0 || view.buffer >= heaps) {
      Corrupt(in, "a string in a buffer that is not there");
    }
    const int64_t heap_size = in.values<int64_t>(2 + heaps)[view.buffer];
    if (view.offset < 0 || int64_t{view.offset} + view.length > heap_size) {
      Corrupt(in, "a string outside of its buffer");
    }
    views[i] = StringView(in.buffer<char>(2 + view.buffer) + view.offset, length);
  }
  if (type.id() == TypeId::kVarchar) CheckRows(in, out);
  return out;
}

Vector ImportFixedBinary(const ColumnInput& in, const LogicalType& type, uint32_t width) {
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

Vector ImportColumn(const ColumnInput& in, const LogicalType& type);

/// Reads lists whatever their layout, given where each begins and how long it is.
template <typename Begin, typename Length>
Vector ImportLists(const ColumnInput& in, const LogicalType& type, Begin begin, Length length) {
  Vector out(type, in.count);
  const ArrowArray& elements = *in.array.children[0];
  if (elements.length > UINT32_MAX - 1) Corrupt(in, "more than 4 billion elements");
  const uint8_t* valid = ValidityOf(in);
  auto* entries = out.mutable_values<ListEntry>();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) continue;
    const int64_t from = begin(in.first() + i);
    const int64_t size = length(in.first() + i);
    if (from < 0 || size < 0 || from > elements.length || size > elements.length - from) {
      Corrupt(in, "a list outside of its elements");
    }
    entries[i] = {static_cast<uint32_t>(from), static_cast<uint32_t>(size)};
  }
  const ColumnInput child{*in.schema.children[0], elements, 0,
                          static_cast<uint32_t>(elements.length), in.owner};
  out.mutable_children() = {ImportColumn(child, type.element())};
  return out;
}

/// Reads lists that lie one behind the other.
template <typename Offset>
Vector ImportListsByOffsets(const ColumnInput& in, const LogicalType& type) {
  const Values<Offset> offsets(in.buffer<uint8_t>(1));
  const auto length = [=](int64_t i) -> int64_t {
    const Offset begin = offsets[i];
    const Offset end = offsets[i + 1];
    return begin < 0 || end < begin ? -1 : end - begin;
  };
  return ImportLists(in, type, [=](int64_t i) -> int64_t { return offsets[i]; }, length);
}

/// Reads lists that lie anywhere, in any order.
template <typename Offset>
Vector ImportListViews(const ColumnInput& in, const LogicalType& type) {
  const Values<Offset> offsets(in.buffer<uint8_t>(1));
  const Values<Offset> sizes(in.buffer<uint8_t>(2));
  return ImportLists(
      in, type, [=](int64_t i) -> int64_t { return offsets[i]; },
      [=](int64_t i) -> int64_t { return sizes[i]; });
}

Vector ImportAnyList(const ColumnInput& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format == "+l" || format == "+m") return ImportListsByOffsets<int32_t>(in, type);
  if (format == "+L") return ImportListsByOffsets<int64_t>(in, type);
  if (format == "+vl") return ImportListViews<int32_t>(in, type);
  if (format == "+vL") return ImportListViews<int64_t>(in, type);
  const int64_t width = ArrowFormatNumber(in.schema, 3);
  return ImportLists(
      in, type, [=](int64_t i) { return i * width; }, [=](int64_t) { return width; });
}

Vector ImportStruct(const ColumnInput& in, const LogicalType& type) {
  Vector out = Vector::Flat(type, in.count, Buffer::Allocate(0), nullptr);
  for (int64_t i = 0; i < in.array.n_children; ++i) {
    // A struct's slice applies to its children on top of their own.
    const ColumnInput child{*in.schema.children[i], *in.array.children[i], in.first(), in.count,
                            in.owner};
    out.mutable_children().push_back(
        ImportColumn(child, type.children()[static_cast<size_t>(i)].type));
  }
  return out;
}

/// Reads unions, sparse ("+us:0,5") or dense ("+ud:0,5"): type codes, and for dense ones the row of
/// the member.
Vector ImportUnion(const ColumnInput& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  const bool dense = format[2] == 'd';
  std::vector<int> member_of(256, -1);
  int member = 0;
  for (size_t at = 4; at < format.size();
       at = std::min(format.find(',', at), format.size() - 1) + 1) {
    const int code = std::atoi(std::string(format.substr(at)).c_str());
    if (code >= 0 && code < 256) member_of[static_cast<size_t>(code)] = member++;
  }
  Vector out(type, in.count);
  if (member != in.array.n_children) Corrupt(in, "a union's type code that its type does not list");
  const auto* codes = in.buffer<uint8_t>(0);
  const Values<int32_t> offsets(dense ? in.buffer<uint8_t>(1) : nullptr);
  auto* tags = out.mutable_children()[0].mutable_values<uint8_t>();
  for (uint32_t i = 0; i < in.count; ++i) {
    const int tag = member_of[codes[in.first() + i]];
    if (tag < 0) Corrupt(in, "a union's type code that its type does not list");
    tags[i] = static_cast<uint8_t>(tag);
  }
  for (int64_t m = 0; m < in.array.n_children; ++m) {
    const ArrowArray& array = *in.array.children[m];
    const int64_t first = dense ? 0 : in.first();
    const auto count = dense ? static_cast<uint32_t>(array.length) : in.count;
    const LogicalType& member_type = type.children()[static_cast<size_t>(m) + 1].type;
    Vector values =
        ImportColumn({*in.schema.children[m], array, first, count, in.owner}, member_type)
            .Flatten();
    std::vector<uint32_t> places(in.count, 0);
    for (uint32_t i = 0; i < in.count; ++i) {
      if (tags[i] != m) continue;
      places[i] = dense ? static_cast<uint32_t>(offsets[in.first() + i]) : i;
      if (places[i] >= count) Corrupt(in, "a union's row outside of its member");
    }
    Vector column = count == 0 ? Vector(member_type, in.count)
                               : values.Gather(places.data(), in.count).Flatten();
    BufferPtr valid = MakeBitmap(in.count, true);
    for (uint32_t i = 0; i < in.count; ++i) {
      if (tags[i] != m || column.IsNull(i)) ClearBit(valid->as<uint64_t>(), i);
    }
    column.SetValidity(std::move(valid));
    out.mutable_children()[static_cast<size_t>(m) + 1] = std::move(column);
  }
  return out;
}

template <typename Code>
void CopyCodes(const ColumnInput& in, uint32_t dictionary_size, uint32_t* out) {
  const auto codes = in.values<Code>(1);
  const uint8_t* valid = ValidityOf(in);
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) {
      out[i] = 0;
      continue;
    }
    const Code code = codes[in.first() + i];
    if (code < 0 || static_cast<uint64_t>(code) >= dictionary_size) {
      Corrupt(in, "a dictionary code outside of the dictionary");
    }
    out[i] = static_cast<uint32_t>(code);
  }
}

Vector ImportDictionary(const ColumnInput& in, const LogicalType& type) {
  const ArrowArray& entries = *in.array.dictionary;
  if (entries.length > UINT32_MAX - 1) Corrupt(in, "more than 4 billion entries");
  const auto size = static_cast<uint32_t>(entries.length);
  if (size == 0) {
    Vector nulls(type, in.count);
    for (uint32_t i = 0; i < in.count; ++i) nulls.SetNull(i);
    return nulls;
  }
  auto values = std::make_shared<Vector>(
      ImportColumn({*in.schema.dictionary, entries, 0, size, in.owner}, type).Flatten());
  BufferPtr codes = Buffer::Allocate(in.count * sizeof(uint32_t));
  auto* out = codes->as<uint32_t>();
  switch (in.schema.format[0]) {
    case 'c': CopyCodes<int8_t>(in, size, out); break;
    case 's': CopyCodes<int16_t>(in, size, out); break;
    case 'i': CopyCodes<int32_t>(in, size, out); break;
    case 'l': CopyCodes<int64_t>(in, size, out); break;
    case 'C': CopyCodes<uint8_t>(in, size, out); break;
    case 'S': CopyCodes<uint16_t>(in, size, out); break;
    case 'I': CopyCodes<uint32_t>(in, size, out); break;
    default: CopyCodes<uint64_t>(in, size, out);
  }
  Vector column = Vector::Dictionary(std::move(values), std::move(codes), in.count);
  ImportValidity(in, column);
  return column;
}

Vector ImportBooleans(const ColumnInput& in) {
  Vector out(TypeId::kBoolean, in.count);
  const auto* bits = in.buffer<uint8_t>(1);
  for (uint32_t i = 0; i < in.count; ++i) {
    out.mutable_values<uint8_t>()[i] = BitAt(bits, in.first() + i) ? 1 : 0;
  }
  return out;
}

Vector ImportTemporal(const ColumnInput& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format == "tts" || format == "ttm") {
    const int64_t factor = format == "tts" ? 1'000'000 : 1'000;
    return ImportConverted<int32_t, int64_t>(in, type, [=](int32_t v) { return v * factor; });
  }
  if (format.starts_with("tD")) {
    int64_t factor = 1;
    for (const char c : std::string_view("num")) {
      if (format[2] == c) break;
      factor *= 1000;
    }
    return ImportConverted<int64_t, Interval>(in, type, [&](int64_t v) {
      Interval interval{0, 0, 0};
      if (__builtin_mul_overflow(v, factor, &interval.nanos)) Corrupt(in, "a duration too long");
      return interval;
    });
  }
  return ImportFixed(in, type);
}

Vector ImportValues(const ColumnInput& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (in.schema.dictionary != nullptr) return ImportDictionary(in, type);
  if (format.starts_with("w:")) {
    return ImportFixedBinary(in, type, static_cast<uint32_t>(ArrowFormatNumber(in.schema, 2)));
  }
  switch (type.id()) {
    case TypeId::kNull: return Vector::Constant(Value(type), in.count).Flatten();
    case TypeId::kBoolean: return ImportBooleans(in);
    case TypeId::kDecimal: return ImportDecimal(in, type);
    case TypeId::kStruct: return ImportStruct(in, type);
    case TypeId::kUnion: return ImportUnion(in, type);
    case TypeId::kList:
    case TypeId::kMap: return ImportAnyList(in, type);
    case TypeId::kVarchar:
    case TypeId::kBlob:
      if (format.starts_with("v")) return ImportStringViews(in, type);
      return format == "U" || format == "Z" ? ImportStrings<int64_t>(in, type)
                                            : ImportStrings<int32_t>(in, type);
    case TypeId::kFloat32:
      if (format == "e") return ImportConverted<uint16_t, float>(in, type, HalfToFloat);
      return ImportFixed(in, type);
    default: break;
  }
  if (format.starts_with("t")) return ImportTemporal(in, type);
  return ImportFixed(in, type);
}

Vector ImportColumn(const ColumnInput& in, const LogicalType& type) {
  if (in.array.length < 0 || in.array.offset < 0 ||
      (in.offset + in.count > in.array.length && in.count > 0)) {
    Corrupt(in, "too few rows");
  }
  if (in.array.n_children != in.schema.n_children ||
      (in.array.dictionary == nullptr) != (in.schema.dictionary == nullptr)) {
    Corrupt(in, "another shape than its type");
  }
  Vector out = ImportValues(in, type);
  const bool has_validity = type.id() != TypeId::kNull && type.id() != TypeId::kUnion;
  if (!out.IsDictionary() && has_validity) ImportValidity(in, out);
  if (type.IsStringLike()) out.AddOwner(in.owner);
  return out;
}

}  // namespace

struct ImportedRows::Owner {
  ArrowArray array;

  explicit Owner(ArrowArray* from) : array(*from) { from->release = nullptr; }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    if (array.release != nullptr) array.release(&array);
  }
};

ImportedRows::ImportedRows(const ArrowSchema& schema, ArrowArray* array)
    : schema_(&schema), owner_(std::make_shared<const Owner>(array)) {
  const ArrowArray& table = owner_->array;
  if (table.length < 0 || table.offset < 0 || table.n_children != schema.n_children) {
    throw UserError(ErrorCode::kCorruptData, "an Arrow batch has another shape than its schema");
  }
  if (table.length > UINT32_MAX - 1) {
    throw UserError(ErrorCode::kNotSupported, "an Arrow batch of more than 4 billion rows");
  }
  columns_ = ImportSchema(schema);
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& column = *schema.children[i];
    takes_parts_ &= column.dictionary == nullptr && column.n_children == 0;
  }
}

uint32_t ImportedRows::count() const {
  return static_cast<uint32_t>(owner_->array.length);
}

Chunk ImportedRows::Take(uint32_t begin, uint32_t count) const {
  const ArrowArray& table = owner_->array;
  const std::shared_ptr<const void> owner = owner_;
  std::vector<Vector> vectors;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const ColumnInput in{*schema_->children[i], *table.children[i], table.offset + begin, count,
                         owner};
    vectors.push_back(ImportColumn(in, columns_[i].type));
  }
  return {std::move(vectors), count};
}

Chunk ImportArray(const ArrowSchema& schema, ArrowArray* array) {
  const ImportedRows rows(schema, array);
  return rows.Take(0, rows.count());
}

}  // namespace lakebolt
