#include "vector/arrow_export.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "types/array_type.h"
#include "types/enum_labels.h"
#include "types/uuid.h"
#include "vector/arrow_owner.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

constexpr const char* kTooManyElements = "lists of more than 2147483647 elements in one array";

void ReleaseArray(ArrowArray* array) {
  delete static_cast<ArrayOwner*>(array->private_data);
  array->release = nullptr;
}

void Publish(std::unique_ptr<ArrayOwner> owner, int64_t length, ArrowArray* out) {
  for (const BufferPtr& buffer : owner->buffers) {
    owner->pointers.push_back(buffer ? buffer->data() : nullptr);
  }
  for (ArrowArray& child : owner->children) owner->child_pointers.push_back(&child);
  const bool has_validity =
      !owner->is_union && !owner->buffers.empty() && owner->buffers[0] != nullptr;
  *out = ArrowArray{length,
                    has_validity ? -1 : 0,
                    0,
                    static_cast<int64_t>(owner->pointers.size()),
                    static_cast<int64_t>(owner->children.size()),
                    owner->pointers.data(),
                    owner->child_pointers.data(),
                    owner->dictionary.release != nullptr ? &owner->dictionary : nullptr,
                    ReleaseArray,
                    nullptr};
  out->private_data = owner.release();
}

BufferPtr PackBooleans(const Vector& column) {
  BufferPtr bits = MakeBitmap(column.size(), false);
  const auto* bytes = column.values<uint8_t>();
  for (uint32_t i = 0; i < column.size(); ++i) {
    if (bytes[i] != 0) SetBit(bits->as<uint64_t>(), i);
  }
  return bits;
}

/// Copies whole numbers into wider ones.
template <typename From, typename To>
BufferPtr Widen(const Vector& column) {
  BufferPtr wide = Buffer::Allocate(column.size() * sizeof(To));
  for (uint32_t i = 0; i < column.size(); ++i) {
    wide->as<To>()[i] = static_cast<To>(column.values<From>()[i]);
  }
  return wide;
}

/// Writes UUIDs as 16 bytes in text order.
BufferPtr UuidBytes(const Vector& column) {
  BufferPtr out = Buffer::Allocate(column.size() * sizeof(int128_t));
  for (uint32_t i = 0; i < column.size(); ++i) {
    UuidToBytes(column.values<int128_t>()[i], out->data() + size_t{i} * sizeof(int128_t));
  }
  return out;
}

BufferPtr NarrowTimes(const Vector& column) {
  BufferPtr out = Buffer::Allocate(column.size() * sizeof(int32_t));
  for (uint32_t i = 0; i < column.size(); ++i) {
    out->as<int32_t>()[i] = static_cast<int32_t>(column.values<int64_t>()[i]);
  }
  return out;
}

bool IsText(const LogicalType& type) {
  return type.id() == TypeId::kVarchar || type.id() == TypeId::kBit ||
         type.id() == TypeId::kVariant || type.id() == TypeId::kBlob;
}

/// Puts the validity of vectors together; null where no row is NULL.
BufferPtr ConcatValidity(const std::vector<const Vector*>& parts, uint32_t rows) {
  BufferPtr validity;
  uint32_t begin = 0;
  for (const Vector* part : parts) {
    for (uint32_t i = 0; part->MayHaveNulls() && i < part->size(); ++i) {
      if (!part->IsNull(i)) continue;
      if (validity == nullptr) validity = MakeBitmap(rows, true);
      ClearBit(validity->as<uint64_t>(), begin + i);
    }
    begin += part->size();
  }
  return validity;
}

void ExportColumn(const Vector& column, ArrowTexts texts, ArrowArray* out);

