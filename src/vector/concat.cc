#include "vector/concat.h"

#include <numeric>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/growing_array.h"

namespace lakebolt {

namespace {

bool ShareDictionary(const std::vector<const Vector*>& parts) {
  for (const Vector* part : parts) {
    if (!part->IsDictionary() || part->dictionary_ptr() != parts[0]->dictionary_ptr()) return false;
  }
  return true;
}

uint32_t TotalSize(const std::vector<const Vector*>& parts) {
  uint64_t total = 0;
  for (const Vector* part : parts) total += part->size();
  if (total >= ~uint32_t{0}) {
    throw UserError(ErrorCode::kOutOfMemory, "more than 4 billion rows in one operator");
  }
  return static_cast<uint32_t>(total);
}

BufferPtr ConcatValidity(const std::vector<const Vector*>& parts, uint32_t total) {
  bool any = false;
  for (const Vector* part : parts) any = any || part->validity() != nullptr;
  if (!any) return nullptr;
  BufferPtr out = MakeBitmap(total, true);
  auto* bits = out->as<uint64_t>();
  uint32_t at = 0;
  for (const Vector* part : parts) {
    if (part->validity() != nullptr) {
      ForEachBlock(part->size(), [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
          if (!GetBit(part->validity(), i)) ClearBit(bits, at + i);
        }
      });
    }
    at += part->size();
  }
  return out;
}

/// Copies values of `width` bytes; parts are flat, or all dictionary codes.
BufferPtr ConcatBytes(const std::vector<const Vector*>& parts, uint32_t total, uint32_t width) {
  BufferPtr out = Buffer::Allocate(static_cast<size_t>(total) * width);
  uint8_t* to = out->data();
  for (const Vector* part : parts) {
    const size_t bytes = static_cast<size_t>(part->size()) * width;
    CopyBytes(to, part->values_buffer()->data(), bytes);
    to += bytes;
  }
  return out;
}

/// Returns the elements that a flat vector's lists use, in order; slices share their elements.
Vector UsedElements(const Vector& lists) {
  const auto* entries = lists.values<ListEntry>();
  GrowingArray<uint32_t> used;
  for (uint32_t row = 0; row < lists.size(); ++row) {
    const ListEntry entry = entries[row];
    uint32_t* const added = used.Extend(entry.length);
    ForEachBlock(entry.length, [&](size_t begin, size_t end) {
      std::iota(added + begin, added + end, entry.offset + static_cast<uint32_t>(begin));
    });
  }
  return lists.children()[0].Gather(used.data(), static_cast<uint32_t>(used.size()));
}

Vector ConcatLists(const LogicalType& type, const std::vector<const Vector*>& parts,
                   uint32_t total) {
  Vector out = Vector::Flat(type, total, ConcatBytes(parts, total, sizeof(ListEntry)),
                            ConcatValidity(parts, total));
  auto* entries = out.mutable_values<ListEntry>();
  uint32_t offset = 0;
  for (uint32_t i = 0; i < total; ++i) {
    entries[i].offset = offset;
    offset += entries[i].length;
  }
  std::vector<Vector> used;
  for (const Vector* part : parts) used.push_back(UsedElements(*part));
  std::vector<const Vector*> elements;
  for (const Vector& part : used) elements.push_back(&part);
  out.mutable_children().push_back(ConcatVectors(type.element(), elements));
  return out;
}

Vector ConcatStructs(const LogicalType& type, const std::vector<const Vector*>& parts,
                     uint32_t total) {
  Vector out = Vector::Flat(type, total, Buffer::Allocate(0), ConcatValidity(parts, total));
  for (size_t c = 0; c < type.children().size(); ++c) {
    std::vector<const Vector*> fields;
    for (const Vector* part : parts) fields.push_back(&part->children()[c]);
    out.mutable_children().push_back(ConcatVectors(type.children()[c].type, fields));
  }
  return out;
}

}  // namespace

Vector ConcatVectors(const LogicalType& type, const std::vector<const Vector*>& parts) {
  if (parts.empty()) return {type, 0};
  const uint32_t total = TotalSize(parts);
  if (ShareDictionary(parts)) {
    return Vector::Dictionary(parts[0]->dictionary_ptr(),
                              ConcatBytes(parts, total, sizeof(uint32_t)), total,
                              ConcatValidity(parts, total));
  }
  std::vector<Vector> flat;
  flat.reserve(parts.size());
  std::vector<const Vector*> pointers;
  for (const Vector* part : parts) pointers.push_back(&flat.emplace_back(part->Flatten()));
  const PhysicalType physical = type.physical();
  if (physical == PhysicalType::kList) return ConcatLists(type, pointers, total);
  if (physical == PhysicalType::kStruct) return ConcatStructs(type, pointers, total);
  Vector out = Vector::Flat(type, total, ConcatBytes(pointers, total, PhysicalWidth(physical)),
                            ConcatValidity(pointers, total));
  if (physical == PhysicalType::kString) {
    // One owner for all: a vector copies its list of owners whenever rows are gathered from it.
    auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
    for (const Vector& part : flat) {
      for (const auto& owner : part.owners()) {
        if (owners->empty() || owners->back() != owner) owners->push_back(owner);
      }
    }
    if (!owners->empty()) out.AddOwner(std::move(owners));
  }
  return out;
}

Chunk ConcatChunks(const std::vector<LogicalType>& types, std::vector<Chunk> chunks) {
  uint32_t rows = 0;
  for (Chunk& chunk : chunks) {
    chunk.Compact();
    rows += chunk.size();
  }
  std::vector<Vector> columns;
  for (size_t c = 0; c < types.size(); ++c) {
    std::vector<const Vector*> parts;
    for (const Chunk& chunk : chunks) parts.push_back(&chunk.column(c));
    columns.push_back(ConcatVectors(types[c], parts));
  }
  return {std::move(columns), rows};
}

}  // namespace lakebolt
