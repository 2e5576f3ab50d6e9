#include "function/scalar/nested/list_rows.h"

#include <algorithm>
#include <numeric>

namespace lakebolt {

namespace {

/// Adds the places of a list.
void AppendPlaces(ListEntry entry, GrowingArray<uint32_t>& places) {
  uint32_t* const added = places.Extend(entry.length);
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    std::iota(added + begin, added + end, entry.offset + static_cast<uint32_t>(begin));
  });
}

}  // namespace

void PlaceLists::AddAll(ListEntry entry) {
  AppendPlaces(entry, places_);
}

ListRows LayOutLists(const Vector& lists, RowSet rows) {
  ListRows out;
  out.entries.resize(rows.size);
  if (lists.type().id() == TypeId::kNull) {
    out.validity = MakeBitmap(rows.size, false);
    out.elements = Vector(TypeId::kNull, 0);
    return out;
  }
  const ListReader reader(lists);
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
    uint32_t* const added = out.rows.Extend(entry.length);
    ForEachBlock(entry.length,
                 [&](size_t begin, size_t end) { std::fill(added + begin, added + end, row); });
  });
  const Vector& elements = reader.elements();
  if (in_place && (elements.size() == out.count() || out.count() > 0)) {
    out.elements = elements.size() == out.count() ? elements : elements.Resized(out.count());
    return out;
  }
  GrowingArray<uint32_t> places;
  places.Reserve(std::max(1U, out.count()));  // codes of no rows are a buffer, too
  rows.ForEach([&](uint32_t row) {
    if (!reader.IsNull(row)) AppendPlaces(reader[row], places);
  });
  if (elements.IsFlat() && !elements.type().IsNested() && elements.size() > 0) {
    out.elements =
        Vector::Dictionary(std::make_shared<const Vector>(elements), places.buffer(), out.count());
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
    ForEachElement(entry, [&](uint32_t k) { numbers[k] = first + (k - entry.offset); });
  }
  return out;
}

Vector GatherPlaces(const Vector& elements, std::span<const uint32_t> places) {
  const auto size = static_cast<uint32_t>(places.size());
  if (elements.size() == 0) return Vector::Constant(Value(elements.type()), size);
  bool missing = false;
  ForEachBlock(size, [&](size_t begin, size_t end) {
    missing = missing || std::find(places.begin() + begin, places.begin() + end, kNoPlace) !=
                             places.begin() + end;
  });
  const Vector flat = elements.Flatten();
  if (!missing) return flat.Gather(places.data(), size);
  const BufferPtr known = Buffer::Allocate(size * sizeof(uint32_t));
  auto* rows = known->as<uint32_t>();
  ForEachBlock(size, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) rows[i] = places[i] == kNoPlace ? 0 : places[i];
  });
  Vector out = flat.Gather(rows, size);
  uint64_t* bits = out.MutableValidity();
  ForEachBlock(size, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (places[i] == kNoPlace) ClearBit(bits, i);
    }
  });
  return out;
}

}  // namespace lakebolt
