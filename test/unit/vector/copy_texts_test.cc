#include "vector/copy_texts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lakebolt {
namespace {

TEST(CopyTexts, CopiesTextsOfAllLengths) {
  std::vector<std::string> texts;
  for (size_t size = 0; size < 200; ++size) {
    std::string text;
    for (size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (size + i) % 26);
    texts.push_back(std::move(text));
  }
  // More than are given room together.
  for (size_t i = 0; i < 100; ++i) texts.emplace_back(1000 + i, static_cast<char>('A' + i % 26));
  texts.emplace_back(size_t{1} << 20, 'x');
  std::vector<StringView> copies(texts.size());
  StringHeap heap;
  CopyTexts(
      static_cast<uint32_t>(texts.size()), [&](uint32_t i) { return StringView(texts[i]); }, heap,
      copies.data());
  size_t bytes = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(copies[i].view(), texts[i]) << i;
    if (copies[i].IsInline()) continue;
    EXPECT_NE(copies[i].data(), texts[i].data()) << i;
    bytes += texts[i].size();
  }
  EXPECT_EQ(heap.bytes(), bytes);
}

}  // namespace
}  // namespace lakebolt
