// From a pattern to the steps of a SimpleRegex. The pattern is parsed into a tree, which is turned
// into steps from its end to its start: a step is made when the one behind it is known.

#include <algorithm>
#include <cstring>

#include "function/scalar/regexp/simple_regex.h"

namespace lakebolt {

class SimpleRegexCompiler {
 public:
  SimpleRegexCompiler(std::string_view pattern, bool dot_newline)
      : pattern_(pattern), dot_newline_(dot_newline) {}

  std::optional<SimpleRegex> Compile() {
    const bool ascii = std::all_of(pattern_.begin(), pattern_.end(), [](char c) { return c > 0; });
    if (!ascii || pattern_.size() > kLongestPattern) return std::nullopt;
    if (Peek() == '^') {
      regex_.anchored_ = true;
      ++at_;
    }
    const Node root = ParseAlternatives();
    if (failed_ || at_ != pattern_.size()) return std::nullopt;
    if (regex_.anchored_ && root.kind == Kind::kAlternatives) return std::nullopt;  // ^a|b
    const uint32_t match = Add({SimpleRegex::Op::kMatch});
    regex_.entry_ = Emit(root, match);
    if (failed_) return std::nullopt;
    regex_.group_count_ = groups_;
    regex_.may_be_empty_ = !FirstOf(regex_.entry_, regex_.first_);
    NoteLiteral();
    return std::move(regex_);
  }

 private:
  using Op = SimpleRegex::Op;
  using Step = SimpleRegex::Step;
  using ByteSet = SimpleRegex::ByteSet;
  static constexpr size_t kLongestPattern = 256;
  static constexpr int kDeepest = 16;

  enum class Kind : uint8_t { kByte, kSet, kSequence, kAlternatives, kGroup, kRepeat, kEnd };
  struct Node {
    Kind kind = Kind::kSequence;
    char byte = 0;
    uint32_t set = 0;
    int group = 0;  // of a group: its number, 0 when it captures nothing
    bool optional = false;
    bool repeated = false;
    bool lazy = false;
    std::vector<Node> children;
  };

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
      group.group = ++groups_;
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
    node.set = AddSet(set);
    return node;
  }
  uint32_t AddSet(const ByteSet& set) {
    regex_.sets_.push_back(set);
    const auto missing = std::find(set.begin(), set.end(), false);
    const bool only = missing != set.end() && std::find(missing + 1, set.end(), false) == set.end();
    regex_.stops_.push_back(only ? static_cast<int>(missing - set.begin()) : -1);
    return static_cast<uint32_t>(regex_.sets_.size() - 1);
  }

