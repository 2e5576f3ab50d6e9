#include "sql/keyword.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/ascii.h"

namespace lakebolt::sql {

namespace {

struct KeywordInfo {
  std::string_view text;
  KeywordClass keyword_class;
};

constexpr KeywordInfo kKeywords[] = {{"", KeywordClass::kFree},
#define LAKEBOLT_SQL_INFO(enumerator, text, keyword_class) {text, KeywordClass::keyword_class},
                                     LAKEBOLT_SQL_KEYWORDS(LAKEBOLT_SQL_INFO)
#undef LAKEBOLT_SQL_INFO
};
static_assert(std::size(kKeywords) <= 256, "Keyword is one byte");

constexpr size_t LongestKeyword() {
  size_t longest = 0;
  for (const KeywordInfo& info : kKeywords) longest = std::max(longest, info.text.size());
  return longest;
}

const std::unordered_map<std::string_view, Keyword>& KeywordMap() {
  static const auto map = [] {
    std::unordered_map<std::string_view, Keyword> out;
    for (size_t i = 1; i < std::size(kKeywords); ++i) {
      out.emplace(kKeywords[i].text, static_cast<Keyword>(i));
    }
    return out;
  }();
  return map;
}

}  // namespace

Keyword FindKeyword(std::string_view word) {
  constexpr size_t kLongest = LongestKeyword();
  if (word.size() > kLongest) return Keyword::kNone;
  std::array<char, kLongest> lower;
  for (size_t i = 0; i < word.size(); ++i) lower[i] = AsciiLower(word[i]);
  const auto& map = KeywordMap();
  const auto found = map.find(std::string_view(lower.data(), word.size()));
  return found == map.end() ? Keyword::kNone : found->second;
}

std::string_view KeywordText(Keyword keyword) {
  return kKeywords[static_cast<size_t>(keyword)].text;
}

std::string KeywordUpper(Keyword keyword) {
  return AsciiUpper(KeywordText(keyword));
}

KeywordClass ClassOf(Keyword keyword) {
  return kKeywords[static_cast<size_t>(keyword)].keyword_class;
}

}  // namespace lakebolt::sql