/// Writes list entries as Arrow's offsets; the elements are gathered where entries do not follow
/// one another.
void ExportLists(const Vector& column, ArrowTexts texts, ArrayOwner& owner) {
  const auto* entries = column.values<ListEntry>();
  BufferPtr offsets = Buffer::Allocate((column.size() + 1) * sizeof(int32_t));
  uint64_t count = 0;
  uint32_t first = 0;
  bool follow = true;
  for (uint32_t i = 0; i < column.size(); ++i) {
    offsets->as<int32_t>()[i] = static_cast<int32_t>(count);
    if (column.IsNull(i) || entries[i].length == 0) continue;
    if (count == 0) first = entries[i].offset;
    follow = follow && entries[i].offset == first + count;
    count += entries[i].length;
    if (count > INT32_MAX) throw UserError(ErrorCode::kOutOfRange, kTooManyElements);
  }
  offsets->as<int32_t>()[column.size()] = static_cast<int32_t>(count);
  owner.buffers.push_back(std::move(offsets));
  owner.children.resize(1);
  const Vector& elements = column.children()[0];
  if (follow && count > 0) {
    const auto size = static_cast<uint32_t>(count);
    const Vector shared = first == 0 ? elements.Resized(size) : elements.Slice(first, size);
    ExportColumn(shared, texts, &owner.children[0]);
    return;
  }
  std::vector<uint32_t> rows;
  rows.reserve(count);
  for (uint32_t i = 0; i < column.size(); ++i) {
    if (column.IsNull(i)) continue;
    for (uint32_t k = 0; k < entries[i].length; ++k) rows.push_back(entries[i].offset + k);
  }
  ExportColumn(elements.Gather(rows.data(), static_cast<uint32_t>(count)), texts,
               &owner.children[0]);
}

/// Writes lists of one size, which have no offsets; those that are NULL have elements, too.
void ExportArrays(const Vector& column, uint32_t size, ArrowTexts texts, ArrayOwner& owner) {
  const auto* entries = column.values<ListEntry>();
  const Vector& elements = column.children()[0];
  if (uint64_t{column.size()} * size > INT32_MAX) {
    throw UserError(ErrorCode::kOutOfRange, kTooManyElements);
  }
  std::vector<uint32_t> rows;
  rows.reserve(size_t{column.size()} * size);
  for (uint32_t i = 0; i < column.size(); ++i) {
    const bool null = column.IsNull(i);
    if (!null && entries[i].length != size) {
      throw UserError(ErrorCode::kInvalidCast,
                      "there is an array of " + std::to_string(entries[i].length) +
                          " elements in a column of " + column.type().ToString());
    }
    for (uint32_t k = 0; k < size; ++k) rows.push_back(null ? 0 : entries[i].offset + k);
  }
  owner.children.resize(1);
  const auto count = static_cast<uint32_t>(rows.size());
  if (elements.size() == 0) {
    const LogicalType& type = column.type().element();
    ExportColumn(Vector::Constant(Value(type), count), texts, &owner.children[0]);
  } else {
    ExportColumn(elements.Gather(rows.data(), count), texts, &owner.children[0]);
  }
}

/// Writes the labels of an ENUM, whose codes Arrow has as they are.
void ExportLabels(const EnumLabels& labels, ArrowArray* out) {
  Vector texts(TypeId::kVarchar, labels.size());
  for (uint32_t i = 0; i < labels.size(); ++i) {
    texts.mutable_values<StringView>()[i] = StringView(labels[i]);
  }
  ExportColumn(texts, ArrowTexts::kOffsets, out);
}

/// Writes values of a type that Arrow does not know as text.
void ExportAsText(const Vector& column, ArrowTexts layout, ArrayOwner& owner) {
  Vector texts(TypeId::kVarchar, column.size());
  texts.SetValidity(column.validity_buffer());
  StringHeap heap;
  for (uint32_t i = 0; i < column.size(); ++i) {
    if (column.IsNull(i)) continue;
    texts.mutable_values<StringView>()[i] = heap.Add(column.GetValue(i).ToString());
  }
  ExportTexts({&texts}, layout, owner);
}

/// Writes a sparse union, which says NULL in its members only: in the first for a NULL of its own.
void ExportUnion(const Vector& column, ArrowTexts texts, ArrayOwner& owner) {
  constexpr uint32_t kMostMembers = 128;  // of Arrow's signed codes
  const auto members = static_cast<uint32_t>(column.children().size()) - 1;
  if (members > kMostMembers) {
    throw UserError(ErrorCode::kNotSupported, "a UNION of more than 128 members leaves as text", {},
                    "cast it to VARCHAR");
  }
  const Vector tags = column.children()[0].Flatten();
  BufferPtr codes = Buffer::Allocate(column.size());
  Vector first = column.children()[1].Flatten();
  for (uint32_t i = 0; i < column.size(); ++i) {
    const bool null = column.IsNull(i);
    codes->as<uint8_t>()[i] = null ? 0 : tags.values<uint8_t>()[i];
  }
  if (column.validity() != nullptr) {
    BufferPtr valid = MakeBitmap(column.size(), true);
    for (uint32_t i = 0; i < column.size(); ++i) {
      if (column.IsNull(i) || first.IsNull(i)) ClearBit(valid->as<uint64_t>(), i);
    }
    first.SetValidity(std::move(valid));
  }
  owner.is_union = true;
  owner.buffers.push_back(std::move(codes));
  owner.children.resize(members);
  ExportColumn(first, texts, &owner.children[0]);
  for (uint32_t i = 1; i < members; ++i) {
    ExportColumn(column.children()[i + 1], texts, &owner.children[i]);
  }
}

