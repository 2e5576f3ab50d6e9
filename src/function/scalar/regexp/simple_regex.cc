#include "function/scalar/regexp/simple_regex.h"

#include <cstring>

#include <algorithm>

#include "base/utf8.h"

namespace lakebolt {

/// Tries to match one text.
class SimpleRegex::Matcher {
 public:
  Matcher(const SimpleRegex& regex, std::string_view text)
      : regex_(regex),
        begin_(text.data()),
        end_(text.data() + text.size()),
        steps_left_(kStepsPerByte * text.size() + kSteps) {
    Forget();
  }

  /// Matches from place `at` on; notes where the groups stand.
  bool Match(const char* at) {
    if (saved_for_good_) Forget();  // what an attempt that failed has saved
    saved_for_good_ = false;
    slots_[0] = Offset(at);
    return Run(regex_.entry_, at, 0);
  }
  /// Tells that matching was given up.
  bool gave_up() const { return gave_up_; }

  Span group(size_t number) const {
    const int32_t end = slots_[2 * number + 1];
    return end < 0 ? Span{} : Span{slots_[2 * number], end};
  }

  static constexpr int kMostGroups = 9;

 private:
  static constexpr size_t kStepsPerByte = 32;
  static constexpr size_t kSteps = 256;
  static constexpr int kDeepest = 200;

  void Forget() { std::fill_n(slots_.begin(), 2 * (regex_.group_count_ + 1), -1); }

  int32_t Offset(const char* at) const { return static_cast<int32_t>(at - begin_); }

  bool GiveUp() {
    gave_up_ = true;
    return false;
  }

  bool Run(uint32_t number, const char* at, int depth) {
    if (depth > kDeepest) return GiveUp();
    while (true) {
      if (steps_left_-- == 0) return GiveUp();
      const Step& step = regex_.steps_[number];
      switch (step.op) {
        case Op::kByte:
          if (at == end_ || *at != step.byte) return false;
          ++at;
          break;
        case Op::kText:
          if (!StandsAt(step, at)) return false;
          at += step.size;
          break;
        case Op::kMaybe: at += at != end_ && *at == step.byte ? 1 : 0; break;
        case Op::kSet:
          if (at == end_ || !regex_.sets_[step.set][static_cast<uint8_t>(*at)]) return false;
          // A set has all characters that are not ASCII or none.
          ++at;
          while (at != end_ && IsUtf8Continuation(*at)) ++at;
          break;
        case Op::kEnd:
          if (at != end_) return false;
          break;
        case Op::kMatch: slots_[1] = Offset(at); return true;
        case Op::kSplit:
          if (step.exclusive) {
            const bool is_first = at != end_ && regex_.sets_[step.set][static_cast<uint8_t>(*at)];
            number = is_first ? step.next : step.other;
            continue;
          }
          if (CanBegin(regex_.steps_[step.next], at)) {
            if (Run(step.next, at, depth + 1)) return true;
            if (gave_up_) return false;
          }
          number = step.other;
          continue;
        case Op::kSave: {
          if (depth == 0) {  // no other choice is left that could need the place from before
            slots_[step.slot] = Offset(at);
            saved_for_good_ = true;
            break;
          }
          const int32_t before = slots_[step.slot];
          slots_[step.slot] = Offset(at);
          if (Run(step.next, at, depth + 1)) return true;
          slots_[step.slot] = before;
          return false;
        }
        case Op::kRun: {
          const char* first = at;
          if (step.lazy) return RunLazily(step, first, depth);
          at = regex_.EndOfRun(step.set, at, end_);
          if (at - first < step.least) return false;
          if (!step.possessive) return RunGreedily(step, first + step.least, at, depth);
          break;
        }
      }
      number = step.next;
    }
  }

  /// Tells whether there is a use in trying a step.
  bool CanBegin(const Step& step, const char* at) const {
    if (step.op == Op::kText) return StandsAt(step, at);
    return step.op != Op::kByte || (at != end_ && *at == step.byte);
  }

  bool StandsAt(const Step& step, const char* at) const {
    uint64_t word = 0;
    if (end_ - at >= 8) {
      std::memcpy(&word, at, 8);
      return ((word ^ step.text) << (64 - 8 * step.size)) == 0;
    }
    return end_ - at >= step.size && std::memcmp(at, &step.text, step.size) == 0;
  }

  /// Tries what follows a run at its end, then nearer and nearer to its start.
  bool RunGreedily(const Step& step, const char* shortest, const char* longest, int depth) {
    const Step& next = regex_.steps_[step.next];
    for (const char* at = longest;; --at) {
      const bool begins_with_byte = next.op == Op::kByte || next.op == Op::kText;
      const bool hopeless = (begins_with_byte && (at == end_ || *at != next.byte)) ||
                            (at != end_ && IsUtf8Continuation(*at));
      if (!hopeless && Run(step.next, at, depth + 1)) return true;
      if (at == shortest || gave_up_) return false;
    }
  }

  bool RunLazily(const Step& step, const char* first, int depth) {
    const ByteSet& set = regex_.sets_[step.set];
    const char* at = first;
    while (true) {
      if (at - first >= step.least) {
        if (Run(step.next, at, depth + 1)) return true;
        if (gave_up_) return false;
      }
      if (at == end_ || !set[static_cast<uint8_t>(*at)]) return false;
      ++at;
      while (at != end_ && IsUtf8Continuation(*at)) ++at;
    }
  }

  const SimpleRegex& regex_;
  const char* begin_;
  const char* end_;
  size_t steps_left_;
  bool gave_up_ = false;
  bool saved_for_good_ = false;  // places that a failed attempt does not take back
  std::array<int32_t, 2 * (kMostGroups + 1)> slots_;
};

const char* SimpleRegex::EndOfRun(uint32_t set, const char* at, const char* end) const {
  if (stops_[set] >= 0) {
    const void* stop = std::memchr(at, stops_[set], static_cast<size_t>(end - at));
    return stop == nullptr ? end : static_cast<const char*>(stop);
  }
  const ByteSet& bytes = sets_[set];
  while (at != end && bytes[static_cast<uint8_t>(*at)]) ++at;
  return at;
}

SimpleRegex::Outcome SimpleRegex::Search(std::string_view text, size_t start,
                                         std::span<Span> groups) const {
  constexpr size_t kLongestText = 4096;
  if (group_count_ > Matcher::kMostGroups || text.size() > kLongestText) return Outcome::kUnknown;
  Matcher matcher(*this, text);
  const char* end = text.data() + text.size();
  for (const char* at = text.data() + start;; ++at) {
    if (anchored_ && at != text.data()) return Outcome::kNoMatch;
    if (!anchored_ && literal_ != nullptr) {
      at = literal_->NextCandidate(at, end);
      if (at == nullptr) return Outcome::kNoMatch;
    } else if (!may_be_empty_) {
      if (anchored_) {
        if (at == end || !first_[static_cast<uint8_t>(*at)]) return Outcome::kNoMatch;
      } else {
        while (at != end && !first_[static_cast<uint8_t>(*at)]) ++at;
        if (at == end) return Outcome::kNoMatch;
      }
    }
    const bool inside = at != end && IsUtf8Continuation(*at);  // of a character
    if (!inside && matcher.Match(at)) break;
    if (matcher.gave_up()) return Outcome::kUnknown;
    if (at == end) return Outcome::kNoMatch;
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i] = static_cast<int>(i) <= group_count_ ? matcher.group(i) : Span{};
  }
  return Outcome::kMatch;
}

}  // namespace lakebolt
