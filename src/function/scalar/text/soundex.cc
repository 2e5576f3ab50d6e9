// Soundex (Russell 1918), as PostgreSQL, Spark and DataFusion have it: a letter and three digits.

#include "base/ascii.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

/// Returns the group of a letter: '1' to '6', '0' for vowels, '-' for H and W, which part no group.
char GroupOf(char upper) {
  constexpr std::string_view kGroups = "01230120022455012623010202";
  if (upper == 'H' || upper == 'W') return '-';
  return kGroups[static_cast<size_t>(upper - 'A')];
}

bool IsLetter(char upper) {
  return upper >= 'A' && upper <= 'Z';
}

StringView Soundex(StringHeap& heap, const StringView& text) {
  constexpr size_t kLength = 4;
  if (text.size() == 0 || !IsLetter(AsciiUpper(text.data()[0]))) return heap.Add(text);
  std::string out(1, AsciiUpper(text.data()[0]));
  char last = GroupOf(out[0]);
  for (size_t i = 1; i < text.size() && out.size() < kLength; ++i) {
    const char letter = AsciiUpper(text.data()[i]);
    if (!IsLetter(letter)) {
      last = '0';
      continue;
    }
    const char group = GroupOf(letter);
    if (group == '-') continue;
    if (group != '0' && group != last) out += group;
    last = group;
  }
  out.resize(kLength, '0');
  return heap.Add(out);
}

}  // namespace

void RegisterSoundex(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"soundex"}, "Returns the Soundex code of a word: alike for what sounds alike.",
             {{"soundex('Miller')", "M460"}},
             {MakeOverload<StringView>({TypeId::kVarchar}, TypeId::kVarchar, Soundex)},
             NeverFails());
}

}  // namespace lakebolt