void ExportColumn(const Vector& input, ArrowTexts texts, ArrowArray* out) {
  const Vector column = input.Flatten();
  const LogicalType& type = column.type();
  auto owner = std::make_unique<ArrayOwner>();
  if (type.id() != TypeId::kNull && type.id() != TypeId::kUnion) {
    owner->buffers.push_back(column.validity_buffer());
  }
  switch (type.id()) {
    case TypeId::kNull: break;
    case TypeId::kBoolean: owner->buffers.push_back(PackBooleans(column)); break;
    case TypeId::kUuid: owner->buffers.push_back(UuidBytes(column)); break;
    case TypeId::kDecimal:
      owner->buffers.push_back(type.physical() == PhysicalType::kInt64
                                   ? Widen<int64_t, int128_t>(column)
                                   : column.values_buffer());
      break;
    case TypeId::kUInt128: owner->buffers.push_back(Widen<uint128_t, Int256>(column)); break;
    case TypeId::kTime:
      owner->buffers.push_back(type.unit() < TimeUnit::kMicro ? NarrowTimes(column)
                                                              : column.values_buffer());
      break;
    case TypeId::kEnum:
      owner->buffers.push_back(column.values_buffer());
      ExportLabels(type.labels(), &owner->dictionary);
      break;
    case TypeId::kBignum:
    case TypeId::kTimeTz: ExportAsText(column, texts, *owner); break;
    case TypeId::kUnion: ExportUnion(column, texts, *owner); break;
    case TypeId::kVarchar:
    case TypeId::kBit:
    case TypeId::kVariant:
    case TypeId::kBlob: ExportTexts({&column}, texts, *owner); break;
    case TypeId::kList:
    case TypeId::kMap:
      if (const uint32_t size = ArraySize(type); size > 0) {
        ExportArrays(column, size, texts, *owner);
      } else {
        ExportLists(column, texts, *owner);
      }
      break;
    case TypeId::kStruct:
      owner->children.resize(column.children().size());
      for (size_t i = 0; i < column.children().size(); ++i) {
        ExportColumn(column.children()[i], texts, &owner->children[i]);
      }
      break;
    default: owner->buffers.push_back(column.values_buffer());
  }
  Publish(std::move(owner), column.size(), out);
}

}  // namespace

void ExportChunk(const Schema& schema, Chunk chunk, ArrowArray* out, ArrowTexts texts) {
  std::vector<Chunk> chunks;
  chunks.push_back(std::move(chunk));
  ExportChunks(schema, std::move(chunks), out, texts);
}

void ExportChunks(const Schema& schema, std::vector<Chunk> chunks, ArrowArray* out,
                  ArrowTexts texts) {
  uint32_t rows = 0;
  for (Chunk& chunk : chunks) {
    chunk.Compact();
    rows += chunk.size();
  }
  auto owner = std::make_unique<ArrayOwner>();
  owner->buffers.push_back(nullptr);
  owner->children.resize(schema.size());
  std::vector<const Vector*> parts(chunks.size());
  for (size_t c = 0; c < schema.size(); ++c) {
    for (size_t i = 0; i < chunks.size(); ++i) parts[i] = &chunks[i].column(c);
    if (chunks.size() == 1) {
      ExportColumn(*parts[0], texts, &owner->children[c]);
    } else if (IsText(schema[c].type)) {
      auto column = std::make_unique<ArrayOwner>();
      column->buffers.push_back(ConcatValidity(parts, rows));
      ExportTexts(parts, texts, *column);
      Publish(std::move(column), rows, &owner->children[c]);
    } else {
      ExportColumn(ConcatVectors(schema[c].type, parts), texts, &owner->children[c]);
    }
  }
  Publish(std::move(owner), rows, out);
}

}  // namespace lakebolt
