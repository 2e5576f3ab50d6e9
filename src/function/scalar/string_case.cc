#include <cstring>

#include "function/scalar/builtin_text.h"
#include "function/scalar/unicode_case.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBigint = TypeId::kInt64;

/// Is CountCharacters, eight bytes a time as words.
int64_t CountByWords(std::string_view text) {
  constexpr uint64_t kEach = 0x0101010101010101;
  const char* at = text.data();
  size_t left = text.size();
  int64_t continued = 0;
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    // A byte that continues has its highest bit set and the next one not.
    continued += __builtin_popcountll((word >> 7) & ~(word >> 6) & kEach);
  }
  for (; left > 0; ++at, --left) {
    continued += (static_cast<unsigned char>(*at) & 0xC0) == 0x80 ? 1 : 0;
  }
  return static_cast<int64_t>(text.size()) - continued;
}

ScalarFunction Mapping(const char* name, std::vector<std::string> aliases, const char* description,
                       FunctionExample example, void (*append)(std::string_view, std::string&)) {
  const auto map = [append](StringHeap& heap, StringView text) {
    thread_local std::string out;  // keeps its memory from row to row
    out.clear();
    append(text, out);
    return heap.Add(out);
  };
  ScalarFunction function{name,
                          std::move(aliases),
                          "string",
                          description,
                          {example},
                          {},
                          {MakeOverload<StringView>({kText}, kText, map)}};
  function.traits.can_fail = false;
  return function;
}

ScalarFunction Measure(const char* name, std::vector<std::string> aliases, const char* description,
                       FunctionExample example, int64_t (*measure)(std::string_view)) {
  const auto call = [measure](StringView text) { return measure(text.view()); };
  ScalarFunction function{name,
                          std::move(aliases),
                          "string",
                          description,
                          {example},
                          {},
                          {MakeOverload<StringView>({kText}, kBigint, call)}};
  function.traits.can_fail = false;
  return function;
}

}  // namespace

void RegisterStringCase(FunctionRegistry& registry) {
  registry.Add(Mapping("upper", {"ucase"}, "Turns text into upper case.", {"upper('ä1b')", "Ä1B"},
                       AppendUpper));
  registry.Add(Mapping("lower", {"lcase"}, "Turns text into lower case.", {"lower('ÄB')", "äb"},
                       AppendLower));
  registry.Add(Measure("length", {"len", "char_length", "character_length"},
                       "Counts the characters of text.", {"length('Käse')", "4"}, CountByWords));
  registry.Add(Measure("strlen", {}, "Counts the bytes of text.", {"strlen('Käse')", "5"},
                       [](std::string_view text) { return static_cast<int64_t>(text.size()); }));
  registry.Add(
      Measure("bit_length", {}, "Counts the bits of text.", {"bit_length('abc')", "24"},
              [](std::string_view text) { return static_cast<int64_t>(text.size()) * 8; }));
  const auto bytes = [](StringView blob) { return static_cast<int64_t>(blob.size()); };
  registry.Add(ScalarFunction{"octet_length",
                              {},
                              "string",
                              "Counts the bytes of a blob.",
                              {{"octet_length('abc'::BLOB)", "3"}},
                              {},
                              {MakeOverload<StringView>({TypeId::kBlob}, kBigint, bytes)}});
}

}  // namespace lakebolt
