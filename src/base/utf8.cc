// Checking UTF-8. Blocks of 32 bytes are checked at once by the method of J. Keiser and D. Lemire,
// "Validating UTF-8 In Less Than One Instruction Per Byte" (2021): every error but a missing or a
// surplus third or fourth byte shows in three neighbouring half bytes. Three tables of 16 entries
// say which errors each half allows; a bit that all three have is an error.

#include "base/utf8.h"

#include <algorithm>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/simd_level.h"
#endif

namespace lakebolt {

namespace {

/// Returns how many of the bytes are ASCII before the first that is not, at least: whole words.
size_t AsciiWords(const char* at, size_t size) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  constexpr size_t kAtOnce = 64;
  size_t done = 0;
  for (; done + kAtOnce <= size; done += kAtOnce) {
    uint64_t words[kAtOnce / 8];
    std::memcpy(words, at + done, kAtOnce);
    uint64_t all = 0;
    for (const uint64_t word : words) all |= word;
    if ((all & kHighBits) != 0) break;
  }
  for (; done + 8 <= size; done += 8) {
    uint64_t word;
    std::memcpy(&word, at + done, 8);
    if ((word & kHighBits) != 0) break;
  }
  return done;
}

/// Tells whether `size` bytes, 8 or more, are all ASCII. Bytes are rather read twice than counted:
/// how many a short text has is hard to foretell.
bool AllAscii(const char* at, size_t size) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  constexpr size_t kAtOnce = 64;
  const char* const end = at + size;
  // Returns the OR of the words in so many bytes from the begin, and as many before the end.
  const auto both_ends = [&]<size_t kBytes>(std::integral_constant<size_t, kBytes>) {
    uint64_t words[kBytes / 4];
    std::memcpy(words, at, kBytes);
    std::memcpy(words + kBytes / 8, end - kBytes, kBytes);
    uint64_t all = 0;
    for (const uint64_t word : words) all |= word;
    return all;
  };
  if (size <= 16) return (both_ends(std::integral_constant<size_t, 8>()) & kHighBits) == 0;
  if (size <= 32) return (both_ends(std::integral_constant<size_t, 16>()) & kHighBits) == 0;
  for (; static_cast<size_t>(end - at) > kAtOnce; at += kAtOnce) {
    uint64_t words[kAtOnce / 8];
    std::memcpy(words, at, kAtOnce);
    uint64_t all = 0;
    for (const uint64_t word : words) all |= word;
    if ((all & kHighBits) != 0) return false;
  }
  if (size > kAtOnce) at = end - kAtOnce;
  return (both_ends(std::integral_constant<size_t, 32>()) & kHighBits) == 0;
}

using Check = bool (*)(std::string_view);

/// Checks one character after the other.
bool CheckSlowly(std::string_view text) {
  return WellFormedUtf8(text) == text.size();
}

#if defined(__x86_64__)

#define LAKEBOLT_AVX2 __attribute__((target("avx2")))

constexpr ptrdiff_t kBlock = 32;
constexpr ptrdiff_t kBefore = 3;  // bytes before a block that its characters may begin in

// Errors that two neighbouring bytes show, as bits.
constexpr char kTooShort = 1 << 0;      // a lead byte, no continuation behind it
constexpr char kTooLong = 1 << 1;       // ASCII, a continuation behind it
constexpr char kOverlong3 = 1 << 2;     // three bytes for what two hold
constexpr char kTooLarge = 1 << 3;      // past U+10FFFF
constexpr char kSurrogate = 1 << 4;     // U+D800 to U+DFFF
constexpr char kOverlong2 = 1 << 5;     // two bytes for ASCII
constexpr char kTooLarge1000 = 1 << 6;  // past U+10FFFF by more, and four bytes for what three hold
constexpr char kOverlong4 = 1 << 6;
constexpr char kTwoContinued = static_cast<char>(1 << 7);  // right in a third or fourth byte only
constexpr char kCarry = kTooShort | kTooLong | kTwoContinued;

/// Repeats a table of 16 entries in both halves of a block.
LAKEBOLT_AVX2 inline __m256i Table(const char (&entries)[16]) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(entries)));
}

