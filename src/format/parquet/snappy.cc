// The Snappy format: the uncompressed size as a varint, then elements of a tag byte each. The tag's
// low two bits: 0 a literal of (tag >> 2) + 1 bytes (above 60: that many bytes less 60 hold the
// length less one); 1 a copy of 4 to 11 bytes from up to 2047 back; 2 and 3 a copy of 1 to 64 bytes
// from as far back as two or four bytes tell.
//
// Speed comes of three loops. Any data: an element of up to 32 bytes is two 16-byte moves from
// either side, without a branch on its kind. Wide numbers: a short literal and the copy that
// completes the value are one blend of two words, so that a value costs one step and its store is
// read back by a load of the same width. Sorted values: a run of the element pair "one new low
// byte, seven bytes as before" is written two values at a step.
//
// Each step waits for the one before to know where it begins, so most of the CPU idles; two blocks
// that take turns fill one's waits with the other's work.
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
// Copies from nearer repeat too short a pattern.
constexpr uint64_t kNearest = 4;

template <typename T>
T Load(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

void Store(uint8_t* to, uint64_t value) {
  std::memcpy(to, &value, sizeof(value));
}

/// Copies 16 bytes, as they were before: both places may overlap.
void Move16(const uint8_t* from, uint8_t* to) {
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

/// Holds, for each tag of a copy, the copy's length, the offset's bits in the tag, and which of the
/// two bytes after the tag belong to the offset. Other tags have a length that no pair may have.
struct CopyTable {
  struct Entry {
    uint16_t offset_mask;
    uint16_t offset_high;
    uint32_t length;
  };
  std::array<Entry, 256> entries{};

  constexpr CopyTable() {
    for (size_t tag = 0; tag < 256; ++tag) {
      const TagTable::Entry& known = kTags.entries[tag];
      const size_t kind = tag & 3;
      entries[tag] = {static_cast<uint16_t>(kind == 1 ? 0xFF : 0xFFFF), known.offset_high,
                      kind == 0 ? 255U : known.length};
    }
  }
};
constexpr CopyTable kCopies;

/// Takes a pair of a literal of up to 6 bytes and a copy that make up to 16 bytes together; false
/// when something else comes. How soon the next pair can begin depends on where it is: hence the
/// copy's tag is shifted out of the word that holds the literal's, not loaded.
struct PairStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    constexpr uint64_t kMostLiteralTag = 20;  // six bytes
    const auto word = Load<uint64_t>(s.at);
    const uint64_t tag = word & 0xFF;
    if ((tag & 3) != 0 || tag > kMostLiteralTag) return false;
    // A literal's tag is four times its length less one.
    const uint64_t extra = tag >> 2;
    const uint64_t literal_bits = 2 * tag + 8;
    const uint64_t second = word >> (literal_bits + 8);
    const CopyTable::Entry& copy = kCopies.entries[second & 0xFF];
    const uint64_t length = copy.length + extra + 1;
    const uint64_t offset =
        (Load<uint16_t>(s.at + 3 + extra) & copy.offset_mask) | copy.offset_high;
    // What a copy reads from nearer than a word must be there before the pair is written.
    const auto written = static_cast<uint64_t>(s.to - s.out);
    if (length > kStep || offset < std::min<uint64_t>(length, 8) || offset > written) return false;
    if ((word & kSortedMask) == kSorted && s.in_end - s.at >= 8 && s.out_end - s.to >= 16) {
      TakeSortedRun(s);
      return true;
    }
    const uint8_t* from = s.to - offset;
    const uint64_t mask = ~uint64_t{0} << literal_bits;
    Store(s.to, (Load<uint64_t>(from) & mask) | ((word >> 8) & ~mask));
    Store(s.to + 8, Load<uint64_t>(from + 8));
    s.to += length;
    s.at += extra + 3 + (second & 3);
    return true;
  }
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

/// Copies up to 64 bytes from `offset` (at least 4) back, repeating when they overlap, and returns
/// the end. Not inlined, so that the loops keep their places in registers.
[[gnu::noinline]] uint8_t* Copy(uint8_t* to, uint64_t offset, uint64_t length) {
  uint8_t* const end = to + length;
  const uint8_t* from = to - offset;
  if (offset >= kStep) {
    for (; to < end; to += kStep, from += kStep) Move16(from, to);
    return end;
  }
  // What is repeated is read once; of each write the first `offset` bytes count.
  std::array<uint8_t, kStep> pattern;
  std::memcpy(pattern.data(), from, kStep);
  for (; to < end; to += offset) Move16(pattern.data(), to);
  return end;
}

/// Takes any copy but those from nearer than four bytes or with four-byte offsets.
struct CopyStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    const uint32_t tag = *s.at;
    const uint32_t kind = tag & 3;
    if (kind != 1 && kind != 2) return false;
    const TagTable::Entry entry = kTags.entries[tag];
    const uint32_t offset = entry.offset_high + (Load<uint16_t>(s.at + 1) & kOffsetMask[kind]);
    if (offset < kNearest || offset > static_cast<size_t>(s.to - s.out)) return false;
    s.to = Copy(s.to, offset, entry.length);
    s.at += entry.advance;
    return true;
  }
};

/// Takes what stands in columns of numbers: mostly pairs.
struct NumberStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    return PairStep::Take(s) || CopyStep::Take(s) || ShortStep::Take(s);
  }
};

/// Takes what stands in texts: mostly short elements.
struct TextStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    return ShortStep::Take(s) || CopyStep::Take(s);
  }
};

template <typename Step>
[[gnu::always_inline]] inline void TakeSteps(Stream& stream) {
  Stream s = stream;  // a copy that can live in registers
  while (!s.HasEnded() && Step::Take(s)) {
  }
  stream = s;
}

