// The Snappy format: the uncompressed size as a varint, then elements of a tag byte each. The tag's
// low two bits: 0 a literal of (tag >> 2) + 1 bytes (above 60: that many bytes less 60 hold the
// length less one); 1 a copy of 4 to 11 bytes from up to 2047 back; 2 and 3 a copy of 1 to 64 bytes
// from as far back as two or four bytes tell.
//
// Speed comes of three loops. Any data: an element of up to 32 bytes is two 16-byte moves from
// either side, without a branch on its kind. Eight-byte values: a short literal and the copy that
// completes the value are one blend of two words, so that a value costs one step and its store is
// read back by a load of the same width. Sorted values: a run of the element pair "one new low
// byte, seven bytes as before" is written two values at a step.
//
// Safety: both ends have 64 bytes to spare, so a step of 32 may begin anywhere before the end;
// `at` or `to` past its end stops the loop and fails the block.

#include "format/parquet/snappy.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace lakebolt::parquet_format {

namespace {

constexpr size_t kStep = 16;

template <typename T>
T Load(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

void Store(uint8_t* to, uint64_t value) {
  std::memcpy(to, &value, sizeof(value));
}

void Move16(const uint8_t* from, uint8_t* to) {
  std::memcpy(to, from, kStep);
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

struct PairState {
  const uint8_t* at;
  uint8_t* to;
};

// Two times: a literal of one byte, a copy of seven bytes from eight back.
constexpr uint64_t kSortedMask = 0xFFFF00FFFFFF00FF;
constexpr uint64_t kSorted = 0x080D0000080D0000;

inline PairState SortedRun(PairState state, const uint8_t* in_end, const uint8_t* out_end) {
  const uint64_t high = Load<uint64_t>(state.to - 8) & ~uint64_t{0xFF};
  while (in_end - state.at >= 8 && out_end - state.to >= 16) {
    const auto word = Load<uint64_t>(state.at);
    if ((word & kSortedMask) != kSorted) break;
    Store(state.to, high | ((word >> 8) & 0xFF));
    Store(state.to + 8, high | ((word >> 40) & 0xFF));
    state.at += 8;
    state.to += 16;
  }
  return state;
}

/// Takes pairs of a literal of up to 6 bytes and a copy that make up to 16 bytes together, until
/// something else comes. What limits it is how soon the place of the next pair is known: hence the
/// copy's tag is shifted out of the word that holds the literal's, not loaded.
[[gnu::always_inline]] inline PairState PairLoop(PairState state, const uint8_t* in_end,
                                                 const uint8_t* out, const uint8_t* out_end) {
  const uint8_t* at = state.at;
  uint8_t* to = state.to;
  while (at < in_end && to < out_end) {
    const auto word = Load<uint64_t>(at);
    const uint64_t tag = word & 0xFF;
    // A literal's tag is four times its length less one.
    const uint64_t second = word >> ((2 * tag + 16) & 63);
    const uint64_t kind = second & 3;
    const uint64_t upper = (second & 0xFF) >> 2;
    const uint64_t literal = (tag >> 2) + 1;
    // All ones for a copy with a two-byte offset; arithmetic, because a branch on it would often go
    // the wrong way.
    const uint64_t far = ~((kind >> 1) - 1);
    const uint64_t copy = (upper & (7 | far)) + 4 - (far & 3);
    // Masked, so that a long literal's tag at the end does not send the load past the spare bytes.
    const uint64_t low = Load<uint16_t>(at + 3 + ((tag >> 2) & 7));
    const uint64_t offset = (low & (0xFF | far)) | (((second & 0xE0) << 3) & ~far);
    const bool fits = (tag & 3) == 0 && literal <= 6 && kind - 1 <= 1 && literal + copy <= 16;
    if (!fits || offset < 8 || offset > static_cast<size_t>(to - out)) break;
    if ((word & kSortedMask) == kSorted && in_end - at >= 8 && out_end - to >= 16) {
      const PairState after = SortedRun({at, to}, in_end, out_end);
      at = after.at;
      to = after.to;
      continue;
    }
    const uint64_t mask = (uint64_t{1} << (8 * literal)) - 1;
    Store(to, (Load<uint64_t>(to - offset) & ~mask) | ((word >> 8) & mask));
    Store(to + 8, Load<uint64_t>(to + 8 - offset));
    to += literal + copy;
    at += 2 + literal + kind;
  }
  return {at, to};
}

PairState PairLoopPortable(PairState state, const uint8_t* in_end, const uint8_t* out,
                           const uint8_t* out_end) {
  return PairLoop(state, in_end, out, out_end);
}

#if defined(__x86_64__)
// Shifts by a register take one cycle with BMI2, three without.
[[gnu::target("bmi2")]] PairState PairLoopBmi2(PairState state, const uint8_t* in_end,
                                               const uint8_t* out, const uint8_t* out_end) {
  return PairLoop(state, in_end, out, out_end);
}
const auto kPairLoop = __builtin_cpu_supports("bmi2") ? PairLoopBmi2 : PairLoopPortable;
#else
const auto kPairLoop = PairLoopPortable;
#endif

class Decompressor {
 public:
  Decompressor(const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size)
      : at_(in), in_end_(in + in_size), out_(out), to_(out), out_end_(out + out_size) {}

  bool Run(SnappyHint hint) {
    if (!CheckSize()) return false;
    if (hint == SnappyHint::kEightByteValues) {
      while (at_ < in_end_ && to_ < out_end_) {
        TakePairs();
        if (at_ >= in_end_ || to_ >= out_end_) break;
        if (!AnyElement()) return false;
      }
    } else {
      while (at_ < in_end_ && to_ < out_end_) {
        ShortLoop();
        if (at_ >= in_end_ || to_ >= out_end_) break;
        if (!AnyElement()) return false;
      }
    }
    return at_ == in_end_ && to_ == out_end_;
  }

 private:
  bool CheckSize() {
    uint64_t size = 0;
    for (int shift = 0; shift < 35 && at_ < in_end_; shift += 7) {
      const uint8_t byte = *at_++;
      size |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return size == static_cast<uint64_t>(out_end_ - out_);
    }
    return false;
  }

  void TakePairs() {
    const PairState done = kPairLoop({at_, to_}, in_end_, out_, out_end_);
    at_ = done.at;
    to_ = done.to;
  }

  /// Takes elements of up to 32 bytes until one is longer, overlaps itself closely or is wrong.
  void ShortLoop() {
    const uint8_t* at = at_;
    uint8_t* to = to_;
    while (at < in_end_ && to < out_end_) {
      const uint32_t tag = *at;
      const TagTable::Entry entry = kTags.entries[tag];
      const uint32_t kind = tag & 3;
      const uint32_t offset = entry.offset_high + (Load<uint16_t>(at + 1) & kOffsetMask[kind]);
      // A copy from nearer than its length repeats what it writes: from 16 back two moves of 16
      // still do that, from nearer not.
      const uint32_t reach = offset + kLiteralReach[kind];
      if (entry.length > 2 * kStep || std::min<uint32_t>(entry.length, kStep) > reach) break;
      if (offset > static_cast<size_t>(to - out_)) break;
      // Arithmetic, because a branch on the kind would often go the wrong way.
      const uintptr_t literal_mask = kLiteralMask[kind];
      const auto* from = reinterpret_cast<const uint8_t*>(
          (reinterpret_cast<uintptr_t>(at + 1) & literal_mask) |
          (reinterpret_cast<uintptr_t>(to - offset) & ~literal_mask));
      Move16(from, to);
      Move16(from + kStep, to + kStep);
      to += entry.length;
      at += entry.advance;
    }
    at_ = at;
    to_ = to;
  }

  /// Takes one element of any kind, checking everything; false when it is wrong.
  bool AnyElement() {
    const uint32_t tag = *at_++;
    const auto in_left = static_cast<size_t>(in_end_ - at_);
    const auto out_left = static_cast<size_t>(out_end_ - to_);
    uint64_t length = (tag >> 2) + 1;
    if ((tag & 3) == 0) {
      size_t extra = 0;
      if (length > 60) {
        extra = static_cast<size_t>(length - 60);
        length = (Load<uint32_t>(at_) & (~uint32_t{0} >> (32 - 8 * extra))) + uint64_t{1};
      }
      if (in_left < extra || length > in_left - extra || length > out_left) return false;
      at_ += extra;
      std::memcpy(to_, at_, length);
      at_ += length;
      to_ += length;
      return true;
    }
    uint64_t offset = 0;
    size_t offset_bytes = 0;
    if ((tag & 3) == 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = ((tag & 0xE0) << 3) | at_[0];
      offset_bytes = 1;
    } else if ((tag & 3) == 2) {
      offset = Load<uint16_t>(at_);
      offset_bytes = 2;
    } else {
      offset = Load<uint32_t>(at_);
      offset_bytes = 4;
    }
    if (in_left < offset_bytes || length > out_left || offset == 0 ||
        offset > static_cast<size_t>(to_ - out_)) {
      return false;
    }
    at_ += offset_bytes;
    Copy(offset, length);
    return true;
  }

  /// Copies up to 64 bytes from `offset` back, repeating when they overlap.
  void Copy(uint64_t offset, uint64_t length) {
    uint8_t* to = to_;
    const uint8_t* from = to - offset;
    uint8_t* const end = to + length;
    if (offset >= kStep) {
      for (; to < end; to += kStep, from += kStep) Move16(from, to);
    } else if (offset >= 8) {
      for (; to < end; to += 8, from += 8) Store(to, Load<uint64_t>(from));
    } else {
      for (; to < end; ++to, ++from) *to = *from;
    }
    to_ = end;
  }

  const uint8_t* at_;
  const uint8_t* in_end_;
  uint8_t* out_;
  uint8_t* to_;
  uint8_t* out_end_;
};

}  // namespace

bool SnappyDecompress(const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size,
                      SnappyHint hint) {
  return Decompressor(in, in_size, out, out_size).Run(hint);
}

}  // namespace lakebolt::parquet_format
