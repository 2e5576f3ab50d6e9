// Compares backtracking over simple patterns with RE2, over patterns and texts made at random.

#include "function/scalar/regexp/simple_regex.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

namespace lakebolt {
namespace {

class PatternMaker {
 public:
  explicit PatternMaker(uint32_t seed) : random_(seed) {}

  std::string Pattern() {
    std::string pattern = Chance(4) ? "^" : "";
    pattern += Alternatives(pattern.empty() ? 2 : 0);
    if (Chance(5)) pattern += "$";
    return pattern;
  }
  std::string Text() {
    std::string text;
    static const char* const kCharacters[] = {"a", "b", "c", "/", "-", "\n", "ä", "€", "😀"};
    const size_t kinds = Chance(2) ? 6 : std::size(kCharacters);
    for (size_t length = random_() % 12; length > 0; --length) {
      text += kCharacters[random_() % kinds];
    }
    return text;
  }

 private:
  bool Chance(uint32_t one_in) { return random_() % one_in == 0; }

  std::string Alternatives(int choices, int depth = 0) {
    std::string text = Sequence(depth);
    while (choices-- > 0 && Chance(3)) text += "|" + Sequence(depth);
    return text;
  }
  std::string Sequence(int depth) {
    std::string text;
    for (size_t parts = random_() % 4; parts > 0; --parts) text += Part(depth);
    return text;
  }
  std::string Part(int depth) {
    static const char* const kAtoms[] = {"a",           "b",   "c",    "\\/",  "ab",
                                         "abcabcabcab", ".",   "[ab]", "[^a]", "[^/-]",
                                         "\\w",         "\\W", "\\s",  "[a-c]"};
    static const char* const kMarks[] = {"*", "+", "?", "*?", "+?", "??"};
    std::string text;
    if (depth < 3 && Chance(4)) {
      text = (Chance(3) ? "(?:" : "(") + Alternatives(2, depth + 1) + ")";
    } else {
      text = kAtoms[random_() % std::size(kAtoms)];
    }
    return Chance(2) ? text + kMarks[random_() % std::size(kMarks)] : text;
  }

  std::mt19937 random_;
};

std::string Describe(bool found, const std::vector<std::string>& groups) {
  std::string text = found ? "match" : "none";
  for (const std::string& group : groups) text += " [" + group + "]";
  return text;
}

TEST(SimpleRegex, FindsWhatRe2Finds) {
  PatternMaker maker(42);
  int compiled = 0;
  int searches = 0;
  int decided = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = maker.Pattern();
    const re2::RE2 reference(pattern);
    ASSERT_TRUE(reference.ok()) << pattern;
    const auto regex = SimpleRegex::Compile(pattern, false);
    if (!regex) continue;
    ++compiled;
    for (int k = 0; k < 8; ++k) {
      const std::string text = maker.Text();
      const size_t start = text.empty() || text[0] < 0 ? 0 : static_cast<size_t>(k) % 2;
      const int groups = std::min(10, reference.NumberOfCapturingGroups() + 1);
      std::vector<re2::StringPiece> pieces(static_cast<size_t>(groups));
      std::vector<SimpleRegex::Span> spans(static_cast<size_t>(groups));
      const bool expected =
          reference.Match(text, start, text.size(), re2::RE2::UNANCHORED, pieces.data(), groups);
      const auto outcome = regex->Search(text, start, spans);
      ++searches;
      if (outcome == SimpleRegex::Outcome::kUnknown) continue;
      ++decided;
      std::vector<std::string> want;
      std::vector<std::string> got;
      for (int g = 0; expected && g < groups; ++g) {
        const auto& piece = pieces[static_cast<size_t>(g)];
        const auto& span = spans[static_cast<size_t>(g)];
        want.push_back(piece.data() == nullptr
                           ? "-"
                           : std::to_string(piece.data() - text.data()) + std::string(piece));
        got.push_back(span.begin < 0 ? "-"
                                     : std::to_string(span.begin) +
                                           text.substr(static_cast<size_t>(span.begin),
                                                       static_cast<size_t>(span.end - span.begin)));
      }
      ASSERT_EQ(Describe(expected, want), Describe(outcome == SimpleRegex::Outcome::kMatch, got))
          << pattern << " over \"" << text << "\" from " << start;
    }
  }
  EXPECT_GT(compiled, 10000);
  EXPECT_GT(decided, searches * 99 / 100);
}

TEST(SimpleRegex, LeavesHardCasesToOthers) {
  for (const char* pattern : {"(?i)a", "a{2}", "\\bword", "\\x41", "[[:alpha:]]", "a++", "(a*)*",
                              "^a|b", "ä", "\\pL", "a\\", "["}) {
    EXPECT_FALSE(SimpleRegex::Compile(pattern, false)) << pattern;
  }
  const auto nested = SimpleRegex::Compile("(?:a|a)+b", false);
  ASSERT_TRUE(nested);
  EXPECT_EQ(nested->Search(std::string(200, 'a'), 0, {}), SimpleRegex::Outcome::kUnknown);
}

}  // namespace
}  // namespace lakebolt
