// GLOB: patterns of file names, byte by byte.

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

/// Says whether a byte fits "[...]" and where that ends; broken when it does not end.
struct Bracket {
  bool matched = false;
  bool broken = false;
  size_t end = 0;
};

/// Matches one byte against the set that stands behind "[" at `at`: bytes, ranges, "!" for none of.
Bracket MatchBracket(char c, std::string_view pattern, size_t at) {
  Bracket result;
  const bool inverted = at < pattern.size() && pattern[at] == '!';
  if (inverted) ++at;
  const size_t begin = at;
  bool found = false;
  // "]" as the first of the set is itself.
  for (; at < pattern.size() && (pattern[at] != ']' || at == begin); ++at) {
    const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
    found |= range ? c >= pattern[at] && c <= pattern[at + 2] : c == pattern[at];
    if (range) at += 2;
  }
  result.broken = at >= pattern.size();
  result.matched = found != inverted;
  result.end = at + 1;
  return result;
}

/// Matches all of `text`; a "*" that goes wrong takes one byte more, the last one only.
bool MatchGlob(const StringView& input, const StringView& glob) {
  const std::string_view text = input.view();
  const std::string_view pattern = glob.view();
  size_t at = 0;
  size_t place = 0;
  size_t star_at = 0;
  size_t star_place = std::string_view::npos;  // behind the last star
  while (at < text.size()) {
    bool matched = false;
    size_t next = place + 1;
    if (place < pattern.size()) {
      switch (pattern[place]) {
        case '*':
          star_place = ++place;
          star_at = at;
          continue;
        case '?': matched = true; break;
        case '[': {
          const Bracket bracket = MatchBracket(text[at], pattern, place + 1);
          if (bracket.broken) return false;
          matched = bracket.matched;
          next = bracket.end;
          break;
        }
        case '\\':
          if (++place == pattern.size()) return false;
          next = place + 1;
          [[fallthrough]];
        default: matched = text[at] == pattern[place];
      }
    }
    if (matched) {
      ++at;
      place = next;
    } else if (star_place == std::string_view::npos) {
      return false;
    } else {
      at = ++star_at;
      place = star_place;
    }
  }
  return pattern.find_first_not_of('*', place) == std::string_view::npos;
}

}  // namespace

void RegisterGlob(FunctionRegistry& registry) {
  const LogicalType text = TypeId::kVarchar;
  Family family(registry, "string");
  family.Add({"~~~", "glob"},
             "Is GLOB: tells whether text matches a pattern of *, ? and [a-z] or [!a-z].",
             {{"'lake.csv' GLOB '*.[ct]sv'", "true"}},
             {MakeOverload<StringView, StringView>({text, text}, TypeId::kBoolean, MatchGlob)},
             NeverFails());
}

}  // namespace lakebolt
