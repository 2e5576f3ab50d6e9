#include "sql/misspelling.h"

#include <algorithm>

#include "base/ascii.h"
#include "sql/keyword.h"

namespace lakebolt::sql {

namespace {

/// Lists the keywords that people mean when a word does not fit; rare ones would only mislead.
constexpr std::string_view kFrequent[] = {
    "SELECT",  "FROM",   "WHERE",     "GROUP",    "BY",        "ORDER",     "HAVING",    "LIMIT",
    "OFFSET",  "UNION",  "INTERSECT", "EXCEPT",   "JOIN",      "LEFT",      "RIGHT",     "INNER",
    "OUTER",   "FULL",   "CROSS",     "ON",       "USING",     "AND",       "OR",        "NOT",
    "IN",      "LIKE",   "ILIKE",     "BETWEEN",  "IS",        "NULL",      "AS",        "ASC",
    "DESC",    "WITH",   "VALUES",    "DISTINCT", "CASE",      "WHEN",      "THEN",      "ELSE",
    "END",     "EXISTS", "QUALIFY",   "WINDOW",   "OVER",      "PARTITION", "INTERVAL",  "CREATE",
    "TABLE",   "VIEW",   "DROP",      "EXPLAIN",  "ANALYZE",   "DESCRIBE",  "SUMMARIZE", "INSERT",
    "INTO",    "COPY",   "SHOW",      "SET",      "RECURSIVE", "NATURAL",   "LATERAL",   "REPLACE",
    "EXCLUDE", "FILTER", "NULLS",     "FIRST",    "LAST"};

/// Computes the edit distance that counts a swap of neighbours as one (optimal string alignment).
size_t TypingDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> distance(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      size_t best = std::min(
          {distance[i - 1][j] + 1, distance[i][j - 1] + 1, distance[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = std::min(best, distance[i - 2][j - 2] + 1);
      }
      distance[i][j] = best;
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::vector<std::string> MisspeltKeywords(std::string_view word, std::string_view expected) {
  constexpr size_t kShortest = 3;
  constexpr size_t kLongest = 16;
  constexpr size_t kLongWord = 6;
  if (word.size() < kShortest || word.size() > kLongest || FindKeyword(word) != Keyword::kNone) {
    return {};
  }
  std::string upper = AsciiUpper(word);
  const size_t limit = upper.size() >= kLongWord ? 2 : 1;
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string_view keyword : kFrequent) {
    const size_t distance = TypingDistance(upper, keyword);
    if (distance > limit || keyword.size() < kShortest) continue;
    near.emplace_back(keyword == expected ? 0 : distance, keyword);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> out;
  for (const auto& [distance, keyword] : near) {
    if (distance == near.front().first) out.push_back(keyword);  // the nearest only
  }
  return out;
}

}  // namespace lakebolt::sql