LAKEBOLT_AVX2 inline __m256i Load(const char* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

LAKEBOLT_AVX2 inline __m256i HighHalves(__m256i bytes) {
  return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/// Finds errors in the block at `at`; the three bytes before it are read, too. Not 0 where a byte
/// is wrong.
LAKEBOLT_AVX2 inline __m256i ErrorsOf(const char* at) {
  constexpr char kFirstHigh[16] = {
      kTooLong,
      kTooLong,
      kTooLong,
      kTooLong,
      kTooLong,
      kTooLong,
      kTooLong,
      kTooLong,
      kTwoContinued,
      kTwoContinued,
      kTwoContinued,
      kTwoContinued,
      static_cast<char>(kTooShort | kOverlong2),
      kTooShort,
      static_cast<char>(kTooShort | kOverlong3 | kSurrogate),
      static_cast<char>(kTooShort | kTooLarge | kTooLarge1000 | kOverlong4)};
  constexpr char kLarge = static_cast<char>(kCarry | kTooLarge | kTooLarge1000);
  constexpr char kFirstLow[16] = {static_cast<char>(kCarry | kOverlong3 | kOverlong2 | kOverlong4),
                                  static_cast<char>(kCarry | kOverlong2),
                                  kCarry,
                                  kCarry,
                                  static_cast<char>(kCarry | kTooLarge),
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  kLarge,
                                  static_cast<char>(kLarge | kSurrogate),
                                  kLarge,
                                  kLarge};
  constexpr char kContinued = static_cast<char>(kTooLong | kOverlong2 | kTwoContinued);
  constexpr char kSecondHigh[16] = {
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort,
      static_cast<char>(kContinued | kOverlong3 | kTooLarge1000 | kOverlong4),
      static_cast<char>(kContinued | kOverlong3 | kTooLarge),
      static_cast<char>(kContinued | kSurrogate | kTooLarge),
      static_cast<char>(kContinued | kSurrogate | kTooLarge),
      kTooShort,
      kTooShort,
      kTooShort,
      kTooShort};
  const __m256i bytes = Load(at);
  const __m256i before = Load(at - 1);
  const __m256i low_halves = _mm256_and_si256(before, _mm256_set1_epi8(0x0F));
  const __m256i special =
      _mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(Table(kFirstHigh), HighHalves(before)),
                                        _mm256_shuffle_epi8(Table(kFirstLow), low_halves)),
                       _mm256_shuffle_epi8(Table(kSecondHigh), HighHalves(bytes)));
  // Behind a lead of three or four bytes, two and three places on, a continuation must follow one.
  const __m256i third = _mm256_subs_epu8(Load(at - 2), _mm256_set1_epi8(0xE0 - 0x80));
  const __m256i fourth = _mm256_subs_epu8(Load(at - 3), _mm256_set1_epi8(0xF0 - 0x80));
  const __m256i continues =
      _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(static_cast<char>(0x80)));
  return _mm256_xor_si256(continues, special);
}

/// Tells whether a text ends within a character.
bool IsCutOff(std::string_view text) {
  const auto byte = [&](size_t from_end) {
    return text.size() < from_end ? 0 : static_cast<unsigned char>(text[text.size() - from_end]);
  };
  return byte(1) >= 0xC0 || byte(2) >= 0xE0 || byte(3) >= 0xF0;
}

LAKEBOLT_AVX2 bool CheckBy32(std::string_view text) {
  if (IsCutOff(text)) return false;
  // What stands before the first block is ASCII.
  char first[kBlock + kBlock] = {};
  const auto size = static_cast<ptrdiff_t>(text.size());
  std::memcpy(first + kBlock, text.data(), static_cast<size_t>(std::min(size, kBlock)));
  __m256i errors = ErrorsOf(first + kBlock);
  const char* const last = text.data() + size - kBlock;
  for (const char* at = text.data() + kBlock; at < last; at += kBlock) {
    errors = _mm256_or_si256(errors, ErrorsOf(at));
  }
  if (size >= kBlock + kBefore) {  // overlaps the block before it
    errors = _mm256_or_si256(errors, ErrorsOf(last));
  } else if (size > kBlock) {
    char rest[kBlock + kBlock] = {};
    const auto left = static_cast<size_t>(size - kBlock + kBefore);
    std::memcpy(rest + kBlock - kBefore, text.data() + kBlock - kBefore, left);
    errors = _mm256_or_si256(errors, ErrorsOf(rest + kBlock));
  }
  return _mm256_testz_si256(errors, errors) != 0;
}

#undef LAKEBOLT_AVX2

Check ChooseCheck() {
  return HasAvx2() ? CheckBy32 : CheckSlowly;
}

#else

Check ChooseCheck() {
  return CheckSlowly;
}

#endif

}  // namespace

size_t WellFormedUtf8(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* at = begin;
  while (at != end) {
    at += AsciiWords(at, static_cast<size_t>(end - at));
    // Scripts other than Latin come in runs: the next word is looked at one character at a time.
    for (const char* const word_end = end - at > 8 ? at + 8 : end; at < word_end;) {
      uint32_t code = 0;
      const size_t length = DecodeUtf8(at, end, code);
      if (length == 0) return static_cast<size_t>(at - begin);
      at += length;
    }
  }
  return text.size();
}

bool IsAscii(std::string_view text) {
  if (text.size() >= 8) return AllAscii(text.data(), text.size());
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string MadeUtf8(std::string text) {
  if (WellFormedUtf8(text) == text.size()) return text;
  constexpr uint32_t kReplacement = 0xFFFD;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t good = WellFormedUtf8(rest);
    out.append(rest.substr(0, good));
    rest.remove_prefix(good);
    if (rest.empty()) break;
    AppendUtf8(kReplacement, out);
    rest.remove_prefix(1);
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  static const Check check = ChooseCheck();
  constexpr size_t kShort = 12;  // too short for blocks to pay
  if (text.size() >= 8 && AllAscii(text.data(), text.size())) return true;
  text.remove_prefix(AsciiWords(text.data(), text.size()));
  if (text.size() <= kShort) return CheckSlowly(text);
  return check(text);
}

}  // namespace lakebolt
