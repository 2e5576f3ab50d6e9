#include "function/scalar/text/edit_distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace lakebolt {
namespace {

/// Counts as Lowrance & Wagner do, with the whole matrix.
int64_t WithWholeMatrix(const std::string& a, const std::string& b) {
  const auto far = static_cast<int64_t>(a.size() + b.size() + 1);
  std::vector<std::vector<int64_t>> at(a.size() + 2, std::vector<int64_t>(b.size() + 2, far));
  for (size_t i = 0; i <= a.size(); ++i) at[i + 1][1] = static_cast<int64_t>(i);
  for (size_t j = 0; j <= b.size(); ++j) at[1][j + 1] = static_cast<int64_t>(j);
  std::array<size_t, 256> last_in_a{};
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t last_in_b = 0;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t k = last_in_a[static_cast<unsigned char>(b[j - 1])];
      const size_t l = last_in_b;
      const bool same = a[i - 1] == b[j - 1];
      if (same) last_in_b = j;
      const auto between = static_cast<int64_t>((i - k - 1) + (j - l - 1));
      at[i + 1][j + 1] = std::min(
          {at[i][j] + (same ? 0 : 1), at[i + 1][j] + 1, at[i][j + 1] + 1, at[k][l] + between + 1});
    }
    last_in_a[static_cast<unsigned char>(a[i - 1])] = i;
  }
  return at[a.size() + 1][b.size() + 1];
}

TEST(EditDistance, DamerauLevenshteinIsThatOfTheWholeMatrix) {
  std::mt19937 random(5);
  const auto text = [&](int letters) {
    std::string out(random() % 14, ' ');
    for (char& letter : out) letter = static_cast<char>(250 + static_cast<int>(random()) % letters);
    return out;
  };
  for (int i = 0; i < 20'000; ++i) {
    const int letters = 2 + i % 5;
    const std::string a = text(letters);
    const std::string b = text(letters);
    EXPECT_EQ(DamerauLevenshteinDistance(a, b), WithWholeMatrix(a, b)) << a << ", " << b;
  }
}

}  // namespace
}  // namespace lakebolt
