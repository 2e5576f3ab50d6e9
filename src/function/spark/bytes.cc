// Functions of text that take bytes too, and Spark's ways to write bytes as text: base 32, hmac.

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/ascii.h"
#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/scalar/bytes/base64.h"
#include "function/scalar/bytes/digest.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/charset.h"
#include "function/scalar/text/find_bytes.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using S = StringView;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Takes bytes off both ends and returns what is left as text.
S TrimToText(StringHeap& heap, const S& bytes, const S& set) {
  std::string_view view = bytes.view();
  const size_t begin = view.find_first_not_of(set.view());
  if (begin == std::string_view::npos) return {};
  view = view.substr(begin, view.find_last_not_of(set.view()) + 1 - begin);
  return heap.Add(RepairedUtf8(view, "\xEF\xBF\xBD"));
}

S ReverseBytes(StringHeap& heap, const S& bytes) {
  std::string out(bytes.view());
  std::reverse(out.begin(), out.end());
  return heap.Add(out);
}

/// Registers what bytes have in every dialect, for none means something else by it.
void RegisterByteForms(FunctionRegistry& registry) {
  Family family(registry, "blob");
  const LogicalType big = TypeId::kInt64;
  const LogicalType boolean = TypeId::kBoolean;
  const auto count = [](const S& bytes) { return int64_t{bytes.size()}; };
  family.Add({"length"}, "", {{"length('abc'::BLOB)", "3"}}, {MakeOverload<S>({kBlob}, big, count)},
             NeverFails());
  family.Add({"bit_length"}, "", {{"bit_length('abc'::BLOB)", "24"}},
             {MakeOverload<S>({kBlob}, big, [](const S& b) { return int64_t{b.size()} * 8; })},
             NeverFails());
  family.Add({"reverse"}, "", {{"reverse('abc'::BLOB)", "cba"}},
             {MakeOverload<S>({kBlob}, kBlob, ReverseBytes)}, NeverFails());
  const auto contains = [](const S& bytes, const S& part) {
    return FindBytes(bytes.view(), part.view()) != std::string_view::npos;
  };
  family.Add({"contains"}, "", {{"contains('abc'::BLOB, 'b'::BLOB)", "true"}},
             {MakeOverload<S, S>({kBlob, kBlob}, boolean, contains)}, NeverFails());
  const auto starts = [](const S& bytes, const S& part) {
    return bytes.view().substr(0, part.size()) == part.view();
  };
  family.Add({"starts_with"}, "", {{"starts_with('abc'::BLOB, 'ab'::BLOB)", "true"}},
             {MakeOverload<S, S>({kBlob, kBlob}, boolean, starts)}, NeverFails());
  const auto ends = [](const S& bytes, const S& part) {
    return bytes.size() >= part.size() &&
           bytes.view().substr(bytes.size() - part.size()) == part.view();
  };
  family.Add({"ends_with"}, "", {{"ends_with('abc'::BLOB, 'bc'::BLOB)", "true"}},
             {MakeOverload<S, S>({kBlob, kBlob}, boolean, ends)}, NeverFails());
}

S ToBase32(StringHeap& heap, const S& bytes) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes.view()) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) out += kBase32[bits >> (count - 5) & 31];
  }
  if (count > 0) out += kBase32[bits << (5 - count) & 31];
  while (out.size() % 8 != 0) out += '=';
  return heap.Add(out);
}

S FromBase32(StringHeap& heap, const S& text) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  std::string_view digits = text.view();
  while (!digits.empty() && digits.back() == '=') digits.remove_suffix(1);
  for (const char c : digits) {
    const size_t digit = kBase32.find(AsciiUpper(c));
    if (digit == std::string_view::npos) {
      throw UserError(ErrorCode::kInvalidArgument, "\"" + text.str() + "\" is not base 32");
    }
    bits = bits << 5 | static_cast<uint32_t>(digit);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count);
  }
  return heap.Add(out);
}

/// Is the digest of a name such as "SHA-256", with the size of the blocks that it works on.
struct DigestMethod {
  int bits = 0;
  size_t block = 64;

  std::string Of(std::string_view message) const {
    if (bits == 128) return Md5(message);
    return bits == 160 ? Sha1(message) : Sha2(message, bits);
  }
};