  static bool AreDisjoint(const ByteSet& a, const ByteSet& b) {
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i] && b[i]) return false;
    }
    return true;
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

  uint32_t Add(Step step) {
    regex_.steps_.push_back(step);
    return static_cast<uint32_t>(regex_.steps_.size() - 1);
  }
  uint32_t AddSplit(uint32_t first, uint32_t second) {
    Step step{Op::kSplit};
    step.next = first;
    step.other = second;
    ByteSet begins_first{};
    ByteSet begins_second{};
    if (FirstOf(first, begins_first) && FirstOf(second, begins_second) &&
        AreDisjoint(begins_first, begins_second)) {
      step.exclusive = true;
      step.set = AddSet(begins_first);
    }
    return Add(step);
  }
  /// Passes over a byte with which nothing else of the pattern can begin here.
  uint32_t AddMaybe(char byte, uint32_t next) {
    Step step{Op::kMaybe};
    step.byte = byte;
    step.next = next;
    return Add(step);
  }
  uint32_t AddSave(uint32_t slot, uint32_t next) {
    Step step{Op::kSave};
    step.slot = slot;
    step.next = next;
    return Add(step);
  }

  /// Makes the steps of a node in front of step `next`; returns the first.
  uint32_t Emit(const Node& node, uint32_t next) {
    switch (node.kind) {
      case Kind::kByte: {
        Step step{Op::kByte};
        step.byte = node.byte;
        step.next = next;
        return Add(step);
      }
      case Kind::kSet: {
        Step step{Op::kSet};
        step.set = node.set;
        step.next = next;
        return Add(step);
      }
      case Kind::kEnd: {
        Step step{Op::kEnd};
        step.next = next;
        return Add(step);
      }
      case Kind::kSequence:
        for (size_t i = node.children.size(); i > 0;) {
          const size_t bytes = BytesBefore(node.children, i);
          next = bytes > 1 ? EmitText(node.children, i - bytes, bytes, next)
                           : Emit(node.children[i - 1], next);
          i -= std::max<size_t>(bytes, 1);
        }
        return next;
      case Kind::kAlternatives: {
        uint32_t choice = Emit(node.children.back(), next);
        for (size_t i = node.children.size() - 1; i-- > 0;) {
          choice = AddSplit(Emit(node.children[i], next), choice);
        }
        return choice;
      }
      case Kind::kGroup: {
        if (node.group == 0) return Emit(node.children[0], next);
        const auto slot = static_cast<uint32_t>(node.group) * 2;
        const uint32_t body = Emit(node.children[0], AddSave(slot + 1, next));
        return AddSave(slot, body);
      }
      case Kind::kRepeat: return EmitRepeat(node, next);
    }
    return next;
  }

  /// Counts the single bytes in front of child `end`, up to as many as one step takes.
  static size_t BytesBefore(const std::vector<Node>& children, size_t end) {
    size_t count = 0;
    while (count < std::min<size_t>(end, 8) && children[end - count - 1].kind == Kind::kByte) {
      ++count;
    }
    return count;
  }

  uint32_t EmitText(const std::vector<Node>& bytes, size_t begin, size_t count, uint32_t next) {
    Step step{Op::kText};
    step.byte = bytes[begin].byte;
    step.size = static_cast<uint8_t>(count);
    char text[8] = {};
    for (size_t i = 0; i < count; ++i) text[i] = bytes[begin + i].byte;
    std::memcpy(&step.text, text, sizeof(text));
    step.next = next;
    return Add(step);
  }

  uint32_t EmitRepeat(const Node& node, uint32_t next) {
    const Node& body = node.children[0];
    const auto choose = [&](uint32_t once, uint32_t leave) {
      return node.lazy ? AddSplit(leave, once) : AddSplit(once, leave);
    };
    if (!node.repeated) {
      const uint32_t once = Emit(body, next);
      const uint32_t choice = choose(once, next);
      const bool is_maybe = regex_.steps_[choice].exclusive && body.kind == Kind::kByte;
      return is_maybe ? AddMaybe(body.byte, next) : choice;
    }
    if (body.kind == Kind::kByte || body.kind == Kind::kSet) return EmitRun(node, next);
    // The loop's split stands behind its body, which is made when the split has its number.
    // Till then any byte may come there.
    ByteSet any{};
    any.fill(true);
    Step anything{Op::kSet};
    anything.set = AddSet(any);
    const uint32_t split = Add(anything);
    const uint32_t start = Emit(body, split);
    Step choice{Op::kSplit};
    choice.next = node.lazy ? next : start;
    choice.other = node.lazy ? start : next;
    regex_.steps_[split] = choice;
    return node.optional ? split : start;
  }

  uint32_t EmitRun(const Node& node, uint32_t next) {
    const Node& body = node.children[0];
    Step run{Op::kRun};
    run.lazy = node.lazy;
    run.least = node.optional ? 0 : 1;
    run.next = next;
    run.set = body.set;
    if (body.kind == Kind::kByte) {
      ByteSet set{};
      set[static_cast<uint8_t>(body.byte)] = true;
      run.set = AddSet(set);
    }
    ByteSet following{};
    const bool known = FirstOf(next, following);
    const ByteSet& taken = regex_.sets_[run.set];
    const bool disjoint = known && AreDisjoint(following, taken);
    uint32_t behind = next;
    while (regex_.steps_[behind].op == Op::kSave) behind = regex_.steps_[behind].next;
    const Op op = regex_.steps_[behind].op;
    run.possessive = !node.lazy && (disjoint || op == Op::kEnd || op == Op::kMatch);
    return Add(run);
  }

  /// Adds the bytes that a match from `step` on can begin with; false where it can be empty.
  bool FirstOf(uint32_t step, ByteSet& set) {
    if (first_left_-- <= 0) return false;  // many optional parts one behind the other
    const Step& s = regex_.steps_[step];
    const auto add = [&](uint32_t number) {
      for (size_t i = 0; i < set.size(); ++i) set[i] = set[i] || regex_.sets_[number][i];
    };
    switch (s.op) {
      case Op::kByte:
      case Op::kText: set[static_cast<uint8_t>(s.byte)] = true; return true;
      case Op::kSet: add(s.set); return true;
      case Op::kMaybe: set[static_cast<uint8_t>(s.byte)] = true; return FirstOf(s.next, set);
      case Op::kRun: add(s.set); return s.least > 0 || FirstOf(s.next, set);
      case Op::kSplit: {
        const bool first = FirstOf(s.next, set);
        return FirstOf(s.other, set) && first;
      }
      case Op::kSave: return FirstOf(s.next, set);
      case Op::kEnd:
      case Op::kMatch: return false;
    }
    return false;
  }

  void NoteLiteral() {
    std::string literal;
    for (uint32_t step = regex_.entry_;; step = regex_.steps_[step].next) {
      const Step& s = regex_.steps_[step];
      if (s.op == Op::kByte) {
        literal += s.byte;
      } else if (s.op == Op::kText) {
        literal.append(reinterpret_cast<const char*>(&s.text), s.size);
      } else if (s.op != Op::kSave) {
        break;
      }
    }
    if (literal.size() > 1) regex_.literal_ = std::make_shared<Needle>(literal);
  }

  std::string_view pattern_;
  bool dot_newline_;
  size_t at_ = 0;
  int depth_ = 0;
  int groups_ = 0;
  int first_left_ = 2000;
  bool failed_ = false;
  SimpleRegex regex_;
};

std::optional<SimpleRegex> SimpleRegex::Compile(std::string_view pattern, bool dot_newline) {
  return SimpleRegexCompiler(pattern, dot_newline).Compile();
}

}  // namespace lakebolt
