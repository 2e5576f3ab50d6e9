#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/bit_unpack.h"
#include "format/parquet/encoding/delta_binary_packed.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/encoding/value_decoder.h"
#include "format/parquet/page_header.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {
namespace {

/// Holds bytes with the room behind them that decoders may read.
class Bytes {
 public:
  void Append(const std::vector<uint8_t>& more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    padded_ = bytes_;
    padded_.resize(bytes_.size() + 64);
  }
  const uint8_t* data() const { return padded_.data(); }
  size_t size() const { return bytes_.size(); }

 private:
  std::vector<uint8_t> bytes_;
  std::vector<uint8_t> padded_;
};

std::vector<uint8_t> Pack(const std::vector<uint32_t>& values, int width) {
  std::vector<uint8_t> bytes((values.size() * static_cast<size_t>(width) + 7) / 8);
  size_t bit = 0;
  for (const uint32_t value : values) {
    for (int i = 0; i < width; ++i, ++bit) {
      if ((value >> i) & 1) bytes[bit / 8] |= static_cast<uint8_t>(1U << (bit % 8));
    }
  }
  return bytes;
}

TEST(BitUnpack, EveryWidth) {
  std::mt19937 random(1);
  for (int width = 0; width <= 32; ++width) {
    std::vector<uint32_t> values(80);
    for (uint32_t& value : values) {
      value = width == 0 ? 0 : static_cast<uint32_t>(random() >> (32 - width));
    }
    Bytes packed;
    packed.Append(Pack(values, width));
    std::vector<uint32_t> out(values.size());
    UnpackBits(packed.data(), width, 10, out.data());
    EXPECT_EQ(out, values) << width;
    for (uint32_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(ReadBits(packed.data(), uint64_t{i} * static_cast<uint64_t>(width), width),
                values[i]);
    }
  }
}

TEST(RleBitPacked, RunsAndPackedGroupsInAnyPieces) {
  std::vector<uint32_t> expected;
  Bytes bytes;
  std::mt19937 random(2);
  constexpr int kWidth = 5;
  for (int run = 0; run < 20; ++run) {
    if (run % 2 == 0) {
      const auto count = static_cast<uint32_t>(1 + random() % 100);
      const auto value = static_cast<uint32_t>(random() % 32);
      bytes.Append({static_cast<uint8_t>(((count << 1) & 0x7F) | 0x80),
                    static_cast<uint8_t>((count << 1) >> 7), static_cast<uint8_t>(value)});
      expected.insert(expected.end(), count, value);
    } else {
      const auto groups = static_cast<uint32_t>(1 + random() % 8);
      std::vector<uint32_t> values(groups * 8);
      for (uint32_t& value : values) value = static_cast<uint32_t>(random() % 32);
      bytes.Append({static_cast<uint8_t>((groups << 1) | 1)});
      bytes.Append(Pack(values, kWidth));
      expected.insert(expected.end(), values.begin(), values.end());
    }
  }
  for (const uint32_t piece : {1U, 3U, 8U, 13U, 1000U}) {
    RleBitPackedDecoder decoder(bytes.data(), bytes.size(), kWidth);
    std::vector<uint32_t> out(expected.size());
    for (uint32_t at = 0; at < out.size(); at += piece) {
      const auto n = std::min<uint32_t>(piece, static_cast<uint32_t>(out.size()) - at);
      if (at % 2 == 0 || piece == 1000) {
        decoder.Decode(n, out.data() + at, 32);
      } else {
        decoder.Skip(n);
        std::copy_n(expected.begin() + at, n, out.begin() + at);
      }
    }
    EXPECT_EQ(out, expected) << piece;
    uint32_t beyond;
    EXPECT_THROW(decoder.Decode(1, &beyond), CorruptBytes);
  }
}

TEST(RleBitPacked, RefusesCodesOutOfRange) {
  uint32_t out[8];
  Bytes repeated;
  repeated.Append({4, 7});
  EXPECT_THROW(RleBitPackedDecoder(repeated.data(), repeated.size(), 3).Decode(2, out, 7),
               CorruptBytes);
  Bytes packed;
  packed.Append({3, 0xFF, 0, 0});
  EXPECT_THROW(RleBitPackedDecoder(packed.data(), packed.size(), 3).Decode(8, out, 7),
               CorruptBytes);
  EXPECT_THROW(RleBitPackedDecoder(packed.data(), packed.size(), 33), CorruptBytes);
}

TEST(DeltaBinaryPacked, ExampleOfTheFormat) {
  // 7, 5, 3, 1, 2, 3, 4, 5: block of 8 values here, one miniblock; deltas -2 -2 -2 1 1 1 1.
  Bytes bytes;
  bytes.Append({8, 1, 8, 14, 3, 2});
  bytes.Append(Pack({0, 0, 0, 3, 3, 3, 3, 0}, 2));
  DeltaBinaryPackedReader reader(bytes.data(), bytes.size());
  EXPECT_EQ(reader.left(), 8U);
  int64_t values[8];
  reader.Decode(8, values);
  EXPECT_EQ(std::vector<int64_t>(values, values + 8),
            (std::vector<int64_t>{7, 5, 3, 1, 2, 3, 4, 5}));
  EXPECT_EQ(reader.End(), bytes.data() + bytes.size());
  EXPECT_THROW(reader.Decode(1, values), CorruptBytes);
}

TEST(PlainByteArray, ChecksEveryLength) {
  Leaf leaf;
  leaf.physical = PhysicalKind::kByteArray;
  Bytes bytes;
  bytes.Append({3, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0, 0, 13, 0, 0, 0});
  bytes.Append(std::vector<uint8_t>(13, 'x'));
  StringView views[3];
  auto* out = reinterpret_cast<uint8_t*>(views);
  MakeValueDecoder(leaf, PageEncoding::kPlain, bytes.data(), bytes.size(), 3)->Decode(3, out);
  EXPECT_EQ(views[0].view(), "abc");
  EXPECT_EQ(views[0], StringView("abc"));
  EXPECT_EQ(views[1].view(), "");
  EXPECT_EQ(views[2].view(), "xxxxxxxxxxxxx");
  EXPECT_THROW(MakeValueDecoder(leaf, PageEncoding::kPlain, bytes.data(), bytes.size() - 1, 3)
                   ->Decode(3, out),
               CorruptBytes);
  EXPECT_THROW(
      MakeValueDecoder(leaf, PageEncoding::kPlain, bytes.data(), bytes.size(), 4)->Decode(4, out),
      CorruptBytes);
}

/// Lays texts out as a page has them.
Bytes PlainPage(const std::vector<std::string>& texts) {
  std::vector<uint8_t> page;
  for (const std::string& text : texts) {
    for (int shift = 0; shift < 32; shift += 8) {
      page.push_back(static_cast<uint8_t>(text.size() >> shift));
    }
    page.insert(page.end(), text.begin(), text.end());
  }
  Bytes bytes;
  bytes.Append(page);
  return bytes;
}

TEST(PlainByteArray, RefusesWhatIsNoText) {
  Leaf leaf;
  leaf.physical = PhysicalKind::kByteArray;
  leaf.type = TypeId::kVarchar;
  std::mt19937 random(3);
  const std::vector<std::string> wrong = {"\xC3", "a\xE2\x82", "\xA9x", "\xED\xA0\x80", "\xFF"};
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts(1 + random() % 600);
    for (std::string& text : texts) {
      const uint32_t length = random() % 100 == 0 ? random() % 10000 : random() % 40;
      while (text.size() < length) text += random() % 3 == 0 ? "\xC3\xA9" : "abc";
    }
    const bool is_wrong = round % 2 == 0;
    const size_t place = random() % texts.size();
    // Two halves of a character are none, though they are neighbours but for a length.
    if (is_wrong) texts[place] += wrong[random() % wrong.size()];
    if (is_wrong && place + 1 < texts.size()) texts[place + 1].insert(0, "\xA9");
    const Bytes page = PlainPage(texts);
    const auto decoder = MakeValueDecoder(leaf, PageEncoding::kPlain, page.data(), page.size(),
                                          static_cast<uint32_t>(texts.size()));
    std::vector<StringView> out(texts.size() + 4);
    uint32_t done = 0;
    const auto decode = [&] {
      while (done < texts.size()) {
        const auto left = static_cast<uint32_t>(texts.size()) - done;
        const auto batch = static_cast<uint32_t>(round % 5 == 0 ? 1 : 1 + random() % 500);
        const uint32_t count = std::min(left, batch);
        decoder->Decode(count, reinterpret_cast<uint8_t*>(out.data() + done));
        done += count;
      }
    };
    if (is_wrong) {
      EXPECT_THROW(decode(), CorruptBytes) << round;
      continue;
    }
    decode();
    for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(out[i].view(), texts[i]);
  }
}

