// Checks what counts as UTF-8, at every place of a text.

#include "base/utf8.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>

namespace lakebolt {
namespace {

std::string Encoded(uint32_t code) {
  std::string out;
  AppendUtf8(code, out);
  return out;
}

TEST(Utf8, EncodesAndDecodesEveryCodePoint) {
  for (uint32_t code = 0; code <= 0x10FFFF; ++code) {
    const std::string bytes = Encoded(code);
    uint32_t read = 0;
    const size_t length = DecodeUtf8(bytes.data(), bytes.data() + bytes.size(), read);
    ASSERT_EQ(length, IsScalarValue(code) ? bytes.size() : 0) << code;
    if (length > 0) {
      ASSERT_EQ(read, code);
    }
  }
}

TEST(Utf8, FindsTheFirstWrongByte) {
  const std::string wrong[] = {"\x80",         "\xC0\x80",         "\xC1\xBF",
                               "\xE0\x9F\xBF", "\xED\xA0\x80",     "\xF0\x8F\xBF\xBF",
                               "\xF4\x90\x80", "\xF5\x80\x80\x80", "\xFF",
                               "\xE2\x82",     "\xF0\x9F\x98",     "\xC3"};
  for (const std::string& filler :
       {Encoded('a'), Encoded(0xE4), Encoded(0x20AC), Encoded(0x1F600)}) {
    std::string before;
    for (int i = 0; i < 150; ++i, before += filler) {
      ASSERT_TRUE(IsUtf8(before));
      for (const std::string& bytes : wrong) {
        ASSERT_EQ(WellFormedUtf8(before + bytes), before.size());
        ASSERT_FALSE(IsUtf8(before + bytes));
        ASSERT_FALSE(IsUtf8(before + bytes + std::string(100, 'a')));
        ASSERT_EQ(WellFormedUtf8(before + bytes + std::string(100, 'a')), before.size());
      }
    }
  }
}

TEST(Utf8, ChecksBlocksAsCharacters) {
  std::mt19937 random(7);
  int valid = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (uint32_t left = random() % 120; text.size() < left;) {
      text += Encoded(random() >> (random() % 32) & 0xFFFFF);
    }
    for (uint32_t changes = random() % 3; changes > 0 && !text.empty(); --changes) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    if (random() % 4 == 0) text.resize(text.size() - text.size() % (1 + random() % 8));
    ASSERT_EQ(IsUtf8(text), WellFormedUtf8(text) == text.size()) << i;
    valid += IsUtf8(text) ? 1 : 0;
  }
  EXPECT_GT(valid, 20000);
  EXPECT_LT(valid, 180000);
}

TEST(Utf8, CutsBetweenCharacters) {
  const std::string text = Encoded('a') + Encoded(0xE4) + Encoded(0x20AC) + Encoded(0x1F600);
  const size_t begins[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (size_t bytes = 0; bytes < std::size(begins); ++bytes) {
    EXPECT_EQ(CutUtf8(text, bytes), text.substr(0, begins[bytes])) << bytes;
  }
  // Of what is not UTF-8 no more is left out than a character may have.
  EXPECT_EQ(CutUtf8(std::string(20, '\x80'), 10).size(), 7);
}

TEST(Utf8, CountsCharactersByWords) {
  std::mt19937 random(6);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    int64_t count = 0;
    for (uint32_t left = random() % 40; left > 0; --left) {
      const uint32_t code = random() >> (random() % 32) & 0xFFFFF;
      text += Encoded(code);
      ++count;
    }
    ASSERT_EQ(CountCharacters(text), count);
    for (char& byte : text) byte = static_cast<char>(random());
    int64_t leads = 0;
    for (const char byte : text) leads += IsUtf8Continuation(byte) ? 0 : 1;
    ASSERT_EQ(CountCharacters(text), leads);
  }
}

}  // namespace
}  // namespace lakebolt
