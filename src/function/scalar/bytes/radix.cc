// Numbers and bytes in base 2, 16 and others.

#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/error.h"
#include "function/growing_text.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;
constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Writes the bits of `value` with `kBits` of them a digit, without leading zeros.
template <int kBits, typename T>
StringView WriteNumber(StringHeap& heap, T value) {
  constexpr unsigned kMask = (1U << kBits) - 1;
  char digits[128];
  char* begin = digits + sizeof(digits);
  do {
    *--begin = kDigits[static_cast<unsigned>(value) & kMask];
    value = static_cast<T>(value >> kBits);
  } while (value != 0);
  return heap.Add({begin, static_cast<size_t>(digits + sizeof(digits) - begin)});
}

/// Writes all bits of bytes, leading zeros too.
template <int kBits>
StringView WriteBytes(StringHeap& heap, const StringView& bytes) {
  constexpr unsigned kMask = (1U << kBits) - 1;
  GrowingText out;
  out.Reserve(bytes.size() * size_t{8 / kBits});
  for (const char c : bytes.view()) {
    for (int shift = 8 - kBits; shift >= 0; shift -= kBits) {
      out.Append(kDigits[static_cast<unsigned char>(c) >> shift & kMask]);
    }
  }
  return heap.Add(out.view());
}

template <int kBits>
unsigned ReadDigit(char c) {
  const char upper = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  const size_t digit = kDigits.find(upper);
  if (digit >= size_t{1} << kBits) {
    throw UserError(ErrorCode::kInvalidArgument, std::string("'") + c + "' is not a " +
                                                     (kBits == 4 ? "hex" : "binary") + " digit");
  }
  return static_cast<unsigned>(digit);
}

/// Reads digits; the first byte may lack its leading ones.
template <int kBits>
StringView ReadBytes(StringHeap& heap, const StringView& text) {
  constexpr size_t kDigitsAByte = 8 / kBits;
  GrowingText out;
  unsigned byte = 0;
  size_t left = text.size() % kDigitsAByte == 0 ? kDigitsAByte : text.size() % kDigitsAByte;
  for (const char c : text.view()) {
    byte = byte << kBits | ReadDigit<kBits>(c);
    if (--left > 0) continue;
    out.Append(static_cast<char>(byte));
    byte = 0;
    left = kDigitsAByte;
  }
  return heap.Add(out.view());
}

template <int kBits>
std::vector<ScalarOverload> Overloads() {
  const auto number = [](StringHeap& heap, int64_t value) {
    return WriteNumber<kBits>(heap, static_cast<uint64_t>(value));
  };
  std::vector<ScalarOverload> overloads = {
      MakeOverload<StringView>({kText}, kText, WriteBytes<kBits>),
      MakeOverload<int64_t>({TypeId::kInt64}, kText, number),
      MakeOverload<uint64_t>({TypeId::kUInt64}, kText, WriteNumber<kBits, uint64_t>),
      MakeOverload<int128_t>({TypeId::kInt128}, kText,
                             [](StringHeap& heap, int128_t value) {
                               return WriteNumber<kBits>(heap, static_cast<uint128_t>(value));
                             }),
      MakeOverload<uint128_t>({TypeId::kUInt128}, kText, WriteNumber<kBits, uint128_t>)};
  if (kBits == 4) {
    overloads.push_back(MakeOverload<StringView>({kBlob}, kText, WriteBytes<kBits>));
  }
  return overloads;
}

StringView ToBase(StringHeap& heap, int64_t number, int32_t base, int32_t least) {
  constexpr int32_t kMostDigits = 64;
  if (number < 0 || base < 2 || base > 36 || least < 0 || least > kMostDigits) {
    throw UserError(
        ErrorCode::kOutOfRange,
        "to_base(" + std::to_string(number) + ", " + std::to_string(base) + ", " +
            std::to_string(least) +
            "): the number may not be negative, the base is 2 to 36, the length 0 to 64");
  }
  std::string out;
  do {
    out.insert(out.begin(), kDigits[static_cast<size_t>(number % base)]);
    number /= base;
  } while (number > 0);
  if (out.size() < static_cast<size_t>(least)) {
    out.insert(0, static_cast<size_t>(least) - out.size(), '0');
  }
  return heap.Add(out);
}

