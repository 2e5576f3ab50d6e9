#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/cancellation_scope.h"

namespace lakebolt {

/// Cuts a message into the blocks that MD5 and the SHAs work on: the message, a bit 1, zeros, and
/// the length in bits in the last `kLengthBytes` of the last block. Calls `consume(const uint8_t*)`
/// with each block of `kBlock` bytes.
template <size_t kBlock, size_t kLengthBytes, bool kBigEndian, typename Consume>
void ForEachDigestBlock(std::string_view message, Consume consume) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(message.data());
  size_t at = 0;
  constexpr uint64_t kNanosPerByte = 4;
  CancellationPoll poll;
  for (; at + kBlock <= message.size(); at += kBlock) {
    poll.Spend(kBlock * kNanosPerByte);
    consume(bytes + at);
  }
  const size_t rest = message.size() - at;
  uint8_t last[2 * kBlock] = {};
  if (rest > 0) std::memcpy(last, bytes + at, rest);
  last[rest] = 0x80;
  const size_t size = rest + 1 + kLengthBytes <= kBlock ? kBlock : 2 * kBlock;
  const uint64_t bits = static_cast<uint64_t>(message.size()) * 8;
  for (size_t i = 0; i < 8; ++i) {
    const size_t place = kBigEndian ? size - 1 - i : size - kLengthBytes + i;
    last[place] = static_cast<uint8_t>(bits >> (8 * i));
  }
  for (size_t begin = 0; begin < size; begin += kBlock) consume(last + begin);
}

/// Reads a word of big-endian bytes.
template <typename Word>
Word BigEndianWord(const uint8_t* bytes) {
  Word word = 0;
  for (size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8 | bytes[i]);
  return word;
}

/// Appends the bytes of a word, the highest first.
template <typename Word>
void AppendBigEndian(Word word, std::string& out) {
  for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(word >> shift);
  }
}

}  // namespace lakebolt
