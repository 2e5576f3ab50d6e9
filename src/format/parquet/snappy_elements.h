#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSSE3__)
#include <immintrin.h>
#endif

// The elements of a Snappy block, for the loops of snappy.cc, which tells of the format.

namespace lakebolt::parquet_format::snappy {

constexpr size_t kStep = 16;

template <typename T>
T Load(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

inline void Store(uint8_t* to, uint64_t value) {
  std::memcpy(to, &value, sizeof(value));
}

/// Copies 16 bytes, as they were before: both places may overlap.
inline void Move16(const uint8_t* from, uint8_t* to) {
  std::memmove(to, from, kStep);
}

/// Holds, for each tag, the element's length, the offset's bits in the tag, and how many bytes
/// follow (a literal's own bytes included). Literals above 60 bytes and four-byte offsets have
/// length 255, which no fast step takes.
struct TagTable {
  struct Entry {
    uint8_t length;
    uint8_t advance;
    uint16_t offset_high;
  };
  std::array<Entry, 256> entries{};

  constexpr TagTable() {
    for (int tag = 0; tag < 256; ++tag) {
      Entry& entry = entries[static_cast<size_t>(tag)];
      const int upper = tag >> 2;
      switch (tag & 3) {
        case 0:
          entry.length = static_cast<uint8_t>(upper < 60 ? upper + 1 : 255);
          entry.advance = static_cast<uint8_t>(upper < 60 ? upper + 2 : 0);
          break;
        case 1:
          entry.length = static_cast<uint8_t>((upper & 7) + 4);
          entry.advance = 2;
          entry.offset_high = static_cast<uint16_t>((tag >> 5) << 8);
          break;
        case 2:
          entry.length = static_cast<uint8_t>(upper + 1);
          entry.advance = 3;
          break;
        default: entry.length = 255;
      }
    }
  }
};
constexpr TagTable kTags;

// Which of the two bytes after a tag belong to the offset, by the tag's kind.
constexpr std::array<uint32_t, 4> kOffsetMask = {0, 0xFF, 0xFFFF, 0};
constexpr std::array<uint32_t, 4> kLiteralReach = {kStep, 0, 0, 0};
constexpr std::array<uintptr_t, 4> kLiteralMask = {~uintptr_t{0}, 0, 0, 0};

/// Is one block on its way: what is left of the input and of the output. Either may run past its
/// end by what a fast step writes or reads too much; then the block is malformed.
struct Stream {
  const uint8_t* at;
  const uint8_t* in_end;
  const uint8_t* out;
  uint8_t* to;
  uint8_t* out_end;

  bool HasEnded() const { return at >= in_end || to >= out_end; }
  bool IsWhole() const { return at == in_end && to == out_end; }
};

/// Takes an element of up to 32 bytes; false when it is longer, overlaps itself closely or is
/// wrong.
struct ShortStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    const uint32_t tag = *s.at;
    const TagTable::Entry entry = kTags.entries[tag];
    const uint32_t kind = tag & 3;
    const uint32_t offset = entry.offset_high + (Load<uint16_t>(s.at + 1) & kOffsetMask[kind]);
    // A copy from nearer than its length repeats what it writes: from 16 back two moves of 16
    // still do that, from nearer not.
    const uint32_t reach = offset + kLiteralReach[kind];
    if (entry.length > 2 * kStep || std::min<uint32_t>(entry.length, kStep) > reach) return false;
    if (offset > static_cast<size_t>(s.to - s.out)) return false;
    // Arithmetic, because a branch on the kind would often go the wrong way.
    const uintptr_t literal_mask = kLiteralMask[kind];
    const auto* from = reinterpret_cast<const uint8_t*>(
        (reinterpret_cast<uintptr_t>(s.at + 1) & literal_mask) |
        (reinterpret_cast<uintptr_t>(s.to - offset) & ~literal_mask));
    Move16(from, s.to);
    Move16(from + kStep, s.to + kStep);
    s.to += entry.length;
    s.at += entry.advance;
    return true;
  }
};

/// Tells, for each offset below 16, which bytes of those there make 16 that repeat the first
/// `offset`, and how many of the 16 are whole repeats.
struct RepeatTable {
  struct Entry {
    alignas(kStep) std::array<uint8_t, kStep> bytes{};
    size_t whole = 0;
  };
  std::array<Entry, kStep> entries{};

  constexpr RepeatTable() {
    for (size_t offset = 1; offset < kStep; ++offset) {
      for (size_t i = 0; i < kStep; ++i) {
        entries[offset].bytes[i] = static_cast<uint8_t>(i % offset);
      }
      entries[offset].whole = kStep / offset * offset;
    }
  }
};
constexpr RepeatTable kRepeats;

/// Fills 16 bytes with the first of those at `from` over and over, as the entry says.
inline void Repeat(const uint8_t* from, const RepeatTable::Entry& entry, uint8_t* out) {
#if defined(__SSSE3__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const __m128i places = _mm_load_si128(reinterpret_cast<const __m128i*>(entry.bytes.data()));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_shuffle_epi8(bytes, places));
#else
  for (size_t i = 0; i < kStep; ++i) out[i] = from[entry.bytes[i]];
#endif
}

/// Copies up to 64 bytes from `offset` (not 0) back, repeating when they overlap, and returns the
/// end. Not inlined, so that the loops keep their places in registers.
[[gnu::noinline]] inline uint8_t* Copy(uint8_t* to, uint64_t offset, uint64_t length) {
  uint8_t* const end = to + length;
  const uint8_t* from = to - offset;
  if (offset >= kStep) {
    for (; to < end; to += kStep, from += kStep) Move16(from, to);
    return end;
  }
  // What is repeated is read once. Runs of codes are copies from very near.
  const RepeatTable::Entry& entry = kRepeats.entries[offset];
  std::array<uint8_t, kStep> pattern;
  Repeat(from, entry, pattern.data());
  for (; to < end; to += entry.whole) Move16(pattern.data(), to);
  return end;
}

/// Takes any copy but those with four-byte offsets.
struct CopyStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    const uint32_t tag = *s.at;
    const uint32_t kind = tag & 3;
    if (kind != 1 && kind != 2) return false;
    const TagTable::Entry entry = kTags.entries[tag];
    const uint32_t offset = entry.offset_high + (Load<uint16_t>(s.at + 1) & kOffsetMask[kind]);
    if (offset == 0 || offset > static_cast<size_t>(s.to - s.out)) return false;
    s.to = Copy(s.to, offset, entry.length);
    s.at += entry.advance;
    return true;
  }
};

}  // namespace lakebolt::parquet_format::snappy