TEST(PageHeader, ParsesAndRefuses) {
  // type 0, uncompressed 10, compressed 12, data page {3 values, RLE_DICTIONARY, RLE, RLE}.
  Bytes bytes;
  bytes.Append({0x15, 0, 0x15, 20, 0x15, 24, 0x2C, 0x15, 6, 0x15, 16, 0x15, 6, 0x15, 6, 0, 0});
  PageHeader header;
  EXPECT_EQ(ParsePageHeader(bytes.data(), bytes.size(), header), bytes.size());
  EXPECT_EQ(header.type, PageType::kData);
  EXPECT_EQ(header.uncompressed_size, 10U);
  EXPECT_EQ(header.compressed_size, 12U);
  EXPECT_EQ(header.value_count, 3U);
  EXPECT_EQ(header.encoding, PageEncoding::kRleDictionary);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(ParsePageHeader(bytes.data(), size, header), CorruptBytes);
  }
}

TEST(PageHeader, RandomBytesEndInAnAnswer) {
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes(random() % 60);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    PageHeader header;
    try {
      EXPECT_LE(ParsePageHeader(bytes.data(), bytes.size(), header), bytes.size());
    } catch (const CorruptBytes&) {
    } catch (const UnsupportedBytes&) {
    }
  }
}

}  // namespace
}  // namespace lakebolt::parquet_format
