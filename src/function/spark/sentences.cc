// sentences: text cut into sentences, and those into words.

#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Tells whether a byte is of a word: letters, digits, and all that is not ASCII.
bool IsOfWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Cuts off the first sentence: it ends at marks that blanks and no small letter follow.
std::string_view NextSentence(std::string_view& rest) {
  for (size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != '.' && rest[i] != '!' && rest[i] != '?') continue;
    size_t after = i + 1;
    while (after < rest.size() && IsBlank(rest[after])) ++after;
    const bool ends = after == rest.size() ||
                      (after > i + 1 && (rest[i] != '.' || rest[after] < 'a' || rest[after] > 'z'));
    if (!ends) continue;
    const std::string_view sentence = rest.substr(0, i);
    rest.remove_prefix(after);
    return sentence;
  }
  const std::string_view sentence = rest;
  rest = {};
  return sentence;
}

/// Builds lists of lists of words.
class SentenceLists {
 public:
  explicit SentenceLists(uint32_t size)
      : out_(LogicalType::List(LogicalType::List(kText)), size),
        entries_(out_.mutable_values<ListEntry>()) {}

  void Add(uint32_t row, std::string_view text) {
    const auto begin = static_cast<uint32_t>(sentences_.size());
    while (!text.empty()) AddSentence(NextSentence(text));
    entries_[row] = {begin, static_cast<uint32_t>(sentences_.size()) - begin};
  }

  Vector Finish(const Vector& source) {
    Vector words(kText, static_cast<uint32_t>(words_.size()));
    std::copy(words_.begin(), words_.end(), words.mutable_values<StringView>());
    words.ShareOwners(source);
    Vector sentences(LogicalType::List(kText), static_cast<uint32_t>(sentences_.size()));
    std::copy(sentences_.begin(), sentences_.end(), sentences.mutable_values<ListEntry>());
    sentences.mutable_children()[0] = std::move(words);
    out_.mutable_children()[0] = std::move(sentences);
    return std::move(out_);
  }

 private:
  void AddSentence(std::string_view sentence) {
    const auto begin = static_cast<uint32_t>(words_.size());
    while (!sentence.empty()) {
      size_t end = 0;
      while (end < sentence.size() && !IsBlank(sentence[end])) ++end;
      std::string_view word = sentence.substr(0, end);
      sentence.remove_prefix(std::min(end + 1, sentence.size()));
      while (!word.empty() && !IsOfWord(word.front())) word.remove_prefix(1);
      while (!word.empty() && !IsOfWord(word.back())) word.remove_suffix(1);
      if (!word.empty()) words_.emplace_back(word);
    }
    const auto count = static_cast<uint32_t>(words_.size()) - begin;
    if (count > 0) sentences_.push_back({begin, count});
  }

  Vector out_;
  ListEntry* entries_;
  std::vector<ListEntry> sentences_;
  std::vector<StringView> words_;
};

/// Cuts each row; what language is given does not matter.
Vector Sentences(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  SentenceLists lists(rows.size);
  rows.ForEach([&](uint32_t row) { lists.Add(row, texts[row].view()); });
  return lists.Finish(args[0]);
}

}  // namespace

void RegisterSparkSentences(FunctionRegistry& registry) {
  std::vector<ScalarOverload> overloads;
  for (size_t count = 1; count <= 3; ++count) {
    ScalarOverload overload;
    overload.parameters.assign(count, kText);
    overload.result = LogicalType::List(LogicalType::List(kText));
    overload.kernel = Sentences;
    overloads.push_back(std::move(overload));
  }
  Family(registry, "string")
      .Add({"sentences"}, "Cuts text into sentences and those into words.",
           {{"sentences('Hi there! Good morning.')", "[[Hi, there], [Good, morning]]"}},
           std::move(overloads), NeverFails());
}

}  // namespace lakebolt
