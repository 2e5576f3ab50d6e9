// MD5: Rivest, "The MD5 Message-Digest Algorithm", RFC 1321.

#include <array>
#include <bit>
#include <cmath>

#include "function/scalar/bytes/digest.h"
#include "function/scalar/bytes/digest_blocks.h"

namespace lakebolt {

namespace {

constexpr std::array<int, 16> kRotations = {7, 12, 17, 22, 5, 9,  14, 20,
                                            4, 11, 16, 23, 6, 10, 15, 21};

/// Returns the constants: the integer part of 2^32 |sin(i)|, i from 1 in radians.
const std::array<uint32_t, 64>& Constants() {
  static const std::array<uint32_t, 64> constants = [] {
    std::array<uint32_t, 64> out{};
    for (size_t i = 0; i < 64; ++i) {
      out[i] = static_cast<uint32_t>(std::floor(4294967296.0 * std::fabs(std::sin(i + 1.0))));
    }
    return out;
  }();
  return constants;
}

void AddBlock(std::array<uint32_t, 4>& state, const uint8_t* block) {
  std::array<uint32_t, 16> words;
  std::memcpy(words.data(), block, 64);  // little-endian, as the machine
  const std::array<uint32_t, 64>& constants = Constants();
  auto [a, b, c, d] = state;
  for (uint32_t i = 0; i < 64; ++i) {
    uint32_t mixed = 0;
    uint32_t word = i;
    if (i < 16) {
      mixed = (b & c) | (~b & d);
    } else if (i < 32) {
      mixed = (d & b) | (~d & c);
      word = 5 * i + 1;
    } else if (i < 48) {
      mixed = b ^ c ^ d;
      word = 3 * i + 5;
    } else {
      mixed = c ^ (b | ~d);
      word = 7 * i;
    }
    const uint32_t sum = a + mixed + constants[i] + words[word % 16];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kRotations[i / 16 * 4 + i % 4]);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

}  // namespace

std::string Md5(std::string_view message) {
  std::array<uint32_t, 4> state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  ForEachDigestBlock<64, 8, false>(message, [&](const uint8_t* block) { AddBlock(state, block); });
  std::string out(16, '\0');
  std::memcpy(out.data(), state.data(), 16);
  return out;
}

}  // namespace lakebolt
