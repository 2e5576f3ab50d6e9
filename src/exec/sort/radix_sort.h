#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/cancellation_scope.h"

namespace lakebolt {

/// Sorts entries by their words as unsigned numbers; `less.SortTies` sorts those of equal words.
///
/// Bits that are the same in all entries are left out. More entries than fit into a cache are first
/// dealt out by their highest bits; what fits is sorted byte by byte from the last (LSD radix
/// sort), but only by as many of its highest bits as are likely to tell so many entries apart. Runs
/// of entries that these do not tell apart are sorted by the bits behind, in the same way. Each
/// step keeps the order of equals, so entries whose words are all there is need no comparison.
/// (American flag and hybrid radix sorts: McIlroy, Bostic, McIlroy, "Engineering Radix Sort",
/// Computing Systems 6(1), 1993.)
///
/// `Entry` has kWords, word(i) and SameKey; `is_exact` says that entries of equal words are in
/// order as they come. The first `ignored_bits` of the last word, from below, take no part: entries
/// come in their order.
template <typename Entry, typename Less>
class RadixSort {
 public:
  RadixSort(Less less, bool is_exact, uint32_t ignored_bits)
      : less_(less), is_exact_(is_exact), ignored_bits_(ignored_bits) {}

  /// Sorts `count` entries; `scratch` has room for as many.
  void Sort(Entry* entries, Entry* scratch, size_t count) const {
    SortWord(entries, scratch, count, 0, 64, false);
  }

 private:
  static constexpr size_t kFew = 48;          // are compared
  static constexpr size_t kCached = 1 << 14;  // entries of an LSD sort
  static constexpr uint32_t kDigit = 8;
  static constexpr uint32_t kBuckets = 1 << kDigit;

  uint32_t LowestBit(uint32_t word) const { return word + 1 == Entry::kWords ? ignored_bits_ : 0; }

