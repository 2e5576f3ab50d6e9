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

#include "base/simd_level.h"
#include "format/parquet/snappy_elements.h"
#include "format/parquet/snappy_numbers.h"

namespace lakebolt::parquet_format {

namespace snappy {

namespace {

/// Takes what stands in texts: mostly short elements.
struct TextStep {
  [[gnu::always_inline]] static bool Take(Stream& s) {
    return ShortStep::Take(s) || CopyStep::Take(s);
  }
};

/// Takes texts until the end or something that takes a slower way.
[[gnu::always_inline]] inline void TakeTexts(Stream& stream) {
  Stream s = stream;  // a copy that can live in registers
  while (!s.HasEnded() && TextStep::Take(s)) {
  }
  stream = s;
}

/// Takes turns between two blocks until either ends or stands before something that takes a slower
/// way, and tells whether the second one does.
[[gnu::always_inline]] inline bool TakeTextsInTurns(Stream& first, Stream& second) {
  Stream a = first;
  Stream b = second;
  bool is_second = false;
  while (!a.HasEnded() && !b.HasEnded()) {
    if (!TextStep::Take(a)) break;
    if (!TextStep::Take(b)) {
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

struct Texts {
  [[gnu::always_inline]] static void One(Stream& s) { TakeTexts(s); }
  [[gnu::always_inline]] static bool Two(Stream& a, Stream& b) { return TakeTextsInTurns(a, b); }
};

struct Numbers {
  [[gnu::always_inline]] static void One(Stream& s) { TakeNumbers(s); }
  [[gnu::always_inline]] static bool Two(Stream& a, Stream& b) { return TakeNumbersInTurns(a, b); }
};

template <typename Kind>
void One(Stream& stream) {
  Kind::One(stream);
}
template <typename Kind>
bool Two(Stream& a, Stream& b) {
  return Kind::Two(a, b);
}

#if defined(__x86_64__)
// Shifts by a register take one cycle with BMI2, three without.
template <typename Kind>
[[gnu::target("bmi2")]] void OneBmi2(Stream& stream) {
  Kind::One(stream);
}
template <typename Kind>
[[gnu::target("bmi2")]] bool TwoBmi2(Stream& a, Stream& b) {
  return Kind::Two(a, b);
}

template <typename Kind>
Loops PickLoops() {
  if (HasAvx2()) return {OneBmi2<Kind>, TwoBmi2<Kind>};
  return {One<Kind>, Two<Kind>};
}
#else
template <typename Kind>
Loops PickLoops() {
  return {One<Kind>, Two<Kind>};
}
#endif

const Loops kNumberLoops = PickLoops<Numbers>();
const Loops kTextLoops = PickLoops<Texts>();

/// Returns the length of a literal whose tag stands before `at`; sets `extra` to the bytes that
/// hold it besides.
uint64_t LiteralLength(const uint8_t* at, uint32_t tag, size_t& extra) {
  const uint64_t length = (tag >> 2) + 1;
  extra = length > 60 ? static_cast<size_t>(length - 60) : 0;
  if (extra == 0) return length;
  return (Load<uint32_t>(at) & (~uint32_t{0} >> (32 - 8 * extra))) + uint64_t{1};
}

bool TakeLiteral(Stream& s, uint32_t tag) {
  const auto in_left = static_cast<size_t>(s.in_end - s.at);
  size_t extra = 0;
  const uint64_t length = LiteralLength(s.at, tag, extra);
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
  s.to = Copy(s.to, offset, length);
  return true;
}

/// Reads the size a block starts with; false when it is not `expected`.
bool TakeSize(const uint8_t*& at, const uint8_t* end, uint64_t expected) {
  uint64_t size = 0;
  for (int shift = 0; shift < 35 && at < end; shift += 7) {
    const uint8_t byte = *at++;
    size |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return size == expected;
  }
  return false;
}

bool TakeSize(Stream& s) {
  return TakeSize(s.at, s.in_end, static_cast<uint64_t>(s.out_end - s.out));
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

}  // namespace snappy

const uint8_t* SnappyLiteral(const uint8_t* in, size_t in_size, size_t size) {
  const uint8_t* const end = in + in_size;
  if (!snappy::TakeSize(in, end, size) || in == end || (*in & 3) != 0) return nullptr;
  const uint32_t tag = *in++;
  size_t extra = 0;
  const uint64_t length = snappy::LiteralLength(in, tag, extra);
  const bool is_all = length == size && static_cast<size_t>(end - in) == extra + size;
  return is_all ? in + extra : nullptr;
}

bool SnappyDecompress(const CompressedBlock& block, SnappyHint hint) {
  snappy::Stream stream = snappy::Begin(block);
  return snappy::TakeSize(stream) && snappy::Finish(stream, snappy::LoopsFor(hint));
}

SnappyPairResult SnappyDecompressTwo(const CompressedBlock& first, const CompressedBlock& second,
                                     SnappyHint hint) {
  const snappy::Loops& loops = snappy::LoopsFor(hint);
  snappy::Stream a = snappy::Begin(first);
  snappy::Stream b = snappy::Begin(second);
  bool a_is_right = snappy::TakeSize(a);
  bool b_is_right = snappy::TakeSize(b);
  while (a_is_right && b_is_right && !a.HasEnded() && !b.HasEnded()) {
    // The other one keeps its place: within a pair there is no fast step.
    if (loops.two(a, b)) {
      b_is_right = snappy::TakeAny(b);
    } else if (!a.HasEnded() && !b.HasEnded()) {
      a_is_right = snappy::TakeAny(a);
    }
  }
  return {a_is_right && snappy::Finish(a, loops), b_is_right && snappy::Finish(b, loops)};
}

}  // namespace lakebolt::parquet_format
