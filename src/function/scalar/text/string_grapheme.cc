// length, left, right, substring by grapheme cluster.

#include <limits>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/graphemes.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBigint = TypeId::kInt64;
constexpr int64_t kToEnd = std::numeric_limits<int64_t>::max();

/// Returns clusters `begin .. end` (from 0, clipped to the text).
StringView Graphemes(const StringView& text, int64_t begin, int64_t end) {
  if (begin < 0) begin = 0;
  if (end <= begin) return {};
  const std::string_view view = text.view();
  const size_t from = GraphemeOffset(view, begin);
  return StringView(view.substr(from, GraphemeOffset(view.substr(from), end - begin)));
}

/// Follows the rules of substring: see there.
StringView Substring(const StringView& text, int64_t start, int64_t length) {
  int64_t begin = start < 0 ? CountGraphemes(text) + start : start - 1;
  if (start == 0 && length != kToEnd && length > 0) --length;
  if (start == 0) begin = 0;
  if (length < 0) return Graphemes(text, begin + length, begin);
  if (begin < 0) {
    length = length == kToEnd ? length : length + begin;
    begin = 0;
  }
  return Graphemes(text, begin, length > kToEnd - begin ? kToEnd : begin + length);
}

StringView Left(const StringView& text, int64_t count) {
  return Graphemes(text, 0, count >= 0 ? count : CountGraphemes(text) + count);
}

StringView Right(const StringView& text, int64_t count) {
  const int64_t size = CountGraphemes(text);
  return Graphemes(text, count >= 0 ? size - count : (count < -size ? size : -count), size);
}

}  // namespace

void RegisterStringGrapheme(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"length_grapheme"}, "Counts the grapheme clusters of text: what readers see as one.",
             {{"length_grapheme('🤦🏼‍♂️ and 🇫🇮')", "7"}},
             {MakeOverload<StringView>(
                 {kText}, kBigint, [](const StringView& text) { return CountGraphemes(text); })},
             NeverFails());
  family.Add({"left_grapheme"}, "Returns the first grapheme clusters.",
             {{"left_grapheme('🇫🇮abc', 2)", "🇫🇮a"}},
             {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, Left)}, NeverFails());
  family.Add({"right_grapheme"}, "Returns the last grapheme clusters.",
             {{"right_grapheme('abc🇫🇮', 2)", "c🇫🇮"}},
             {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, Right)}, NeverFails());
  const auto from = [](const StringView& text, int64_t start) {
    return Substring(text, start, kToEnd);
  };
  family.Add(
      {"substring_grapheme"}, "Cuts grapheme clusters out of text, from a position from 1.",
      {{"substring_grapheme('a🇫🇮bc', 2, 2)", "🇫🇮b"}},
      {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, from),
       MakeOverload<StringView, int64_t, int64_t>({kText, kBigint, kBigint}, kText, Substring)},
      NeverFails());
}

}  // namespace lakebolt
