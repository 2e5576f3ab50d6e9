// md5, sha1, sha2 and crc32 of text and blobs.

#include "function/scalar/bytes/digest.h"

#include <array>
#include <optional>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;

constexpr std::array<uint32_t, 256> kCrcTable = [] {
  constexpr uint32_t kPolynomial = 0xEDB88320;
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
    table[i] = value;
  }
  return table;
}();

StringView AddHex(StringHeap& heap, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return heap.Add(out);
}

/// Makes the overloads of a function of text or a blob.
template <typename F>
std::vector<ScalarOverload> OfBytes(const LogicalType& result, F fn) {
  return {MakeOverload<StringView>({kText}, result, fn),
          MakeOverload<StringView>({kBlob}, result, fn)};
}

template <typename F>
std::vector<ScalarOverload> HexOf(F fn) {
  return OfBytes(kText, [fn](StringHeap& heap, const StringView& bytes) {
    return AddHex(heap, fn(bytes.view()));
  });
}

}  // namespace

uint32_t Crc32(std::string_view message) {
  uint32_t crc = ~uint32_t{0};
  for (const char c : message) {
    crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 255];
  }
  return ~crc;
}

void RegisterDigests(FunctionRegistry& registry) {
  Family family(registry, "hash");
  family.Add({"md5"}, "Returns the MD5 digest in hexadecimal.",
             {{"md5('abc')", "900150983cd24fb0d6963f7d28e17f72"}}, HexOf(Md5), NeverFails());
  const auto word = [](std::string_view bytes, size_t begin) {
    uint64_t value = 0;  // little-endian, as the digest's own words
    for (size_t i = 8; i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[begin + i - 1]);
    return value;
  };
  family.Add({"md5_number"}, "Returns the MD5 digest as a number, its first byte the lowest.",
             {{"md5_number('abc')", "152195979970564155685860391459828531600"}},
             OfBytes(TypeId::kUInt128,
                     [word](const StringView& text) {
                       const std::string digest = Md5(text);
                       return static_cast<uint128_t>(word(digest, 8)) << 64 | word(digest, 0);
                     }),
             NeverFails());
  family.Add(
      {"md5_number_upper"}, "Returns the MD5 digest's first 64 bits as a number.",
      {{"md5_number_upper('abc')", "12704604231530709392"}},
      OfBytes(TypeId::kUInt64, [word](const StringView& text) { return word(Md5(text), 0); }),
      NeverFails());
  family.Add(
      {"md5_number_lower"}, "Returns the MD5 digest's last 64 bits as a number.",
      {{"md5_number_lower('abc')", "8250560606382298838"}},
      OfBytes(TypeId::kUInt64, [word](const StringView& text) { return word(Md5(text), 8); }),
      NeverFails());
  family.Add({"sha1", "sha"}, "Returns the SHA-1 digest in hexadecimal.",
             {{"sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"}}, HexOf(Sha1),
             NeverFails());
  family.Add(
      {"sha256"}, "Returns the SHA-256 digest in hexadecimal.",
      {{"sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}},
      HexOf([](std::string_view text) { return Sha2(text, 256); }), NeverFails());
  const auto sha2 = [](StringHeap& heap, const StringView& text,
                       int32_t bits) -> std::optional<StringView> {
    if (bits != 0 && bits != 224 && bits != 256 && bits != 384 && bits != 512) return std::nullopt;
    return AddHex(heap, Sha2(text, bits));
  };
  const LogicalType integer = TypeId::kInt32;
  family.Add({"sha2"},
             "Returns the SHA-2 digest of 224, 256, 384 or 512 bits (0 stands for 256) in "
             "hexadecimal; NULL for another length.",
             {{"sha2('abc', 224)", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"}},
             {MakeOverload<StringView, int32_t>({kText, integer}, kText, sha2),
              MakeOverload<StringView, int32_t>({kBlob, integer}, kText, sha2)},
             NeverFails());
  const auto of_bits = [](int bits) {
    return HexOf([bits](std::string_view text) { return Sha2(text, bits); });
  };
  family.Add({"sha224"}, "Returns the SHA-224 digest in hexadecimal.",
             {{"sha224('abc')", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"}},
             of_bits(224), NeverFails());
  family.Add({"sha384"}, "Returns the SHA-384 digest in hexadecimal.",
             {{"left(sha384('abc'), 16)", "cb00753f45a35e8b"}}, of_bits(384), NeverFails());
  family.Add({"sha512"}, "Returns the SHA-512 digest in hexadecimal.",
             {{"left(sha512('abc'), 16)", "ddaf35a193617aba"}}, of_bits(512), NeverFails());
  family.Add({"crc32"}, "Returns the CRC-32 checksum.", {{"crc32('Spark')", "1557323817"}},
             OfBytes(TypeId::kInt64,
                     [](const StringView& text) { return static_cast<int64_t>(Crc32(text)); }),
             NeverFails());
}

}  // namespace lakebolt
