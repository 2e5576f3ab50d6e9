#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "vector/arrow_column.h"
#include "vector/arrow_format.h"

namespace lakebolt {

namespace {

/// Reads lists whatever their layout, given where each begins and how long it is.
template <typename Begin, typename Length>
Vector ImportLists(const ArrowColumn& in, const LogicalType& type, Begin begin, Length length) {
  Vector out(type, in.count);
  const ArrowArray& elements = *in.array.children[0];
  if (elements.length > UINT32_MAX - 1) in.Corrupt("more than 4 billion elements");
  const uint8_t* valid = ValidityOf(in);
  auto* entries = out.mutable_values<ListEntry>();
  for (uint32_t i = 0; i < in.count; ++i) {
    if (valid != nullptr && !BitAt(valid, in.first() + i)) continue;
    const int64_t from = begin(in.first() + i);
    const int64_t size = length(in.first() + i);
    if (from < 0 || size < 0 || from > elements.length || size > elements.length - from) {
      in.Corrupt("a list outside of its elements");
    }
    entries[i] = {static_cast<uint32_t>(from), static_cast<uint32_t>(size)};
  }
  const ArrowColumn child{*in.schema.children[0], elements, 0,
                          static_cast<uint32_t>(elements.length), in.owner};
  out.mutable_children() = {ImportColumn(child, type.element())};
  return out;
}

/// Reads lists that lie one behind the other.
template <typename Offset>
Vector ImportListsByOffsets(const ArrowColumn& in, const LogicalType& type) {
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
Vector ImportListViews(const ArrowColumn& in, const LogicalType& type) {
  const Values<Offset> offsets(in.buffer<uint8_t>(1));
  const Values<Offset> sizes(in.buffer<uint8_t>(2));
  return ImportLists(
      in, type, [=](int64_t i) -> int64_t { return offsets[i]; },
      [=](int64_t i) -> int64_t { return sizes[i]; });
}

Vector ImportAnyList(const ArrowColumn& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format == "+l" || format == "+m") return ImportListsByOffsets<int32_t>(in, type);
  if (format == "+L") return ImportListsByOffsets<int64_t>(in, type);
  if (format == "+vl") return ImportListViews<int32_t>(in, type);
  if (format == "+vL") return ImportListViews<int64_t>(in, type);
  const int64_t width = ArrowFormatNumber(in.schema, 3);
  return ImportLists(
      in, type, [=](int64_t i) { return i * width; }, [=](int64_t) { return width; });
}

Vector ImportStruct(const ArrowColumn& in, const LogicalType& type) {
  Vector out = Vector::Flat(type, in.count, Buffer::Allocate(0), nullptr);
  for (int64_t i = 0; i < in.array.n_children; ++i) {
    // A struct's slice applies to its children on top of their own.
    const ArrowColumn child{*in.schema.children[i], *in.array.children[i], in.first(), in.count,
                            in.owner};
    out.mutable_children().push_back(
        ImportColumn(child, type.children()[static_cast<size_t>(i)].type));
  }
  return out;
}

/// Reads unions, sparse ("+us:0,5") or dense ("+ud:0,5"): type codes, and for dense ones the row of
/// the member.
Vector ImportUnion(const ArrowColumn& in, const LogicalType& type) {
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
  if (member != in.array.n_children) in.Corrupt("a union's type code that its type does not list");
  const auto* codes = in.buffer<uint8_t>(0);
  const Values<int32_t> offsets(dense ? in.buffer<uint8_t>(1) : nullptr);
  auto* tags = out.mutable_children()[0].mutable_values<uint8_t>();
  for (uint32_t i = 0; i < in.count; ++i) {
    const int tag = member_of[codes[in.first() + i]];
    if (tag < 0) in.Corrupt("a union's type code that its type does not list");
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
      if (places[i] >= count) in.Corrupt("a union's row outside of its member");
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

}  // namespace

Vector ImportNested(const ArrowColumn& in, const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kStruct: return ImportStruct(in, type);
    case TypeId::kUnion: return ImportUnion(in, type);
    default: return ImportAnyList(in, type);
  }
}

}  // namespace lakebolt