DigestMethod FindDigest(std::string_view name) {
  std::string plain = AsciiUpper(name);
  plain.erase(std::remove(plain.begin(), plain.end(), '-'), plain.end());
  if (plain == "MD5") return {128, 64};
  if (plain == "SHA1" || plain == "SHA") return {160, 64};
  if (plain == "SHA224") return {224, 64};
  if (plain == "SHA256") return {256, 64};
  if (plain == "SHA384") return {384, 128};
  if (plain == "SHA512") return {512, 128};
  throw UserError(ErrorCode::kInvalidArgument, "hmac knows no digest \"" + std::string(name) + "\"",
                  {}, "there are MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512");
}

/// Returns the message's authentication code (RFC 2104).
S Hmac(StringHeap& heap, const S& key, const S& message, const S& method) {
  const DigestMethod digest = FindDigest(method.view());
  std::string block = key.size() > digest.block ? digest.Of(key.view()) : std::string(key.view());
  block.resize(digest.block, '\0');
  std::string inner = block;
  std::string outer = block;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5C);
  return heap.Add(digest.Of(outer + digest.Of(inner + std::string(message.view()))));
}

std::vector<ScalarOverload> HmacOverloads() {
  const auto sha256 = [](StringHeap& heap, const S& key, const S& message) {
    return Hmac(heap, key, message, S("SHA-256", 7));
  };
  std::vector<ScalarOverload> overloads;
  for (const LogicalType& type : {kText, kBlob}) {
    overloads.push_back(MakeOverload<S, S>({type, type}, kBlob, sha256));
    overloads.push_back(MakeOverload<S, S, S>({type, type, kText}, kBlob, Hmac));
  }
  return overloads;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = AsciiLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Reads pairs of hexadecimal digits, of which the first may be missing; nothing for other text.
std::optional<std::string> ReadHex(std::string_view text) {
  std::string digits(text);
  if (digits.size() % 2 == 1) digits.insert(0, 1, '0');
  std::string out;
  for (size_t i = 0; i < digits.size(); i += 2) {
    const int high = HexDigit(digits[i]);
    const int low = HexDigit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::optional<std::string> ReadBase64(std::string_view text) {
  GrowingText out;
  try {
    AppendFromBase64(text, out);
  } catch (const UserError&) {
    CheckCancellation();
    return std::nullopt;
  }
  return std::string(out.view());
}

/// Turns text into the bytes that it says in a format: hex, base64, or UTF-8 itself.
std::optional<std::string> ReadBinary(std::string_view text, std::string_view format) {
  const std::string name = AsciiLower(format);
  if (name == "hex") return ReadHex(text);
  if (name == "base64") return ReadBase64(text);
  if (name == "utf-8" || name == "utf8") return std::string(text);
  throw UserError(ErrorCode::kInvalidArgument,
                  "to_binary knows no format \"" + std::string(format) + "\"", {},
                  "there are hex, base64 and utf-8");
}

template <bool kOrNull>
std::optional<S> ToBinary(StringHeap& heap, const S& text, const S& format) {
  const auto bytes = ReadBinary(text.view(), format.view());
  if (bytes) return heap.Add(*bytes);
  if (kOrNull) return std::nullopt;
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + text.str() + "\" is not written in " + format.str(), {},
                  "try_to_binary gives NULL instead");
}

template <bool kOrNull>
std::vector<ScalarOverload> ToBinaryOverloads() {
  const auto hex = [](StringHeap& heap, const S& text) {
    return ToBinary<kOrNull>(heap, text, S("hex", 3));
  };
  return {MakeOverload<S>({kText}, kBlob, hex),
          MakeOverload<S, S>({kText, kText}, kBlob, ToBinary<kOrNull>)};
}

/// Writes the bits of a number, its decimals dropped, with `kBits` of them a digit.
template <int kBits>
S WriteDigits(StringHeap& heap, double number) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr double kLargest = 0x1.fffffffffffffp62;  // below 2^63
  const double bounded = std::isnan(number) ? 0 : std::clamp(number, -0x1p63, kLargest);
  auto rest = static_cast<uint64_t>(static_cast<int64_t>(bounded));
  std::string out;
  do {
    out.insert(out.begin(), kDigits[rest & ((1U << kBits) - 1)]);
    rest >>= kBits;
  } while (rest != 0);
  return heap.Add(out);
}

/// Registers hex and bin, which take no number for text.
void RegisterDigits(const FunctionRegistry& registry, Family& family) {
  const auto overloads_of = [&](const char* name, const std::vector<TypeId>& types) {
    std::vector<ScalarOverload> overloads = registry.scalars().at(name).overloads;
    std::erase_if(overloads, [&](const ScalarOverload& overload) {
      const TypeId type = overload.parameters[0].id();
      return std::find(types.begin(), types.end(), type) == types.end();
    });
    return overloads;
  };
  const LogicalType number = TypeId::kFloat64;
  std::vector<ScalarOverload> hex =
      overloads_of("hex", {TypeId::kInt64, TypeId::kVarchar, TypeId::kBlob});
  hex.push_back(MakeOverload<double>({number}, kText, WriteDigits<4>));
  family.Add({"hex"}, "Writes a whole number, or the bytes of text, in hexadecimal.",
             {{"hex(17)", "11"}, {"hex(1.5)", "1"}}, std::move(hex), NeverFails());
  std::vector<ScalarOverload> bin = overloads_of("bin", {TypeId::kInt64});
  bin.push_back(MakeOverload<double>({number}, kText, WriteDigits<1>));
  family.Add({"bin"}, "Writes a whole number in binary.",
             {{"bin(13)", "1101"}, {"bin(13.7)", "1101"}}, std::move(bin), NeverFails());
}

/// Registers trim, which makes text of bytes.
void RegisterTrim(const FunctionRegistry& registry, Family& family) {
  std::vector<ScalarOverload> overloads = registry.scalars().at("trim").overloads;
  const auto blanks = [](StringHeap& heap, const S& bytes) {
    return TrimToText(heap, bytes, S(" ", 1));
  };
  overloads.push_back(MakeOverload<S>({kBlob}, kText, blanks));
  overloads.push_back(MakeOverload<S, S>({kBlob, kBlob}, kText, TrimToText));
  family.Add({"trim", "btrim"}, "Takes blanks, or the given characters, off both ends.",
             {{"btrim(encode('SSparkSQLS', 'utf-8'), encode('SL', 'utf-8'))", "parkSQ"}},
             std::move(overloads), NeverFails());
}

}  // namespace

