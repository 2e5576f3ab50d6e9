// From the tree of a pattern to the steps of a SimpleRegex, from its end to its start: a step is
// made when the one behind it is known.

#include <algorithm>
#include <cstring>

#include "function/scalar/regexp/simple_regex.h"
#include "function/scalar/regexp/simple_regex_tree.h"

namespace lakebolt {

class SimpleRegexCompiler {
 public:
  /// Makes the steps of a pattern whose tree is known.
  std::optional<SimpleRegex> Compile(const RegexTree& tree) {
    regex_.anchored_ = tree.anchored;
    for (const ByteSet& set : tree.sets) AddSet(set);
    const uint32_t match = Add({SimpleRegex::Op::kMatch});
    regex_.entry_ = Emit(tree.root, match);
    regex_.group_count_ = tree.groups;
    regex_.may_be_empty_ = !FirstOf(regex_.entry_, regex_.first_);
    NoteLiteral();
    return std::move(regex_);
  }

 private:
  using Op = SimpleRegex::Op;
  using Step = SimpleRegex::Step;
  using ByteSet = SimpleRegex::ByteSet;
  using Node = RegexNode;
  using Kind = RegexNode::Kind;

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

  int first_left_ = 2000;
  SimpleRegex regex_;
};

std::optional<SimpleRegex> SimpleRegex::Compile(std::string_view pattern, bool dot_newline) {
  const auto tree = ParseSimpleRegex(pattern, dot_newline);
  return tree ? SimpleRegexCompiler().Compile(*tree) : std::nullopt;
}

}  // namespace lakebolt
