// Reading JSON: one pass, a loop over values with a stack of open containers.

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/cancellation_scope.h"
#include "base/utf8.h"
#include "types/json/json_document.h"
#include "types/json/json_number.h"

namespace lakebolt {

// Bounds how deep arrays and objects may nest: who walks over a document may recurse.
constexpr size_t kDeepest = 1000;

/// Reads one text into a document.
class JsonParser {
 public:
  JsonParser(std::string_view text, JsonDocument& out)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), out_(out) {}

  bool Run();
  bool RunRecord(const std::vector<std::string>& keys);
  JsonError error() const { return {static_cast<size_t>(at_ - begin_), reason_}; }

 private:
  bool Fail(const char* reason) {
    if (reason_ == nullptr) reason_ = reason;
    return false;
  }
  void SkipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool TakeWord(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if ((at_[i] | 0x20) != word[i]) return false;
    }
    at_ += word.size();
    return true;
  }
  bool TakeExact(std::string_view word) {
    if (std::string_view(at_, static_cast<size_t>(end_ - at_)).substr(0, word.size()) != word) {
      return false;
    }
    at_ += word.size();
    return true;
  }
  JsonNode& AddNode(JsonKind kind) {
    out_.nodes_.Add({});
    JsonNode& node = *(out_.nodes_.end() - 1);
    node.kind = kind;
    node.next = static_cast<uint32_t>(out_.nodes_.size());
    return node;
  }

  bool TakeValue();
  bool TakeScalar();
  bool TakeNumber();
  bool TakeString();
  const char* PlainBytes(const char* at) const;
  bool TakeEscaped(const char* begin);
  bool TakeUnicode(char*& to);
  bool TakeHex(uint32_t& code);
  bool Open(JsonKind kind);
  bool AfterValue();
  bool TakeKey();
  void Close();

  const char* begin_;
  const char* at_;
  const char* end_;
  JsonDocument& out_;
  const char* reason_ = nullptr;
  std::vector<uint32_t> open_;  // ids of containers
};

bool JsonParser::Run() {
  SkipBlanks();
  if (at_ == end_) return Fail("input data is empty");
  if (!TakeValue()) return false;
  constexpr uint64_t kNanosPerValue = 20;
  CancellationPoll poll;
  while (!open_.empty()) {
    poll.Spend(kNanosPerValue);
    if (!AfterValue()) return false;
  }
  SkipBlanks();
  return at_ == end_ || Fail("unexpected content after document");
}

bool JsonParser::RunRecord(const std::vector<std::string>& keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::string& key = keys[i];
    if (at_ == end_ || *at_ != (i == 0 ? '{' : ',')) return false;
    ++at_;
    SkipBlanks();
    if (static_cast<size_t>(end_ - at_) <= key.size()) return false;
    if (std::memcmp(at_, key.data(), key.size()) != 0) return false;
    at_ += key.size();
    SkipBlanks();
    if (at_ == end_ || *at_ != ':') return false;
    ++at_;
    SkipBlanks();
    if (at_ == end_ || *at_ == '{' || *at_ == '[') return false;
    if (!TakeValue()) return false;
    SkipBlanks();
  }
  if (at_ == end_ || *at_ != '}') return false;
  ++at_;
  SkipBlanks();
  return at_ == end_;
}

void JsonParser::Close() {
  ++at_;
  out_.nodes_[open_.back()].next = static_cast<uint32_t>(out_.nodes_.size());
  open_.pop_back();
}

/// Goes on behind a value, or the opening, of the innermost container: its end or a further value.
bool JsonParser::AfterValue() {
  JsonNode& container = out_.nodes_[open_.back()];
  const bool object = container.kind == JsonKind::kObject;
  const char closing = object ? '}' : ']';
  SkipBlanks();
  if (at_ == end_) return Fail("unexpected end of data");
  if (*at_ == closing) {
    Close();
    return true;
  }
  if (container.count > 0) {
    if (*at_ != ',') return Fail("unexpected character, expected a comma or the container's end");
    ++at_;
    SkipBlanks();
    if (at_ != end_ && *at_ == closing) {
      Close();
      return true;
    }
  }
  ++container.count;
  if (object && !TakeKey()) return false;
  SkipBlanks();
  return TakeValue();
}

bool JsonParser::TakeKey() {
  if (at_ == end_ || *at_ != '"') return Fail("unexpected character, expected a key in quotes");
  if (!TakeString()) return false;
  SkipBlanks();
  if (at_ == end_ || *at_ != ':') return Fail("unexpected character, expected a colon");
  ++at_;
  return true;
}

bool JsonParser::Open(JsonKind kind) {
  if (open_.size() == kDeepest) return Fail("it nests too deeply");
  ++at_;
  open_.push_back(static_cast<uint32_t>(out_.nodes_.size()));
  AddNode(kind);
  return true;
}

bool JsonParser::TakeValue() {
  if (at_ == end_) return Fail("unexpected end of data");
  switch (*at_) {
    case '{': return Open(JsonKind::kObject);
    case '[': return Open(JsonKind::kArray);
    case '"': return TakeString();
    default: return TakeScalar();
  }
}