void RegisterSparkBytes(FunctionRegistry& registry) {
  RegisterByteForms(registry);
  Family shared(registry, "blob");
  shared.Add({"to_base32"}, "Writes bytes in base 32 (RFC 4648).",
             {{"to_base32('foobar')", "MZXW6YTBOI======"}},
             {MakeOverload<S>({kBlob}, kText, ToBase32), MakeOverload<S>({kText}, kText, ToBase32)},
             NeverFails());
  shared.Add({"from_base32"}, "Reads bytes from base 32.",
             {{"from_base32('MZXW6YTBOI======')", "foobar"}},
             {MakeOverload<S>({kText}, kBlob, FromBase32)});
  shared.Add({"hmac"},
             "Returns the authentication code of a message under a key, by SHA-256 or a digest "
             "given by name.",
             {{"left(hex(hmac('key', 'message')), 16)", "6E9EF29B75FFFC5B"}}, HmacOverloads());
  shared.Add({"try_to_binary"}, "Reads bytes from text in hex, base64 or utf-8; else NULL.",
             {{"try_to_binary('zz', 'hex')", "NULL"}}, ToBinaryOverloads<true>());
  Family family(registry, "blob", "spark");
  family.Add({"to_binary"}, "Reads bytes from text in hex, base64 or utf-8.",
             {{"CAST(to_binary('abc', 'utf-8') AS STRING)", "abc"}}, ToBinaryOverloads<false>());
  const auto unhex = [](StringHeap& heap, const S& text) -> std::optional<S> {
    const auto bytes = ReadHex(text.view());
    return bytes ? std::optional(heap.Add(*bytes)) : std::nullopt;
  };
  RegisterDigits(registry, family);
  RegisterTrim(registry, family);
  family.Add({"unhex"}, "Reads bytes from hexadecimal digits; NULL for other text.",
             {{"unhex('G1')", "NULL"}}, {MakeOverload<S>({kText}, kBlob, unhex)}, NeverFails());
}

}  // namespace lakebolt
