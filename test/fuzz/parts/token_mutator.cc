#include "parts/token_mutator.h"

#include <algorithm>
#include <cctype>
#include <random>

namespace lakebolt::fuzz {

namespace {

using Words = std::vector<std::string>;
using Random = std::minstd_rand;

size_t Below(Random& random, size_t bound) {
  return bound == 0 ? 0 : random() % bound;
}

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}

/// Returns where the word ends that begins at `begin`: names and numbers, texts in quotes, spaces,
/// and single bytes of anything else.
size_t WordEnd(const std::string& text, size_t begin) {
  const char first = text[begin];
  size_t end = begin + 1;
  if (IsWordByte(first)) {
    while (end < text.size() && (IsWordByte(text[end]) || text[end] == '.')) ++end;
  } else if (first == '\'' || first == '"') {
    end = text.find(first, end);
    end = end == std::string::npos ? text.size() : end + 1;
  } else if (first == ' ') {
    while (end < text.size() && text[end] == ' ') ++end;
  }
  return end;
}

Words Split(const std::string& text) {
  Words words;
  for (size_t at = 0; at < text.size();) {
    const size_t end = WordEnd(text, at);
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string Join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

/// Names some neighbouring words.
struct Run {
  size_t begin;
  size_t end;
};

/// Picks words; often a pair of parentheses with what is between them.
Run PickRun(const Words& words, Random& random) {
  const size_t begin = Below(random, words.size());
  if (words[begin] == "(" && Below(random, 4) != 0) {
    int depth = 0;
    for (size_t i = begin; i < words.size(); ++i) {
      if (words[i] == "(") ++depth;
      if (words[i] == ")" && --depth == 0) return {begin, i + 1};
    }
  }
  const size_t length = 1 + Below(random, Below(random, 3) == 0 ? 16 : 2);
  return {begin, std::min(words.size(), begin + length)};
}

void Insert(Words& words, size_t at, const Words& from, Run run) {
  words.insert(words.begin() + static_cast<ptrdiff_t>(at),
               from.begin() + static_cast<ptrdiff_t>(run.begin),
               from.begin() + static_cast<ptrdiff_t>(run.end));
}

void Erase(Words& words, Run run) {
  words.erase(words.begin() + static_cast<ptrdiff_t>(run.begin),
              words.begin() + static_cast<ptrdiff_t>(run.end));
}

}  // namespace

std::string TokenMutator::Mutate(const std::string& text, uint32_t seed) const {
  Random random(seed + 1);
  Words words = Split(text);
  for (size_t times = 1 + Below(random, 3); times > 0; --times) {
    const std::string& word = vocabulary_[Below(random, vocabulary_.size())];
    if (words.empty()) {
      words.push_back(word);
      continue;
    }
    const Run run = PickRun(words, random);
    const size_t at = Below(random, words.size() + 1);
    switch (Below(random, 6)) {
      case 0: Erase(words, run); break;
      case 1: Insert(words, at, Words(words), run); break;
      case 2: words[run.begin] = word; break;
      case 3: Insert(words, at, {" " + word + " "}, {0, 1}); break;
      case 4: std::swap(words[run.begin], words[Below(random, words.size())]); break;
      default:
        Insert(words, run.end, {")"}, {0, 1});
        Insert(words, run.begin, {word + "("}, {0, 1});
    }
  }
  return Join(words);
}

std::string TokenMutator::Cross(const std::string& text, const std::string& other,
                                uint32_t seed) const {
  Random random(seed + 1);
  Words words = Split(text);
  const Words others = Split(other);
  if (words.empty() || others.empty()) return text;
  const Run from = PickRun(others, random);
  const Run to = PickRun(words, random);
  if (Below(random, 2) == 0) Erase(words, to);
  Insert(words, to.begin, others, from);
  return Join(words);
}

}  // namespace lakebolt::fuzz
