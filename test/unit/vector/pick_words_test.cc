// Words that codes lead to, beside a loop over rows. What rows that are not alive have as codes may
// be anything.

#include "vector/pick_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace lakebolt {
namespace {

TEST(PickWords, PicksForRowsThatAreAlive) {
  std::mt19937_64 random(9);
  for (const uint32_t distinct : {1U, 2U, 15U, 16U, 17U, 31U, 33U, 48U, 64U, 65U, 300U}) {
    for (uint32_t size = 0; size < 70; ++size) {
      std::vector<int64_t> words(distinct);
      for (int64_t& word : words) word = static_cast<int64_t>(random());
      std::vector<uint32_t> codes(size);
      std::vector<uint32_t> alive;
      alive.reserve(size + 1);  // no picked rows are not all rows
      const uint32_t keep = size % 3 == 0 ? 100 : size % 3 == 1 ? 90 : 20;
      for (uint32_t row = 0; row < size; ++row) {
        const bool is_alive = random() % 100 < keep;
        codes[row] = static_cast<uint32_t>(is_alive ? random() % distinct : random());
        if (is_alive) alive.push_back(row);
      }
      const auto count = static_cast<uint32_t>(alive.size());
      const RowSet rows = keep == 100 ? RowSet::Dense(size) : RowSet{alive.data(), count, size};
      std::vector<int64_t> out(size, -1);
      PickWords(words.data(), distinct, codes.data(), rows, out.data());
      for (const uint32_t row : alive) ASSERT_EQ(out[row], words[codes[row]]);
      for (const int64_t word : out) {
        ASSERT_TRUE(word == 0 || std::ranges::find(words, word) != words.end());
      }
    }
  }
}

}  // namespace
}  // namespace lakebolt
