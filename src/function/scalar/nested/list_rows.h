#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/growing_array.h"
#include "vector/vector.h"

namespace lakebolt {

/// Calls `body` for the place of each element of a list, and looks at cancellation while there are
/// many.
template <typename Body>
void ForEachElement(ListEntry entry, Body&& body) {
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) body(entry.offset + static_cast<uint32_t>(k));
  });
}

/// Stands for an element that is not there.
constexpr uint32_t kNoPlace = ~uint32_t{0};

/// Returns the first place of a list's elements for which `matches` holds, or kNoPlace; looks at
/// cancellation as well.
template <typename Matches>
uint32_t FindElement(ListEntry entry, Matches&& matches) {
  constexpr uint32_t kBlock = 1 << 16;
  uint32_t left = entry.length;
  for (uint32_t at = entry.offset;;) {
    for (const uint32_t end = at + std::min(left, kBlock); at < end; ++at) {
      if (matches(at)) return at;
    }
    if (left <= kBlock) return kNoPlace;
    left -= kBlock;
    CheckCancellation();
  }
}

/// Lays the lists of some rows end to end: entries[row] says where the elements of a row stand in
/// `elements`; rows that are not looked at, or NULL, have none.
struct ListRows {
  Vector elements;                 // flat, or a dictionary over the list's own elements
  GrowingArray<uint32_t> rows;     // the row that each element belongs to
  std::vector<ListEntry> entries;  // by row
  BufferPtr validity;              // by row; null when no list is NULL

  uint32_t count() const { return static_cast<uint32_t>(rows.size()); }
  bool IsNull(uint32_t row) const {
    return validity != nullptr && !GetBit(validity->as<uint64_t>(), row);
  }
};

/// Lays out a list or map vector of any encoding. Where the lists of all rows already stand end to
/// end, nothing is copied.
ListRows LayOutLists(const Vector& lists, RowSet rows);

/// Makes a vector of lists (or maps) of `size` rows over `elements`.
Vector MakeListVector(const LogicalType& type, const std::vector<ListEntry>& entries,
                      Vector elements, BufferPtr validity);

/// Returns a vector of positions within each list, one an element; each list's begin at `first`.
Vector ElementNumbers(const ListRows& lists, int64_t first = 1);

/// Looks up rows of a list or map vector of any encoding without laying it out.
class ListReader {
 public:
  explicit ListReader(const Vector& lists)
      : reader_(lists),
        elements_(lists.IsDictionary() ? &lists.dictionary().children()[0] : &lists.children()[0]) {
  }
  bool IsNull(uint32_t row) const { return reader_.IsNull(row); }
  ListEntry operator[](uint32_t row) const { return reader_[row]; }
  const Vector& elements() const { return *elements_; }

 private:
  VectorReader<ListEntry> reader_;
  const Vector* elements_;
};

/// Gathers one element a row: `places[row]` stands in `elements`, or is kNoPlace for NULL.
Vector GatherPlaces(const Vector& elements, std::span<const uint32_t> places);

/// Collects lists of places, row by row.
class PlaceLists {
 public:
  explicit PlaceLists(uint32_t rows) : entries_(rows) {}

  void Add(uint32_t place) { places_.Add(place); }
  /// Adds all places of a list.
  void AddAll(ListEntry entry);
  /// Ends the list of `row`: the places added since the last row.
  void EndRow(uint32_t row) {
    const auto end = static_cast<uint32_t>(places_.size());
    entries_[row] = {begin_, end - begin_};
    begin_ = end;
  }
  /// Makes the vector of lists (of `type`) whose elements stand at the places in `elements`.
  Vector Finish(const LogicalType& type, const Vector& elements,
                BufferPtr validity = nullptr) const {
    return MakeListVector(type, entries_, GatherPlaces(elements, places_), std::move(validity));
  }

 private:
  GrowingArray<uint32_t> places_;
  std::vector<ListEntry> entries_;
  uint32_t begin_ = 0;
};

/// Collects which rows of a result are NULL.
class NullRows {
 public:
  explicit NullRows(uint32_t size) : size_(size) {}
  void Set(uint32_t row) {
    if (bits_ == nullptr) bits_ = MakeBitmap(size_, true);
    ClearBit(bits_->as<uint64_t>(), row);
  }
  /// Returns the bitmap, or null when no row is NULL.
  BufferPtr Take() { return std::move(bits_); }

 private:
  uint32_t size_;
  BufferPtr bits_;
};

}  // namespace lakebolt
