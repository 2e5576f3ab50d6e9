#include "function/scalar/list_rows.h"

#include <algorithm>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

BufferPtr CopyPlaces(const std::vector<uint32_t>& places) {
  BufferPtr codes = Buffer::Allocate(places.size() * sizeof(uint32_t));
  std::copy(places.begin(), places.end(), codes->as<uint32_t>());
  return codes;
}

}  // namespace

ListRows LayOutLists(const Vector& lists, RowSet rows) {
  ListRows out;
  out.entries.resize(rows.size);
  if (lists.type().id() == TypeId::kNull) {
    out.validity = MakeBitmap(rows.size, false);
    out.elements = Vector(TypeId::kNull, 0);
    return out;
  }
  const ListReader reader(lists);
  std::vector<uint32_t> places;
  bool in_place = true;
  rows.ForEach([&](uint32_t row) {
    if (reader.IsNull(row)) {
      if (out.validity == nullptr) out.validity = MakeBitmap(rows.size, true);
      ClearBit(out.validity->as<uint64_t>(), row);
      return;
    }
    const ListEntry entry = reader[row];
    out.entries[row] = {out.count(), entry.length};
    in_place &= entry.length == 0 || entry.offset == out.count();
    ForEachBlock(entry.length, [&](size_t begin, size_t end) {
      for (size_t k = begin; k < end; ++k) {
        places.push_back(entry.offset + static_cast<uint32_t>(k));
        out.rows.push_back(row);
      }
    });
  });
  const Vector& elements = reader.elements();
  if (in_place && elements.size() == out.count()) {
    out.elements = elements;
  } else if (in_place && out.count() > 0) {
    out.elements = elements.Resized(out.count());
  } else if (elements.IsFlat() && !elements.type().IsNested() && elements.size() > 0) {
    out.elements = Vector::Dictionary(std::make_shared<const Vector>(elements), CopyPlaces(places),
                                      out.count());
  } else {
    out.elements = elements.Gather(places.data(), out.count()).Flatten();
  }
  return out;
}

Vector MakeListVector(const LogicalType& type, const std::vector<ListEntry>& entries,
                      Vector elements, BufferPtr validity) {
  const auto size = static_cast<uint32_t>(entries.size());
  BufferPtr values = Buffer::Allocate(size * sizeof(ListEntry));
  std::copy(entries.begin(), entries.end(), values->as<ListEntry>());
  Vector out = Vector::Flat(type, size, std::move(values), std::move(validity));
  out.mutable_children().push_back(elements.Flatten().Retyped(type.element()));
  return out;
}

Vector ElementNumbers(const ListRows& lists, int64_t first) {
  Vector out(TypeId::kInt64, lists.count());
  auto* numbers = out.mutable_values<int64_t>();
  for (const ListEntry& entry : lists.entries) {
    for (uint32_t k = 0; k < entry.length; ++k) numbers[entry.offset + k] = first + k;
  }
  return out;
}

Vector GatherPlaces(const Vector& elements, const std::vector<uint32_t>& places) {
  const auto size = static_cast<uint32_t>(places.size());
  if (elements.size() == 0) return Vector::Constant(Value(elements.type()), size);
  std::vector<uint32_t> rows = places;
  bool missing = false;
  for (uint32_t& row : rows) {
    if (row != kNoPlace) continue;
    missing = true;
    row = 0;
  }
  Vector out = elements.Flatten().Gather(rows.data(), size);
  if (!missing) return out;
  uint64_t* bits = out.MutableValidity();
  for (uint32_t i = 0; i < size; ++i) {
    if (places[i] == kNoPlace) ClearBit(bits, i);
  }
  return out;
}

}  // namespace lakebolt
