// Where text stands in text, and letters by their codes, as Spark counts: instr, position, char.

#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using S = StringView;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kInteger = TypeId::kInt32;

/// Returns the position, from 1, of the character that begins at a byte.
int32_t PositionAt(std::string_view text, size_t byte) {
  return static_cast<int32_t>(CountCharacters(text.substr(0, byte))) + 1;
}

int32_t FindForwards(std::string_view text, std::string_view part, int32_t from, int32_t which) {
  size_t at = CharacterOffset(text, int64_t{from} - 1);
  while (true) {
    at = text.find(part, at);
    if (at == std::string_view::npos) return 0;
    if (--which == 0) return PositionAt(text, at);
    at += at < text.size() ? Utf8Length(text[at]) : 1;
  }
}

int32_t FindBackwards(std::string_view text, std::string_view part, int32_t from, int32_t which) {
  const int64_t start = CountCharacters(text) + from;
  if (start < 0) return 0;
  size_t at = CharacterOffset(text, start);
  while (true) {
    at = text.rfind(part, at);
    if (at == std::string_view::npos) return 0;
    if (--which == 0) return PositionAt(text, at);
    if (at == 0) return 0;
    --at;
  }
}

/// Returns where `part` stands for the `which`-th time from a position on, or back from one
/// counted from the end; 0 if nowhere.
int32_t Instr(const S& text, const S& part, int32_t from, int32_t which) {
  if (from == 0 || which < 1) return 0;
  return from > 0 ? FindForwards(text.view(), part.view(), from, which)
                  : FindBackwards(text.view(), part.view(), from, which);
}

/// Returns where `part` first stands from a position on; 0 if nowhere. Empty text is at the start.
int32_t Position(const S& part, const S& text, int32_t from) {
  if (from < 1) return 0;
  if (part.size() == 0) return 1;
  if (CountCharacters(text.view()) < int64_t{from} - 1) return 0;
  return FindForwards(text.view(), part.view(), from, 1);
}

/// Returns the character of a code modulo 256 in Latin 1; empty text for negative codes.
S Character(StringHeap& heap, int64_t code) {
  if (code < 0) return {};
  std::string out;
  AppendUtf8(static_cast<uint32_t>(code & 255), out);
  return heap.Add(out);
}

S Quote(StringHeap& heap, const S& text) {
  std::string out = "'";
  for (const char c : text.view()) {
    if (c == '\'') out += '\\';
    out += c;
  }
  return heap.Add(out + "'");
}

}  // namespace

void RegisterSparkSearch(FunctionRegistry& registry) {
  Family family(registry, "string", "spark");
  const FunctionTraits safe = NeverFails();
  const auto first = [](const S& text, const S& part) { return Instr(text, part, 1, 1); };
  const auto from = [](const S& text, const S& part, int32_t at) {
    return Instr(text, part, at, 1);
  };
  family.Add(
      {"instr"},
      "Returns where the second text stands in the first: for the n-th time, from a position on or "
      "back from one counted from the end; 0 if nowhere.",
      {{"instr('SparkSQL', 'SQL')", "6"}, {"instr('abcabc', 'b', -1, 1)", "5"}},
      {MakeOverload<S, S>({kText, kText}, kInteger, first),
       MakeOverload<S, S, int32_t>({kText, kText, kInteger}, kInteger, from),
       MakeOverload<S, S, int32_t, int32_t>({kText, kText, kInteger, kInteger}, kInteger, Instr)},
      safe);
  const auto from_start = [](const S& part, const S& text) { return Position(part, text, 1); };
  family.Add({"position", "locate"},
             "Returns where the first text stands in the second, from a position on; 0 if nowhere.",
             {{"position('bar', 'foobarbar', 5)", "7"}},
             {MakeOverload<S, S>({kText, kText}, kInteger, from_start),
              MakeOverload<S, S, int32_t>({kText, kText, kInteger}, kInteger, Position)},
             safe);
  family.Add({"char", "chr"}, "Returns the character of a code, modulo 256.",
             {{"char(65)", "A"}, {"char(321)", "A"}},
             {MakeOverload<int64_t>({TypeId::kInt64}, kText, Character)}, safe);
  family.Add({"quote"}, "Puts text in single quotes, with a backslash before those in it.",
             {{"quote('Don\\'t')", "'Don\\'t'"}}, {MakeOverload<S>({kText}, kText, Quote)}, safe);
}

}  // namespace lakebolt