/// Writes the number that text says in one base in another; the digits before the first wrong one
/// count, and what does not fit 64 bits is the largest. A negative base to write in keeps the sign.
std::optional<StringView> Convert(StringHeap& heap, const StringView& text, int32_t from,
                                  int32_t to) {
  constexpr int32_t kLargestBase = 36;
  const int32_t base = to < 0 ? -to : to;
  if (from < 2 || from > kLargestBase || base < 2 || base > kLargestBase) return std::nullopt;
  std::string_view digits = text.view();
  while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
  const bool negative = !digits.empty() && digits[0] == '-';
  if (negative) digits.remove_prefix(1);
  uint64_t value = 0;
  bool lost = false;
  for (const char c : digits) {
    const char upper = AsciiUpper(c);
    const size_t digit = kDigits.find(upper);
    if (digit >= static_cast<size_t>(from)) break;
    lost |= __builtin_mul_overflow(value, static_cast<uint64_t>(from), &value);
    lost |= __builtin_add_overflow(value, digit, &value);
  }
  if (lost) value = UINT64_MAX;
  if (negative && !lost) value = ~value + 1;
  const bool minus = to < 0 && static_cast<int64_t>(value) < 0;
  if (minus) value = ~value + 1;
  std::string out;
  do {
    out.insert(out.begin(), kDigits[value % static_cast<uint64_t>(base)]);
    value /= static_cast<uint64_t>(base);
  } while (value > 0);
  return heap.Add(minus ? "-" + out : out);
}

}  // namespace

void RegisterRadix(FunctionRegistry& registry) {
  Family family(registry, "blob");
  family.Add({"hex", "to_hex"}, "Writes a number, or the bytes of text or a blob, in hexadecimal.",
             {{"hex(255)", "FF"}, {"hex('duck')", "6475636B"}}, Overloads<4>(), NeverFails());
  family.Add({"bin", "to_binary"}, "Writes a number, or the bytes of text, in binary.",
             {{"bin(5)", "101"}, {"bin('a')", "01100001"}}, Overloads<1>(), NeverFails());
  family.Add({"unhex", "from_hex"}, "Reads bytes from hexadecimal digits.",
             {{"unhex('6475636B')", "duck"}},
             {MakeOverload<StringView>({kText}, kBlob, ReadBytes<4>)});
  family.Add({"unbin", "from_binary"}, "Reads bytes from binary digits.",
             {{"unbin('0110')", "\\x06"}},
             {MakeOverload<StringView>({kText}, kBlob, ReadBytes<1>)});
  family.Add({"conv"}, "Writes a number given as text in one base in another.",
             {{"conv('100', 2, 10)", "4"}, {"conv('-10', 16, -10)", "-16"}},
             {MakeOverload<StringView, int32_t, int32_t>({kText, TypeId::kInt32, TypeId::kInt32},
                                                         kText, Convert)},
             NeverFails());
  const auto short_form = [](StringHeap& heap, int64_t number, int32_t base) {
    return ToBase(heap, number, base, 0);
  };
  const LogicalType big = TypeId::kInt64;
  const LogicalType integer = TypeId::kInt32;
  family.Add({"to_base"}, "Writes a number in a base from 2 to 36, with zeros up to a length.",
             {{"to_base(42, 16)", "2A"}, {"to_base(5, 2, 8)", "00000101"}},
             {MakeOverload<int64_t, int32_t>({big, integer}, kText, short_form),
              MakeOverload<int64_t, int32_t, int32_t>({big, integer, integer}, kText, ToBase)});
}

}  // namespace lakebolt
