#pragma once

#include <algorithm>
#include <array>

#include "format/parquet/snappy_elements.h"

// Loops for columns of wide numbers. Nearly all of such a block are pairs of a short literal, the
// low bytes of a value, and a copy of the others. What a pair takes is the wait for where it
// begins, so two blocks that take turns take little longer than one. For that the loops hold pairs
// and nothing else: all their state fits into registers.

namespace lakebolt::parquet_format::snappy {

// Two times: a literal of one byte, a copy of seven bytes from eight back.
constexpr uint64_t kSortedMask = 0xFFFF00FFFFFF00FF;
constexpr uint64_t kSorted = 0x080D0000080D0000;

inline void TakeSortedRun(Stream& s) {
  const uint64_t high = Load<uint64_t>(s.to - 8) & ~uint64_t{0xFF};
  while (s.in_end - s.at >= 8 && s.out_end - s.to >= 16) {
    const auto word = Load<uint64_t>(s.at);
    if ((word & kSortedMask) != kSorted) break;
    Store(s.to, high | ((word >> 8) & 0xFF));
    Store(s.to + 8, high | ((word >> 40) & 0xFF));
    s.at += 8;
    s.to += 16;
  }
}

/// Holds, for each tag of a copy of up to 12 bytes, its length and where its offset is found: bits
/// in the tag, and which of the two bytes after it. Other tags have the offset 0, which no pair
/// has.
struct CopyTable {
  struct Offset {
    uint32_t mask;
    uint32_t high;
  };
  std::array<Offset, 256> offsets{};
  std::array<uint32_t, 256> lengths{};