bool JsonParser::TakeScalar() {
  if (TakeExact("true")) return AddNode(JsonKind::kTrue), true;
  if (TakeExact("false")) return AddNode(JsonKind::kFalse), true;
  if (TakeExact("null")) return AddNode(JsonKind::kNull), true;
  const char* const begin = at_;
  const bool negative = *at_ == '-';
  if (negative) ++at_;
  double special = 0;
  if (TakeWord("nan")) {
    special = std::nan("");
  } else if (TakeWord("infinity") || TakeWord("inf")) {
    special = INFINITY;
  } else {
    at_ = begin;
    return TakeNumber();
  }
  AddNode(JsonKind::kDouble).double_value = negative ? -special : special;
  return true;
}

bool JsonParser::TakeNumber() {
  JsonNode number;
  if (const char* const problem = ReadJsonNumber(at_, end_, number)) return Fail(problem);
  JsonNode& node = AddNode(number.kind);
  node.count = number.count;
  node.unsigned_value = number.unsigned_value;
  return true;
}

/// Steps over bytes, many at a time, up to a quote, a backslash, a control character or near the
/// end.
const char* JsonParser::PlainBytes(const char* at) const {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i escape = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1F);
  while (end_ - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    const __m128i found = _mm_or_si128(
        controls, _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape)));
    const auto mask = static_cast<uint32_t>(_mm_movemask_epi8(found));
    if (mask != 0) return at + std::countr_zero(mask);
    at += 16;
  }
  return at;
#else
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = kOnes << 7;
  while (end_ - at >= 8) {
    uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    const uint64_t quotes = word ^ (kOnes * '"');
    const uint64_t escapes = word ^ (kOnes * '\\');
    // Bytes that become zero (less than 0x20) by the subtraction get their high bit; a borrow can
    // only mislead above the first of them.
    const uint64_t found = (((quotes - kOnes) & ~quotes) | ((escapes - kOnes) & ~escapes) |
                            ((word - kOnes * 0x20) & ~word)) &
                           kHighs;
    if (found != 0) return at + std::countr_zero(found) / 8;
    at += 8;
  }
  return at;
#endif
}

bool JsonParser::TakeString() {
  const char* const begin = ++at_;
  at_ = PlainBytes(at_);
  while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
    if (static_cast<uint8_t>(*at_) < 0x20) return Fail("unexpected control character in string");
    ++at_;
  }
  if (at_ == end_) return Fail("unclosed string");
  if (*at_ == '\\') return TakeEscaped(begin);
  JsonNode& node = AddNode(JsonKind::kString);
  node.text = begin;
  node.count = static_cast<uint32_t>(at_ - begin);
  ++at_;
  return true;
}

/// Goes on with a string at its first escape; it becomes shorter than its text.
bool JsonParser::TakeEscaped(const char* begin) {
  const char* close = at_;
  while (close != end_ && *close != '"') close += *close == '\\' && close + 1 != end_ ? 2 : 1;
  if (close >= end_) return Fail("unclosed string");
  auto text = std::make_unique<char[]>(static_cast<size_t>(close - begin));
  char* to = text.get();
  std::memcpy(to, begin, static_cast<size_t>(at_ - begin));
  to += at_ - begin;
  while (at_ != close) {
    if (static_cast<uint8_t>(*at_) < 0x20) return Fail("unexpected control character in string");
    if (*at_ != '\\') {
      *to++ = *at_++;
      continue;
    }
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const size_t which = kLetters.find(at_[1]);
    if (which != std::string_view::npos) {
      *to++ = kMeanings[which];
      at_ += 2;
    } else if (at_[1] != 'u' || !TakeUnicode(to)) {
      return Fail("invalid escaped character in string");
    }
  }
  ++at_;
  JsonNode& node = AddNode(JsonKind::kString);
  node.text = text.get();
  node.count = static_cast<uint32_t>(to - text.get());
  out_.texts_.push_back(std::move(text));
  return true;
}

bool JsonParser::TakeHex(uint32_t& code) {
  if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u') return false;
  const auto result = std::from_chars(at_ + 2, at_ + 6, code, 16);
  if (result.ptr != at_ + 6) return false;
  at_ += 6;
  return true;
}

/// Takes "\u00e4", or two of them that make one character, and writes it as UTF-8.
bool JsonParser::TakeUnicode(char*& to) {
  uint32_t code = 0;
  if (!TakeHex(code)) return false;
  if (IsLowSurrogate(code)) return false;
  if (IsHighSurrogate(code)) {
    uint32_t low = 0;
    if (!TakeHex(low) || !IsLowSurrogate(low)) return false;
    code = JoinSurrogates(code, low);
  }
  to += EncodeUtf8(code, to);
  return true;
}

void JsonDocument::Begin(std::string_view text) {
  text_ = text;
  nodes_.Clear();
  texts_.clear();
}

bool JsonDocument::ParseRecord(std::string_view text, const std::vector<std::string>& keys) {
  Begin(text);
  return JsonParser(text, *this).RunRecord(keys);
}

bool JsonDocument::Parse(std::string_view text, JsonError* error) {
  Begin(text);
  JsonParser parser(text, *this);
  if (parser.Run()) return true;
  if (error != nullptr) *error = parser.error();
  return false;
}

}  // namespace lakebolt
