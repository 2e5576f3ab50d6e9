#pragma once

#include <cstdint>
#include <string>

#include "base/memory_pool.h"
#include "base/zeroed_memory.h"
#include "exec/join/key_codec.h"

namespace lakebolt {

/// Names a row of the build side: its position + 1; 0 is none. Zero as "none" lets tables start as
/// untouched memory.
using RowRef = uint32_t;
constexpr RowRef kNoRow = 0;

/// Finds build rows by code. Rows of one code form a chain through `Next`, in no particular order;
/// an index of presence alone keeps no chains.
///
/// A chain of rows that lie anywhere costs a cache miss a row, one after the other. Where keys
/// repeat much, all rows are therefore numbered anew, so that those of one code follow one another
/// ("unchained": Birler, Schmidt, Fent and Neumann, "Simple, Efficient, and Robust Hash Tables for
/// Join Processing", DaMoN 2024): each chain is walked once, many at a time, instead of at each
/// probe, and the table then keeps its rows in that order.
///
/// The structure follows the data: a bitmap (presence only) or an array over all possible codes
/// where those are few, else linear probing over slots of 8 bytes (codes of 32 bits) or 16 bytes.
/// The hash takes the top bits of a multiplication, which spreads dense codes evenly. Insertion is
/// lock-free and may run on many threads; lookups come after all insertions.
class RowIndex {
 public:
  enum class Kind : uint8_t { kNone, kAll, kBitmap, kArray, kSlots8, kSlots16 };

  /// Returns what an index of `rows` rows with codes up to `limit` takes.
  static int64_t BytesFor(uint64_t limit, uint64_t rows, bool chains) {
    return ShapeFor(limit, rows, chains).bytes;
  }
  /// Gets ready for `rows` insertions of codes up to `limit`; takes its memory from `reservation`.
  void Allocate(uint64_t limit, uint64_t rows, bool chains, Reservation& reservation);
  /// Makes an index that finds all of `rows` whatever the code: joins without keys.
  void AllocateAll(uint32_t rows, Reservation& reservation);

  /// Adds rows `first .. first + count`; those of kNoCode are left out.
  void Insert(const uint64_t* codes, uint32_t count, uint32_t first, bool concurrent);

  /// Writes the first row of `codes[i]`, or kNoRow, into `refs[i]`. From an index of presence any
  /// other number means "there is one".
  void Lookup(const uint64_t* codes, uint32_t count, RowRef* refs) const;

  /// Stands for a row without a new number.
  static constexpr uint32_t kNoPlace = ~uint32_t{0};
  /// Prepares the renumbering of `rows` rows so that those of one code follow one another; returns
  /// into how many parts it is cut.
  uint32_t StartRegrouping(uint32_t rows, Reservation& reservation);
  /// Renumbers the rows of some codes: the row that was `row` becomes `places[row]`. Thread-safe
  /// for different parts.
  void RegroupPart(uint32_t part, uint32_t* places);
  /// Renumbers the rows that are not in the index, whose place is kNoPlace, behind all others.
  void EndRegrouping(uint32_t rows, uint32_t* places, Reservation& reservation);

  /// Returns the next row of the same code.
  RowRef Next(RowRef ref) const {
    if (next_ != nullptr) return next_[ref];
    return more_[ref] != 0 ? ref + 1 : kNoRow;
  }
  /// Returns how many rows found another one of their code there (always 0 without chains).
  uint32_t duplicates() const { return __atomic_load_n(&duplicates_, __ATOMIC_RELAXED); }
  /// Tells whether some code has several rows.
  bool HasDuplicates() const { return duplicates() != 0; }

  Kind kind() const { return kind_; }
  /// Describes the structure for EXPLAIN ANALYZE.
  std::string Describe() const;

 private:
  struct Shape {
    Kind kind = Kind::kNone;
    uint64_t slots = 0;  // of kinds that have some
    int64_t table_bytes = 0;
    int64_t bytes = 0;  // with the chains
  };
  static Shape ShapeFor(uint64_t limit, uint64_t rows, bool chains);
  template <bool kConcurrent>
  void InsertRows(const uint64_t* codes, uint32_t count, uint32_t first);
  template <bool kConcurrent>
  bool InsertArray(uint64_t code, RowRef ref);
  template <bool kConcurrent>
  bool InsertSlot8(uint64_t code, RowRef ref);
  template <bool kConcurrent>
  bool InsertSlot16(uint64_t code, RowRef ref);
  template <bool kConcurrent>
  bool InsertBit(uint64_t code);
  template <bool kPrefetch>
  void LookupSlots8(const uint64_t* codes, uint32_t count, RowRef* refs) const;
  template <bool kPrefetch>
  void LookupSlots16(const uint64_t* codes, uint32_t count, RowRef* refs) const;

  struct Slot16 {
    uint64_t code;  // + 1, so that zero is empty
    RowRef ref;
    uint32_t unused;
  };

  template <typename Get, typename Set>
  void RegroupSlots(uint64_t begin, uint64_t end, Get&& get, Set&& set, uint32_t* places);
  uint64_t slots() const;

  uint64_t SlotOf(uint64_t code) const { return (code * 0x9E3779B97F4A7C15ULL) >> shift_; }

  Kind kind_ = Kind::kNone;
  uint64_t limit_ = 0;
  uint32_t shift_ = 0;
  uint64_t mask_ = 0;
  uint32_t duplicates_ = 0;
  bool prefetch_ = false;
  bool regrouped_ = false;
  ZeroedMemory table_;
  ZeroedMemory chain_;  // next_ or more_
  RowRef* next_ = nullptr;
  uint8_t* more_ = nullptr;  // by row: the one behind it has the same code
  ZeroedMemory regrouped_more_;
  uint32_t next_place_ = 0;
};

}  // namespace lakebolt