  constexpr CopyTable() {
    constexpr uint32_t kLongest = 12;
    for (size_t tag = 0; tag < 256; ++tag) {
      const TagTable::Entry& known = kTags.entries[tag];
      const size_t kind = tag & 3;
      if (kind == 0 || kind == 3 || known.length > kLongest) continue;
      offsets[tag] = {kind == 1 ? 0xFFU : 0xFFFFU, known.offset_high};
      lengths[tag] = known.length;
    }
  }
};
constexpr CopyTable kCopies;

// By the length of a literal less one.
constexpr std::array<uint64_t, 4> kLiteralBits = {0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF};
// The tag and the offset of a copy of seven bytes from eight back.
constexpr uint16_t kSortedCopy = 0x080D;

/// Takes a pair of a literal of up to 4 bytes and a copy of up to 12; false when something else
/// comes. At least a word must be written. How soon the next pair can begin depends on where it is:
/// hence the copy's tag is shifted out of the word that holds the literal's, not loaded.
template <bool kSortedToo>
[[gnu::always_inline]] inline bool TakePair(const uint8_t*& at, uint8_t*& to, const uint8_t* out) {
  const auto word = Load<uint64_t>(at);
  const auto tag = static_cast<uint32_t>(word & 0xFF);
  // A literal's tag is four times its length less one; the others become large.
  const uint32_t extra = (tag >> 2) | (tag << 30);
  if (extra >= kLiteralBits.size()) return false;
  const uint64_t second = word >> (2 * tag + 16);
  const auto copy = static_cast<uint8_t>(second);
  const CopyTable::Offset& parts = kCopies.offsets[copy];
  const uint32_t offset = (static_cast<uint32_t>(second >> 8) & parts.mask) | parts.high;
  // What is copied from nearer than a word may not be there before the pair is written.
  const uintptr_t from = reinterpret_cast<uintptr_t>(to) - offset;
  if (offset < sizeof(word) || from < reinterpret_cast<uintptr_t>(out)) return false;
  if (!kSortedToo && static_cast<uint16_t>(second) == kSortedCopy) return false;
  const auto* source = reinterpret_cast<const uint8_t*>(from);
  const auto before = Load<uint64_t>(source);
  Store(to, before ^ ((before ^ (word >> 8)) & kLiteralBits[extra]));
  Store(to + sizeof(word), Load<uint64_t>(source + sizeof(word)));
  to += kCopies.lengths[copy] + extra + 1;
  at += extra + 3 + (second & 3);
  return true;
}

/// Returns how many pairs may be taken before either end is looked at again: all bytes that they
/// may consist of are there, and the last one may begin right behind the output.
inline size_t PairsBeforeEnd(const Stream& s) {
  constexpr size_t kMostBytes = 8;
  const auto in_left = static_cast<size_t>(s.in_end - s.at);
  const auto out_left = static_cast<size_t>(s.out_end - s.to);
  return std::min(in_left / kMostBytes, out_left / kStep + 1);
}

/// Takes elements until a word is written; false when there is one that takes a slower way.
inline bool TakeFirstWord(Stream& s) {
  while (s.to - s.out < static_cast<ptrdiff_t>(sizeof(uint64_t))) {
    if (s.HasEnded() || !ShortStep::Take(s)) return false;
  }
  return true;
}

/// Takes a sorted run, or what stands between two of them or between other pairs; false when that
/// takes a slower way.
[[gnu::noinline]] inline bool TakeBetweenPairs(Stream& stream) {
  Stream s = stream;
  bool is_taken = true;
  do {
    TakeSortedRun(s);
    if (s.HasEnded()) break;
    is_taken = (PairsBeforeEnd(s) > 0 && TakePair<true>(s.at, s.to, s.out)) || CopyStep::Take(s) ||
               ShortStep::Take(s);
  } while (is_taken && !s.HasEnded() && (Load<uint64_t>(s.at) & kSortedMask) == kSorted);
  stream = s;
  return is_taken;
}

/// Takes pairs until something else comes or the end is near.
[[gnu::always_inline]] inline void TakePairs(Stream& s) {
  const uint8_t* at = s.at;
  uint8_t* to = s.to;
  const uint8_t* const out = s.out;
  size_t most = PairsBeforeEnd(s);
  while (most > 0 && TakePair<false>(at, to, out)) --most;
  s.at = at;
  s.to = to;
}

/// Takes pairs of both in turns until something else comes or the end is near for one of them, and
/// returns that one.
[[gnu::always_inline]] inline Stream& TakePairsInTurns(Stream& first, Stream& second) {
  const size_t most_a = PairsBeforeEnd(first);
  const size_t most_b = PairsBeforeEnd(second);
  Stream* other = most_a <= most_b ? &first : &second;
  size_t most = std::min(most_a, most_b);
  const uint8_t* at_a = first.at;
  uint8_t* to_a = first.to;
  const uint8_t* const out_a = first.out;
  const uint8_t* at_b = second.at;
  uint8_t* to_b = second.to;
  const uint8_t* const out_b = second.out;
  for (; most > 0; --most) {
    if (!TakePair<false>(at_a, to_a, out_a)) {
      other = &first;
      break;
    }
    if (!TakePair<false>(at_b, to_b, out_b)) {
      other = &second;
      break;
    }
  }
  first.at = at_a;
  first.to = to_a;
  second.at = at_b;
  second.to = to_b;
  return *other;
}

/// Takes numbers until the end or something that takes a slower way.
[[gnu::always_inline]] inline void TakeNumbers(Stream& s) {
  if (!TakeFirstWord(s)) return;
  while (!s.HasEnded()) {
    TakePairs(s);
    if (!TakeBetweenPairs(s)) return;
  }
}

/// Takes numbers of two blocks in turns until either ends or stands before something that takes a
/// slower way, and tells whether the second one does.
[[gnu::always_inline]] inline bool TakeNumbersInTurns(Stream& first, Stream& second) {
  if (!TakeFirstWord(first)) return false;
  if (!TakeFirstWord(second)) return !second.HasEnded();
  while (!first.HasEnded() && !second.HasEnded()) {
    Stream& other = TakePairsInTurns(first, second);
    if (!TakeBetweenPairs(other)) return &other == &second;
  }
  return false;
}

}  // namespace lakebolt::parquet_format::snappy
