// The decompressor against a plain one, on random streams of elements, whole and damaged.

#include "format/parquet/snappy.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>

namespace lakebolt::parquet_format {
namespace {

constexpr size_t kPadding = 64;

/// Decompresses byte by byte, straight from the format's description.
std::optional<std::string> Plain(const std::string& in) {
  size_t at = 0;
  const auto byte = [&]() -> uint64_t { return static_cast<uint8_t>(in[at++]); };
  const auto number = [&](size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i) value |= byte() << (8 * i);
    return value;
  };
  uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    if (at == in.size() || shift > 28) return std::nullopt;
    const uint64_t b = byte();
    size |= (b & 0x7F) << shift;
    if ((b & 0x80) == 0) break;
  }
  std::string out;
  while (at < in.size() && out.size() < size) {
    const uint64_t tag = byte();
    const size_t left = in.size() - at;
    uint64_t length = (tag >> 2) + 1;
    if ((tag & 3) == 0) {
      const size_t extra = length > 60 ? length - 60 : 0;
      if (extra > left) return std::nullopt;
      if (extra > 0) length = number(extra) + 1;
      if (length > in.size() - at || length > size - out.size()) return std::nullopt;
      out.append(in, at, length);
      at += length;
      continue;
    }
    const size_t bytes = (tag & 3) == 1 ? 1 : (tag & 3) == 2 ? 2 : 4;
    if (bytes > left) return std::nullopt;
    uint64_t offset = number(bytes);
    if (bytes == 1) {
      length = ((tag >> 2) & 7) + 4;
      offset |= (tag >> 5) << 8;
    }
    if (offset == 0 || offset > out.size() || length > size - out.size()) return std::nullopt;
    for (uint64_t i = 0; i < length; ++i) out.push_back(out[out.size() - offset]);
  }
  if (at != in.size() || out.size() != size) return std::nullopt;
  return out;
}

/// Makes a stream of random elements and knows how much it unfolds to.
class Stream {
 public:
  explicit Stream(uint32_t seed) : random_(seed) {}

  void AddLiteral(size_t length) {
    if (length <= 60) {
      Put((length - 1) << 2, 1);
    } else {
      const size_t extra = length <= 256 ? 1 : length <= 65536 ? 2 : 4;
      Put((59 + extra) << 2, 1);
      Put(length - 1, extra);
    }
    for (size_t i = 0; i < length; ++i) Put(random_() % 256, 1);
    size_ += length;
  }
  void AddCopy(size_t length, size_t offset, int kind) {
    if (kind == 1 && (length < 4 || length > 11 || offset > 2047)) kind = 2;
    if (kind == 2 && offset > 65535) kind = 3;
    if (kind == 1) {
      Put(1 | ((length - 4) << 2) | ((offset >> 8) << 5), 1);
      Put(offset & 0xFF, 1);
    } else {
      Put(static_cast<size_t>(kind) | ((length - 1) << 2), 1);
      Put(offset, kind == 2 ? 2 : 4);
    }
    size_ += length;
  }

  /// Adds elements of one flavour: eight-byte values, sorted ones, text, anything.
  void AddSome(int flavour) {
    const size_t low = 1 + random_() % 3;
    switch (flavour) {
      case 0:
        AddLiteral(low);
        AddCopy(8 - low, std::min<size_t>(size_, 8 * (1 + random_() % 400)), 1);
        break;
      case 1:
        AddLiteral(1);
        AddCopy(7, 8, 1);
        break;
      case 2:
        AddLiteral(1 + random_() % 20);
        AddCopy(4 + random_() % 20, 1 + random_() % size_, 1 + static_cast<int>(random_() % 2));
        break;
      default:
        if (random_() % 20 == 0) AddLiteral(1 + random_() % 70000);
        AddLiteral(1 + random_() % 80);
        AddCopy(1 + random_() % 64, 1 + random_() % std::min<size_t>(size_, 40),
                1 + static_cast<int>(random_() % 3));
    }
  }

  std::string Finish() const {
    std::string head;
    size_t left = size_;
    for (; left >= 0x80; left >>= 7) head.push_back(static_cast<char>(left | 0x80));
    head.push_back(static_cast<char>(left));
    return head + body_;
  }
  std::mt19937& random() { return random_; }

 private:
  void Put(size_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) body_.push_back(static_cast<char>(value >> (8 * i)));
  }

  std::mt19937 random_;
  std::string body_;
  size_t size_ = 0;
};

/// Reads the size a block claims; 0 when it claims none, or far too much for a test.
size_t ClaimedSize(const std::string& block) {
  uint64_t size = 0;
  for (size_t i = 0; i < block.size() && i < 5; ++i) {
    size |= static_cast<uint64_t>(block[i] & 0x7F) << (7 * i);
    if ((block[i] & 0x80) == 0) return size < (1U << 26) ? size : 0;
  }
  return 0;
}

/// Holds a block with the spare bytes that the decompressor asks for, and room for its output.
class Padded {
 public:
  /// `behind` is repeated behind the block.
  explicit Padded(const std::string& block, const std::string& behind = "x")
      : size_(ClaimedSize(block)), in_size_(block.size()), in_(block), out_(size_ + kPadding, '?') {
    while (in_.size() < in_size_ + kPadding) in_ += behind;
  }

