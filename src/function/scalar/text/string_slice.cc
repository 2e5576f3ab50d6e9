#include <algorithm>
#include <limits>

#include "base/cancellation_scope.h"
#include "base/utf8.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/find_bytes.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBigint = TypeId::kInt64;
constexpr int64_t kToEnd = std::numeric_limits<int64_t>::max();

/// Returns characters `begin .. end` (from 0, clipped to the text).
StringView Characters(const StringView& text, int64_t begin, int64_t end) {
  const std::string_view view = text.view();
  begin = std::max<int64_t>(begin, 0);
  if (end <= begin) return {};
  // Characters before `end` that are bytes make offsets of characters offsets of bytes.
  if (IsAscii(view.substr(0, static_cast<size_t>(std::min<int64_t>(end, view.size()))))) {
    const auto size = static_cast<int64_t>(view.size());
    begin = std::min(begin, size);
    return StringView(
        view.substr(static_cast<size_t>(begin), static_cast<size_t>(std::min(end, size) - begin)));
  }
  const size_t from = CharacterOffset(view, begin);
  const size_t length = CharacterOffset(view.substr(from), end - begin);
  return StringView(view.substr(from, length));
}

/// Cuts `length` characters from position `start`, counted from 1, or from the end if negative. A
/// negative length goes backwards. (DuckDB's rules; with positive arguments the SQL standard's.)
StringView Substring(const StringView& text, int64_t start, int64_t length) {
  const int64_t size = start < 0 ? CountCharacters(text) : 0;
  int64_t begin = start < 0 ? size + start : start - 1;
  if (start == 0 && length != kToEnd && length > 0) --length;  // position 0 is before the text
  if (start == 0) begin = 0;
  if (length < 0) return Characters(text, std::max<int64_t>(0, begin + length), begin);
  if (begin < 0) {
    length = length == kToEnd ? length : length + begin;
    begin = 0;
  }
  return Characters(text, begin, length > kToEnd - begin ? kToEnd : begin + length);
}

StringView Left(const StringView& text, int64_t count) {
  return Characters(text, 0, count >= 0 ? count : CountCharacters(text) + count);
}

StringView Right(const StringView& text, int64_t count) {
  const int64_t size = CountCharacters(text);
  return Characters(text, count >= 0 ? size - std::min(size, count) : std::min(size, -count), size);
}

constexpr uint64_t kNanosPerPart = 10;
constexpr uint64_t kBytesPerNano = 4;

/// Counts the parts of text cut at a separator.
int64_t CountParts(std::string_view text, std::string_view separator) {
  int64_t count = 1;
  CancellationPoll poll;
  for (size_t at; (at = FindBytes(text, separator)) != std::string_view::npos; ++count) {
    text.remove_prefix(at + separator.size());
    poll.Spend(kNanosPerPart + at / kBytesPerNano);
  }
  return count;
}

/// Returns part number `index` (from 1; from the end if negative) of text cut at `separator`.
StringView SplitPart(const StringView& text, const StringView& separator, int64_t index) {
  const std::string_view view = text.view();
  if (separator.size() == 0) {  // parts the characters, as string_split does
    const int64_t count = CountCharacters(view);
    const int64_t at = index > 0 ? index - 1 : count + index;
    return index == 0 || at < 0 ? StringView() : Characters(text, at, at + 1);
  }
  if (index < 0) index += CountParts(view, separator.view()) + 1;
  if (index <= 0) return {};
  CancellationPoll poll;
  for (std::string_view rest = view; index > 1; --index) {
    const size_t at = FindBytes(rest, separator.view());
    if (at == std::string_view::npos) return {};
    rest.remove_prefix(at + separator.size());
    poll.Spend(kNanosPerPart + at / kBytesPerNano);
    if (index == 2) return StringView(rest.substr(0, FindBytes(rest, separator.view())));
  }
  return StringView(view.substr(0, FindBytes(view, separator.view())));
}

ScalarFunction Make(const char* name, std::vector<std::string> aliases, const char* description,
                    FunctionExample example, std::vector<ScalarOverload> overloads) {
  ScalarFunction function{name, std::move(aliases),  "string", description, {example},
                          {},   std::move(overloads)};
  function.traits.can_fail = false;
  return function;
}

}  // namespace

void RegisterStringSlice(FunctionRegistry& registry) {
  const auto from = [](StringView text, int64_t start) { return Substring(text, start, kToEnd); };
  registry.Add(Make(
      "substring", {"substr"}, "Cuts characters out of text, from a position counted from 1.",
      {"substring('Lakebolt', 5, 3)", "bol"},
      {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, from),
       MakeOverload<StringView, int64_t, int64_t>({kText, kBigint, kBigint}, kText, Substring)}));
  registry.Add(Make("left", {}, "Returns the first characters; all but the last -n if negative.",
                    {"left('Lakebolt', 4)", "Lake"},
                    {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, Left)}));
  registry.Add(Make("right", {}, "Returns the last characters; all but the first -n if negative.",
                    {"right('Lakebolt', 4)", "bolt"},
                    {MakeOverload<StringView, int64_t>({kText, kBigint}, kText, Right)}));
  registry.Add(Make(
      "split_part", {}, "Cuts text at a separator and returns one part, from 1.",
      {"split_part('a,b,c', ',', 2)", "b"},
      {MakeOverload<StringView, StringView, int64_t>({kText, kText, kBigint}, kText, SplitPart)}));
}

}  // namespace lakebolt
