// Compares the search over runs of texts with one over each text.

#include "function/scalar/text/search_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace lakebolt {
namespace {

/// Lays texts one behind the other with their lengths before them, as a page does.
Vector Page(const std::vector<std::string>& texts) {
  size_t bytes = 0;
  for (const std::string& text : texts) bytes += 4 + text.size();
  auto page = Buffer::Allocate(bytes);
  char* to = page->as<char>();
  Vector vector(TypeId::kVarchar, static_cast<uint32_t>(texts.size()));
  for (size_t i = 0; i < texts.size(); ++i) {
    std::memcpy(to, "aaaa", 4);
    std::copy(texts[i].begin(), texts[i].end(), to + 4);
    vector.mutable_values<StringView>()[i] =
        StringView(to + 4, static_cast<uint32_t>(texts[i].size()));
    to += 4 + texts[i].size();
  }
  vector.AddOwner(page);
  return vector;
}

size_t FirstPlace(const Needle& needle, const std::string& text) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); (at = needle.NextCandidate(at, end)) != nullptr; ++at) {
    if (needle.StandsAt(at)) return static_cast<size_t>(at - text.data());
  }
  return std::string::npos;
}

TEST(SearchRows, FindsWhatEachTextHolds) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> texts(random() % 20);
    const size_t longest = round % 3 == 0 ? 200 : 24;
    for (std::string& text : texts) {
      text.resize(random() % longest);
      for (char& c : text) c = "aaabz"[random() % 5];
    }
    std::string bytes(1 + random() % 6, 'a');
    for (char& c : bytes) c = "aabz"[random() % 4];
    const Vector vector = Page(texts);
    std::vector<uint32_t> picked;
    for (uint32_t i = 0; i < texts.size(); ++i) {
      if (round % 2 == 0 || random() % 3 != 0) picked.push_back(i);
    }
    const RowSet rows{picked.data(), static_cast<uint32_t>(picked.size()), vector.size()};
    const Needle needle(bytes);
    std::map<uint32_t, size_t> want;
    std::map<uint32_t, size_t> got;
    for (const uint32_t row : picked) {
      const size_t at = texts[row].find(bytes);
      if (at != std::string::npos) want[row] = at;
      EXPECT_EQ(FirstPlace(needle, texts[row]), at);
    }
    SearchRows(needle, vector, rows, [&](uint32_t row, std::string_view text, size_t at) {
      EXPECT_EQ(text, texts[row]);
      EXPECT_TRUE(got.emplace(row, at).second);
    });
    ASSERT_EQ(want, got) << bytes;
  }
}

}  // namespace
}  // namespace lakebolt