/// Takes turns between two blocks until either ends or stands before something else, and tells
/// whether the second one does.
template <typename Step>
[[gnu::always_inline]] inline bool TakeTurns(Stream& first, Stream& second) {
  Stream a = first;
  Stream b = second;
  bool is_second = false;
  while (!a.HasEnded() && !b.HasEnded()) {
    if (!Step::Take(a)) break;
    if (!Step::Take(b)) {
      is_second = true;
      break;
    }
  }
  first = a;
  second = b;
  return is_second;
}

/// Holds the loops of one kind of data for this CPU.
struct Loops {
  void (*one)(Stream&);
  bool (*two)(Stream&, Stream&);
};

template <typename Step>
void One(Stream& stream) {
  TakeSteps<Step>(stream);
}
template <typename Step>
bool Two(Stream& a, Stream& b) {
  return TakeTurns<Step>(a, b);
}

#if defined(__x86_64__)
// Shifts by a register take one cycle with BMI2, three without.
template <typename Step>
[[gnu::target("bmi2")]] void OneBmi2(Stream& stream) {
  TakeSteps<Step>(stream);
}
template <typename Step>
[[gnu::target("bmi2")]] bool TwoBmi2(Stream& a, Stream& b) {
  return TakeTurns<Step>(a, b);
}

template <typename Step>
Loops PickLoops() {
  if (__builtin_cpu_supports("bmi2")) return {OneBmi2<Step>, TwoBmi2<Step>};
  return {One<Step>, Two<Step>};
}
#else
template <typename Step>
Loops PickLoops() {
  return {One<Step>, Two<Step>};
}
#endif

const Loops kNumberLoops = PickLoops<NumberStep>();
const Loops kTextLoops = PickLoops<TextStep>();

bool TakeLiteral(Stream& s, uint32_t tag) {
  const auto in_left = static_cast<size_t>(s.in_end - s.at);
  uint64_t length = (tag >> 2) + 1;
  size_t extra = 0;
  if (length > 60) {
    extra = static_cast<size_t>(length - 60);
    length = (Load<uint32_t>(s.at) & (~uint32_t{0} >> (32 - 8 * extra))) + uint64_t{1};
  }
  if (in_left < extra || length > in_left - extra ||
      length > static_cast<size_t>(s.out_end - s.to)) {
    return false;
  }
  s.at += extra;
  std::memcpy(s.to, s.at, length);
  s.at += length;
  s.to += length;
  return true;
}

/// Takes one element of any kind, checking everything; false when it is wrong.
bool TakeAny(Stream& s) {
  const uint32_t tag = *s.at++;
  if ((tag & 3) == 0) return TakeLiteral(s, tag);
  uint64_t length = (tag >> 2) + 1;
  uint64_t offset = 0;
  size_t offset_bytes = 0;
  if ((tag & 3) == 1) {
    length = ((tag >> 2) & 7) + 4;
    offset = ((tag & 0xE0) << 3) | s.at[0];
    offset_bytes = 1;
  } else if ((tag & 3) == 2) {
    offset = Load<uint16_t>(s.at);
    offset_bytes = 2;
  } else {
    offset = Load<uint32_t>(s.at);
    offset_bytes = 4;
  }
  if (static_cast<size_t>(s.in_end - s.at) < offset_bytes ||
      length > static_cast<size_t>(s.out_end - s.to) || offset == 0 ||
      offset > static_cast<size_t>(s.to - s.out)) {
    return false;
  }
  s.at += offset_bytes;
  if (offset >= kNearest) {
    s.to = Copy(s.to, offset, length);
    return true;
  }
  for (uint64_t i = 0; i < length; ++i, ++s.to) *s.to = *(s.to - offset);
  return true;
}

/// Reads the size a block starts with; false when it is not the one expected.
bool TakeSize(Stream& s) {
  uint64_t size = 0;
  for (int shift = 0; shift < 35 && s.at < s.in_end; shift += 7) {
    const uint8_t byte = *s.at++;
    size |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return size == static_cast<uint64_t>(s.out_end - s.out);
  }
  return false;
}

bool Finish(Stream& s, const Loops& loops) {
  while (!s.HasEnded()) {
    loops.one(s);
    if (!s.HasEnded() && !TakeAny(s)) return false;
  }
  return s.IsWhole();
}

Stream Begin(const CompressedBlock& block) {
  return {block.in, block.in + block.in_size, block.out, block.out, block.out + block.out_size};
}

const Loops& LoopsFor(SnappyHint hint) {
  return hint == SnappyHint::kNumbers ? kNumberLoops : kTextLoops;
}

}  // namespace

bool SnappyDecompress(const CompressedBlock& block, SnappyHint hint) {
  Stream stream = Begin(block);
  return TakeSize(stream) && Finish(stream, LoopsFor(hint));
}

SnappyPairResult SnappyDecompressTwo(const CompressedBlock& first, const CompressedBlock& second,
                                     SnappyHint hint) {
  const Loops& loops = LoopsFor(hint);
  Stream a = Begin(first);
  Stream b = Begin(second);
  bool a_is_right = TakeSize(a);
  bool b_is_right = TakeSize(b);
  while (a_is_right && b_is_right && !a.HasEnded() && !b.HasEnded()) {
    // The other one keeps its place: within a pair there is no fast step.
    if (loops.two(a, b)) {
      b_is_right = TakeAny(b);
    } else if (!a.HasEnded() && !b.HasEnded()) {
      a_is_right = TakeAny(a);
    }
  }
  return {a_is_right && Finish(a, loops), b_is_right && Finish(b, loops)};
}

}  // namespace lakebolt::parquet_format
