#pragma once

#include <optional>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Lays the lists of some rows end to end: entries[row] says where the elements of a row stand in
/// `elements`; rows that are not looked at, or NULL, have none.
struct ListRows {
  Vector elements;                 // flat, or a dictionary over the list's own elements
  std::vector<uint32_t> rows;      // the row that each element belongs to
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

/// Returns a vector of positions from 1 within each list, one an element.
Vector ElementNumbers(const ListRows& lists);

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
constexpr uint32_t kNoPlace = ~uint32_t{0};
Vector GatherPlaces(const Vector& elements, const std::vector<uint32_t>& places);

}  // namespace lakebolt