  CompressedBlock Block() {
    return {reinterpret_cast<const uint8_t*>(in_.data()), in_size_,
            reinterpret_cast<uint8_t*>(out_.data()), size_};
  }
  std::string Output() const { return out_.substr(0, size_); }

 private:
  size_t size_;
  size_t in_size_;
  std::string in_;
  std::string out_;
};

void ExpectOutput(bool ok, const Padded& padded, const std::optional<std::string>& expected) {
  ASSERT_EQ(ok, expected.has_value());
  if (ok) {
    ASSERT_EQ(padded.Output(), *expected);
  }
}

/// Expects `block` to give what the plain decoder gives, alone and in turns with `other`.
void ExpectSame(const std::string& block, const std::string& other) {
  const std::optional<std::string> expected = Plain(block);
  const std::optional<std::string> expected_other = Plain(other);
  for (const SnappyHint hint : {SnappyHint::kAny, SnappyHint::kNumbers}) {
    Padded alone(block);
    ExpectOutput(SnappyDecompress(alone.Block(), hint), alone, expected);
    Padded first(block);
    Padded second(other);
    const SnappyPairResult pair = SnappyDecompressTwo(first.Block(), second.Block(), hint);
    ExpectOutput(pair.first, first, expected);
    ExpectOutput(pair.second, second, expected_other);
  }
}

TEST(Snappy, RandomStreams) {
  std::string last(1, '\0');
  for (uint32_t seed = 0; seed < 400; ++seed) {
    Stream stream(seed);
    stream.AddLiteral(8 + stream.random()() % 100);
    const auto rounds = 1 + stream.random()() % 40;
    for (uint32_t round = 0; round < rounds; ++round) {
      const auto flavour = static_cast<int>(stream.random()() % 4);
      for (uint32_t i = 0; i < 20; ++i) stream.AddSome(flavour);
    }
    const std::string block = stream.Finish();
    ExpectSame(block, last);
    last = block;
  }
}

TEST(Snappy, DamagedStreams) {
  std::mt19937 random(99);
  for (uint32_t seed = 0; seed < 100; ++seed) {
    Stream stream(seed);
    stream.AddLiteral(64);
    for (uint32_t i = 0; i < 60; ++i) stream.AddSome(static_cast<int>(seed % 4));
    const std::string good = stream.Finish();
    std::string last = good;
    for (int round = 0; round < 50; ++round) {
      std::string bad = good;
      if (round % 5 == 0) bad.resize(random() % bad.size());
      if (!bad.empty()) bad[random() % bad.size()] = static_cast<char>(random());
      ExpectSame(bad, last);
      last = round % 3 == 0 ? good : bad;
    }
  }
}

TEST(Snappy, EndsWithALiteral) {
  // What follows looks like the copy that a literal is mostly followed by.
  const std::string copy = {0x09, 0x10};
  for (size_t length = 1; length <= 10; ++length) {
    for (uint32_t i = 0; i < 20; ++i) {
      Stream stream(i);
      stream.AddLiteral(16);
      for (uint32_t pair = 0; pair < i; ++pair) stream.AddSome(0);
      stream.AddLiteral(length);
      const std::string block = stream.Finish();
      Padded alone(block, copy);
      ExpectOutput(SnappyDecompress(alone.Block(), SnappyHint::kNumbers), alone, Plain(block));
      Padded first(block, copy);
      Padded second(block, copy);
      const auto pair = SnappyDecompressTwo(first.Block(), second.Block(), SnappyHint::kNumbers);
      ExpectOutput(pair.first, first, Plain(block));
      ExpectOutput(pair.second, second, Plain(block));
    }
  }
}

TEST(Snappy, BlocksOfFewBytes) {
  const auto literal = [](size_t length) {
    Stream stream(7);
    stream.AddLiteral(length);
    return stream.Finish();
  };
  for (size_t first = 1; first <= 20; ++first) {
    for (size_t second = 1; second <= 20; ++second) ExpectSame(literal(first), literal(second));
  }
}

TEST(Snappy, FindsASingleLiteral) {
  for (const size_t length : {1, 2, 59, 60, 61, 62, 255, 256, 257, 65535, 65536, 65537, 70000}) {
    Stream stream(3);
    stream.AddLiteral(length);
    const std::string block = stream.Finish();
    const auto find = [&](const std::string& in, size_t size) {
      const std::string readable = in + std::string(kPadding, 'x');
      const auto* begin = reinterpret_cast<const uint8_t*>(readable.data());
      const uint8_t* found = SnappyLiteral(begin, in.size(), size);
      return found == nullptr ? std::string() : std::string(found, found + size);
    };
    EXPECT_EQ(find(block, length), *Plain(block));
    EXPECT_EQ(find(block, length + 1), "");
    EXPECT_EQ(find(block.substr(0, block.size() - 1), length), "");
    EXPECT_EQ(find(block + "x", length), "");
    stream.AddCopy(4, 1, 1);
    EXPECT_EQ(find(stream.Finish(), length + 4), "");
  }
  EXPECT_EQ(SnappyLiteral(nullptr, 0, 0), nullptr);
}

TEST(Snappy, Empty) {
  ExpectSame(std::string(1, '\0'), "");
  ExpectSame("", std::string(1, '\0'));
}

}  // namespace
}  // namespace lakebolt::parquet_format
