// SHA-1 and SHA-2: NIST, "Secure Hash Standard", FIPS 180-4.

#include <array>
#include <bit>

#include "function/scalar/bytes/digest.h"
#include "function/scalar/bytes/digest_blocks.h"

namespace lakebolt {

namespace {

void AddSha1Block(std::array<uint32_t, 5>& state, const uint8_t* block) {
  std::array<uint32_t, 80> words;
  for (size_t i = 0; i < 16; ++i) words[i] = BigEndianWord<uint32_t>(block + 4 * i);
  for (size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (size_t i = 0; i < 80; ++i) {
    uint32_t mixed = b ^ c ^ d;
    uint32_t constant = i < 40 ? 0x6ED9EBA1 : 0xCA62C1D6;
    if (i < 20) {
      mixed = (b & c) | (~b & d);
      constant = 0x5A827999;
    } else if (i >= 40 && i < 60) {
      mixed = (b & c) | (b & d) | (c & d);
      constant = 0x8F1BBCDC;
    }
    const uint32_t next = std::rotl(a, 5) + mixed + e + constant + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

/// Are the first 64 bits of the fractional parts of the cube roots of the first 80 primes; SHA-256
/// takes the upper halves of the first 64.
constexpr std::array<uint64_t, 80> kConstants = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

/// Says what SHA-2 of 32-bit words (224, 256 bits) and of 64-bit words (384, 512) differ in.
struct Narrow {
  using Word = uint32_t;
  static constexpr size_t kRounds = 64;
  static constexpr std::array<int, 12> kShifts = {2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10};
  static Word Constant(size_t i) { return static_cast<Word>(kConstants[i] >> 32); }
};
struct Wide {
  using Word = uint64_t;
  static constexpr size_t kRounds = 80;
  static constexpr std::array<int, 12> kShifts = {28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6};
  static Word Constant(size_t i) { return kConstants[i]; }
};

template <typename Size>
void AddSha2Block(std::array<typename Size::Word, 8>& state, const uint8_t* block) {
  using Word = typename Size::Word;
  constexpr auto& kShift = Size::kShifts;
  std::array<Word, Size::kRounds> words;
  for (size_t i = 0; i < 16; ++i) words[i] = BigEndianWord<Word>(block + sizeof(Word) * i);
  for (size_t i = 16; i < words.size(); ++i) {
    const Word x = words[i - 15];
    const Word y = words[i - 2];
    words[i] = words[i - 16] + words[i - 7] +
               (std::rotr(x, kShift[6]) ^ std::rotr(x, kShift[7]) ^ (x >> kShift[8])) +
               (std::rotr(y, kShift[9]) ^ std::rotr(y, kShift[10]) ^ (y >> kShift[11]));
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (size_t i = 0; i < words.size(); ++i) {
    const Word first =
        h + (std::rotr(e, kShift[3]) ^ std::rotr(e, kShift[4]) ^ std::rotr(e, kShift[5])) +
        ((e & f) ^ (~e & g)) + Size::Constant(i) + words[i];
    const Word second =
        (std::rotr(a, kShift[0]) ^ std::rotr(a, kShift[1]) ^ std::rotr(a, kShift[2])) +
        ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  const std::array<Word, 8> added = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < 8; ++i) state[i] += added[i];
}

template <typename Size>
std::string Sha2Of(std::string_view message, std::array<typename Size::Word, 8> state,
                   size_t bytes) {
  constexpr size_t kWord = sizeof(typename Size::Word);
  ForEachDigestBlock<16 * kWord, 2 * kWord, true>(
      message, [&](const uint8_t* block) { AddSha2Block<Size>(state, block); });
  std::string out;
  for (const auto word : state) AppendBigEndian(word, out);
  out.resize(bytes);
  return out;
}

constexpr std::array<uint32_t, 8> kStart224 = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                                               0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
constexpr std::array<uint32_t, 8> kStart256 = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<uint64_t, 8> kStart384 = {
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
constexpr std::array<uint64_t, 8> kStart512 = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

}  // namespace

std::string Sha1(std::string_view message) {
  std::array<uint32_t, 5> state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  ForEachDigestBlock<64, 8, true>(message,
                                  [&](const uint8_t* block) { AddSha1Block(state, block); });
  std::string out;
  for (const uint32_t word : state) AppendBigEndian(word, out);
  return out;
}

std::string Sha2(std::string_view message, int bits) {
  switch (bits) {
    case 224: return Sha2Of<Narrow>(message, kStart224, 28);
    case 384: return Sha2Of<Wide>(message, kStart384, 48);
    case 512: return Sha2Of<Wide>(message, kStart512, 64);
    default: return Sha2Of<Narrow>(message, kStart256, 32);
  }
}

}  // namespace lakebolt
