#include "function/scalar/text/edit_distance.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {
constexpr uint64_t kNanosPerCell = 2;
}

int64_t LevenshteinDistance(std::string_view a, std::string_view b) {
  // What both begin or end with costs nothing.
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.size() < b.size()) std::swap(a, b);
  thread_local std::vector<int64_t> distances;  // of the prefix of `a` so far to each prefix of `b`
  distances.resize(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) distances[j] = static_cast<int64_t>(j);
  CancellationPoll poll;
  for (size_t i = 0; i < a.size(); ++i) {
    poll.Spend(b.size() * kNanosPerCell);
    int64_t diagonal = distances[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      const int64_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = distances[j + 1];
      distances[j + 1] = std::min({replaced, diagonal + 1, distances[j] + 1});
    }
  }
  return distances[b.size()];
}

int64_t DamerauLevenshteinDistance(std::string_view a, std::string_view b) {
  // The matrix of distances between prefixes, row by row; columns are shifted by two: 0 is "no such
  // letter", 1 the empty prefix. Of earlier rows only those are kept that end with a letter's last
  // place in `a`.
  using Row = std::vector<int64_t>;
  const size_t width = b.size() + 2;
  const auto far = static_cast<int64_t>(a.size() + b.size() + 1);
  const Row far_row(width, far);
  Row above(width);
  above[0] = far;
  for (size_t j = 0; j <= b.size(); ++j) above[j + 1] = static_cast<int64_t>(j);
  std::array<Row, 256> before_last;     // by letter, the row above its last place in `a`
  std::array<size_t, 256> last_in_a{};  // by letter, counted from 1
  Row row;
  CancellationPoll poll;
  for (size_t i = 1; i <= a.size(); ++i) {
    poll.Spend(b.size() * kNanosPerCell);
    row.resize(width);
    row[0] = far;
    row[1] = static_cast<int64_t>(i);
    size_t last_in_b = 0;  // where b had the letter a[i - 1], counted from 1
    for (size_t j = 1; j <= b.size(); ++j) {
      const auto letter = static_cast<unsigned char>(b[j - 1]);
      const size_t k = last_in_a[letter];
      const size_t l = last_in_b;
      const bool same = a[i - 1] == b[j - 1];
      if (same) last_in_b = j;
      const auto between = static_cast<int64_t>((i - k - 1) + (j - l - 1));
      const Row& exchanged = k == 0 ? far_row : before_last[letter];
      row[j + 1] = std::min(
          {above[j] + (same ? 0 : 1), row[j] + 1, above[j + 1] + 1, exchanged[l] + between + 1});
    }
    const auto letter = static_cast<unsigned char>(a[i - 1]);
    last_in_a[letter] = i;
    before_last[letter].swap(above);
    above.swap(row);
  }
  return above[b.size() + 1];
}

double JaroSimilarity(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  const size_t longest = std::max(a.size(), b.size());
  const size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
  std::vector<bool> used_a(a.size());
  std::vector<bool> used_b(b.size());
  size_t common = 0;
  CancellationPoll poll;
  for (size_t i = 0; i < a.size(); ++i) {
    poll.Spend(std::min(b.size(), window) * kNanosPerCell);
    const size_t end = std::min(b.size(), i + window + 1);
    for (size_t j = i > window ? i - window : 0; j < end; ++j) {
      if (used_b[j] || a[i] != b[j]) continue;
      used_a[i] = used_b[j] = true;
      ++common;
      break;
    }
  }
  if (common == 0) return 0;
  size_t moved = 0;
  for (size_t i = 0, j = 0; i < a.size(); ++i) {
    if (!used_a[i]) continue;
    while (!used_b[j]) ++j;
    if (a[i] != b[j++]) ++moved;
  }
  const auto matches = static_cast<double>(common);
  const auto exchanges = static_cast<double>(moved / 2);
  return (matches / static_cast<double>(a.size()) + matches / static_cast<double>(b.size()) +
          (matches - exchanges) / matches) /
         3.0;
}

double JaroWinklerSimilarity(std::string_view a, std::string_view b) {
  constexpr size_t kLongestPrefix = 4;
  constexpr double kPrefixWeight = 0.1;
  constexpr double kLeastToRaise = 0.7;
  const double similarity = JaroSimilarity(a, b);
  if (similarity <= kLeastToRaise) return similarity;
  const size_t most = std::min({a.size(), b.size(), kLongestPrefix});
  size_t prefix = 0;
  while (prefix < most && a[prefix] == b[prefix]) ++prefix;
  return similarity + static_cast<double>(prefix) * kPrefixWeight * (1.0 - similarity);
}

}  // namespace lakebolt