  /// Sorts by the bits of `word` below `top`, then by the words behind. The result is to stand in
  /// `scratch` if `into_scratch`.
  void SortWord(Entry* entries, Entry* scratch, size_t count, uint32_t word, uint32_t top,
                bool into_scratch) const {
    if (count <= kFew) {
      SortFew(entries, count);
      if (into_scratch) std::copy(entries, entries + count, scratch);
      return;
    }
    uint64_t varying = 0;
    const uint64_t first = entries[0].word(word);
    ForEachBlock(count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) varying |= entries[i].word(word) ^ first;
    });
    const uint32_t lowest = LowestBit(word);
    if (top < 64) varying &= (uint64_t{1} << top) - 1;
    varying = lowest >= 64 ? 0 : (varying >> lowest) << lowest;
    if (varying == 0) return SortBehind(entries, scratch, count, word, into_scratch);
    const auto high = static_cast<uint32_t>(std::bit_width(varying));  // bits below take part
    const auto low = static_cast<uint32_t>(std::countr_zero(varying));
    if (count > kCached) {
      Deal(entries, scratch, count, word, high, into_scratch);
    } else {
      SortCached(entries, scratch, count, word, high, low, into_scratch);
    }
  }

  /// All entries have the same bits in `word` and before.
  void SortBehind(Entry* entries, Entry* scratch, size_t count, uint32_t word,
                  bool into_scratch) const {
    if (word + 1 < Entry::kWords) {
      return SortWord(entries, scratch, count, word + 1, 64, into_scratch);
    }
    if (!is_exact_) less_.SortTies(entries, count);
    if (into_scratch) std::copy(entries, entries + count, scratch);
  }

  static bool WordsLess(const Entry& a, const Entry& b) {
    for (uint32_t word = 0; word + 1 < Entry::kWords; ++word) {
      if (a.word(word) != b.word(word)) return a.word(word) < b.word(word);
    }
    return a.word(Entry::kWords - 1) < b.word(Entry::kWords - 1);
  }

  void SortFew(Entry* entries, size_t count) const {
    InsertionSort(entries, count);
    if (is_exact_) return;
    for (size_t begin = 0; begin + 1 < count;) {
      size_t end = begin + 1;
      while (end < count && entries[end].SameKey(entries[begin])) ++end;
      if (end - begin > 1) less_.SortTies(entries + begin, end - begin);
      begin = end;
    }
  }

  static void InsertionSort(Entry* entries, size_t count) {
    for (size_t i = 1; i < count; ++i) {
      if (!WordsLess(entries[i], entries[i - 1])) continue;
      const Entry entry = entries[i];
      size_t at = i;
      do {
        entries[at] = entries[at - 1];
        --at;
      } while (at > 0 && WordsLess(entry, entries[at - 1]));
      entries[at] = entry;
    }
  }

  /// Moves entries to the places of their digits, the bits of `word` from `shift`; afterwards
  /// `ends` holds where each digit's end.
  static void Scatter(const Entry* from, Entry* to, size_t count, uint32_t word, uint32_t shift,
                      std::array<uint32_t, kBuckets>& ends) {
    ends.fill(0);
    const auto digit = [&](const Entry& entry) {
      return (entry.word(word) >> shift) & (kBuckets - 1);
    };
    ForEachBlock(count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) ++ends[digit(from[i])];
    });
    uint32_t sum = 0;
    for (uint32_t& end : ends) sum += std::exchange(end, sum);
    ForEachBlock(count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) to[ends[digit(from[i])]++] = from[i];
    });
  }

  /// Deals entries out by their highest digit and sorts each share.
  void Deal(Entry* entries, Entry* scratch, size_t count, uint32_t word, uint32_t high,
            bool into_scratch) const {
    const uint32_t lowest = LowestBit(word);
    const uint32_t shift = high >= lowest + kDigit ? high - kDigit : lowest;
    std::array<uint32_t, kBuckets> ends;
    // A digit may reach above `high`, where all entries are the same: that only turns the circle of
    // digits, but never within it.
    Scatter(entries, scratch, count, word, shift, ends);
    uint32_t begin = 0;
    for (const uint32_t end : ends) {
      if (end == begin) continue;
      CheckCancellation();
      SortWord(scratch + begin, entries + begin, end - begin, word, shift, !into_scratch);
      begin = end;
    }
  }

  /// Sorts by the highest bits from the last digit to the first, then runs of equal ones.
  void SortCached(Entry* entries, Entry* scratch, size_t count, uint32_t word, uint32_t high,
                  uint32_t low, bool into_scratch) const {
    const auto wanted = static_cast<uint32_t>(std::bit_width(count));
    const uint32_t digits =
        std::min((wanted + kDigit - 1) / kDigit, (high - low + kDigit - 1) / kDigit);
    const uint32_t window = high > low + digits * kDigit ? high - digits * kDigit : low;
    Entry* from = entries;
    Entry* to = scratch;
    std::array<uint32_t, kBuckets> ends;
    for (uint32_t digit = 0; digit < digits; ++digit) {
      Scatter(from, to, count, word, window + digit * kDigit, ends);
      std::swap(from, to);
    }
    SortRuns(from, to, count, word, window, low);
    if ((from == scratch) != into_scratch) std::copy(from, from + count, to);
  }

  /// Sorts runs of entries that are equal in the bits from `window` up, in place.
  void SortRuns(Entry* entries, Entry* scratch, size_t count, uint32_t word, uint32_t window,
                uint32_t low) const {
    const bool is_last = word + 1 == Entry::kWords;
    if (window == low && is_last && is_exact_) return;
    for (size_t begin = 0; begin + 1 < count;) {
      const uint64_t value = entries[begin].word(word) >> window;
      size_t end = begin + 1;
      while (end < count && entries[end].word(word) >> window == value) ++end;
      if (end - begin > 1) {
        SortWord(entries + begin, scratch + begin, end - begin, word, window, false);
      }
      begin = end;
    }
  }

  Less less_;
  bool is_exact_;
  uint32_t ignored_bits_;
};

}  // namespace lakebolt
