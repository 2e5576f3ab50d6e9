#include "function/scalar/regexp/simple_regex_tree.h"

#include <algorithm>
#include <utility>

namespace lakebolt {

namespace {

class SimpleRegexParser {
 public:
  SimpleRegexParser(std::string_view pattern, bool dot_newline)
      : pattern_(pattern), dot_newline_(dot_newline) {}

  std::optional<RegexTree> Parse() {
    const bool ascii = std::all_of(pattern_.begin(), pattern_.end(), [](char c) { return c > 0; });
    if (!ascii || pattern_.size() > kLongestPattern) return std::nullopt;
    if (Peek() == '^') {
      tree_.anchored = true;
      ++at_;
    }
    tree_.root = ParseAlternatives();
    if (failed_ || at_ != pattern_.size()) return std::nullopt;
    if (tree_.anchored && tree_.root.kind == Kind::kAlternatives) return std::nullopt;  // ^a|b
    return std::move(tree_);
  }

 private:
  using ByteSet = std::array<bool, 256>;
  using Node = RegexNode;
  using Kind = RegexNode::Kind;
  static constexpr size_t kLongestPattern = 256;
  static constexpr int kDeepest = 16;

  char Peek() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }
  Node Fail() {
    failed_ = true;
    return {};
  }

  Node ParseAlternatives() {
    if (++depth_ > kDeepest) return Fail();
    Node first = ParseSequence();
    if (Peek() == '|') {
      Node all;
      all.kind = Kind::kAlternatives;
      all.children.push_back(std::move(first));
      while (!failed_ && Peek() == '|') {
        ++at_;
        all.children.push_back(ParseSequence());
      }
      first = std::move(all);
    }
    --depth_;
    return first;
  }

  Node ParseSequence() {
    Node sequence;
    while (!failed_ && at_ < pattern_.size() && Peek() != '|' && Peek() != ')') {
      sequence.children.push_back(ParseRepeat());
    }
    return sequence;
  }

  Node ParseRepeat() {
    Node atom = ParseAtom();
    const char mark = Peek();
    if (failed_ || (mark != '*' && mark != '+' && mark != '?')) return atom;
    if (atom.kind == Kind::kEnd) return Fail();
    ++at_;
    Node repeat;
    repeat.kind = Kind::kRepeat;
    repeat.optional = mark != '+';
    repeat.repeated = mark != '?';
    if (Peek() == '?') {
      repeat.lazy = true;
      ++at_;
    }
    if (Peek() == '*' || Peek() == '+' || Peek() == '?') return Fail();
    // An empty turn of a loop would go round for ever.
    if (repeat.repeated && CanBeEmpty(atom)) return Fail();
    repeat.children.push_back(std::move(atom));
    return repeat;
  }

  Node ParseAtom() {
    const char c = pattern_[at_++];
    switch (c) {
      case '(': return ParseGroup();
      case '[': return ParseClass();
      case '\\': return ParseEscape();
      case '.': {
        ByteSet set;
        set.fill(true);
        set['\n'] = dot_newline_;
        return SetNode(set);
      }
      case '$': {
        Node end;
        end.kind = Kind::kEnd;
        return end;
      }
      case '^':
      case '{':
      case '}':
      case ']':
      case '*':
      case '+':
      case '?': return Fail();
      default: return ByteNode(c);
    }
  }

  Node ParseGroup() {
    Node group;
    group.kind = Kind::kGroup;
    if (Peek() == '?') {
      if (pattern_.substr(at_, 2) != "?:") return Fail();
      at_ += 2;
    } else {
      group.group = ++tree_.groups;
    }
    group.children.push_back(ParseAlternatives());
    if (Peek() != ')') return Fail();
    ++at_;
    return group;
  }

  /// Reads the class behind a backslash; false where the letter names none.
  static bool AddNamed(char letter, ByteSet& set) {
    ByteSet named{};
    const auto range = [&](char from, char to) {
      for (int c = from; c <= to; ++c) named[static_cast<size_t>(c)] = true;
    };
    switch (letter | 0x20) {
      case 'd': range('0', '9'); break;
      case 'w':
        range('0', '9');
        range('a', 'z');
        range('A', 'Z');
        named['_'] = true;
        break;
      case 's':
        for (const char c : {'\t', '\n', '\f', '\r', ' '}) named[static_cast<size_t>(c)] = true;
        break;
      default: return false;
    }
    const bool negated = letter >= 'A' && letter <= 'Z';
    for (size_t i = 0; i < set.size(); ++i) set[i] = set[i] || named[i] != negated;
    return true;
  }

  static bool IsPunctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
  }

  /// Returns the character that an escape stands for; 0 where it is none of ours.
  static char EscapedByte(char c) {
    switch (c) {
      case 'n': return '\n';
      case 't': return '\t';
      case 'r': return '\r';
      case 'f': return '\f';
      default: return IsPunctuation(c) ? c : '\0';
    }
  }

  Node ParseEscape() {
    if (at_ == pattern_.size()) return Fail();
    const char c = pattern_[at_++];
    ByteSet set{};
    if (AddNamed(c, set)) return SetNode(set);
    const char byte = EscapedByte(c);
    return byte == '\0' ? Fail() : ByteNode(byte);
  }

  Node ParseClass() {
    const bool negated = Peek() == '^';
    if (negated) ++at_;
    ByteSet set{};
    for (bool first = true; Peek() != ']' || first; first = false) {
      if (at_ == pattern_.size() || Peek() == '[' || (first && Peek() == ']')) return Fail();
      char from = pattern_[at_++];
      if (from == '\\') {
        const char escaped = Peek();
        ++at_;
        if (AddNamed(escaped, set)) continue;
        from = EscapedByte(escaped);
        if (from == '\0') return Fail();
      }
      char to = from;
      if (Peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
        to = pattern_[at_ + 1];
        at_ += 2;
        if (to == '\\' || to == '[' || to < from) return Fail();
      }
      for (int c = from; c <= to; ++c) set[static_cast<size_t>(c)] = true;
    }
    ++at_;
    if (negated) {
      for (bool& has : set) has = !has;
    }
    return SetNode(set);
  }

  static Node ByteNode(char c) {
    Node node;
    node.kind = Kind::kByte;
    node.byte = c;
    return node;
  }
  Node SetNode(const ByteSet& set) {
    Node node;
    node.kind = Kind::kSet;
    node.set = static_cast<uint32_t>(tree_.sets.size());
    tree_.sets.push_back(set);
    return node;
  }
  static bool CanBeEmpty(const Node& node) {
    const auto empty = [](const Node& child) { return CanBeEmpty(child); };
    switch (node.kind) {
      case Kind::kByte:
      case Kind::kSet: return false;
      case Kind::kEnd: return true;
      case Kind::kRepeat: return node.optional || CanBeEmpty(node.children[0]);
      case Kind::kAlternatives:
        return std::any_of(node.children.begin(), node.children.end(), empty);
      default: return std::all_of(node.children.begin(), node.children.end(), empty);
    }
  }

  std::string_view pattern_;
  bool dot_newline_;
  size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
  RegexTree tree_;
};

}  // namespace

std::optional<RegexTree> ParseSimpleRegex(std::string_view pattern, bool dot_newline) {
  return SimpleRegexParser(pattern, dot_newline).Parse();
}

}  // namespace lakebolt
