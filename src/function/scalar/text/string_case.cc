#include <cstring>

#include "base/cancellation_scope.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/unicode_case.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBigint = TypeId::kInt64;

/// Counts in each byte's lowest bit the bytes of a word that continue a character: those with the
/// highest bit set and the next one not.
int64_t Continuing(uint64_t word) {
  constexpr uint64_t kEach = 0x0101010101010101;
  return __builtin_popcountll((word >> 7) & ~(word >> 6) & kEach);
}

uint64_t Word(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

/// Is CountCharacters, eight bytes a time as words; what is left over is read again with the bytes
/// before it, which are shifted out.
int64_t CountByWords(const StringView& text) {
  const char* at = text.data();
  const size_t size = text.size();
  if (text.IsInline()) {
    // Bytes that a short text does not use are zero.
    return static_cast<int64_t>(size) - Continuing(Word(at)) - Continuing(Word(at + 4) >> 32);
  }
  int64_t continuing = 0;
  ForEachBlock(size / 8, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) continuing += Continuing(Word(at + 8 * i));
  });
  const size_t i = size / 8 * 8;
  if (i < size) continuing += Continuing(Word(at + size - 8) >> (8 * (8 - (size - i))));
  return static_cast<int64_t>(size) - continuing;
}

/// Returns how much of a text to take at once: all, or what ends with a whole character.
size_t PieceLength(std::string_view text) {
  constexpr size_t kPiece = size_t{1} << 20;
  if (text.size() <= kPiece) return text.size();
  size_t size = kPiece;
  while (size > kPiece - 4 && IsUtf8Continuation(text[size])) --size;
  return size;
}

ScalarFunction Mapping(const char* name, std::vector<std::string> aliases, const char* description,
                       FunctionExample example, void (*append)(std::string_view, std::string&)) {
  const ScalarKernel kernel = [append](std::span<const Vector> args, RowSet rows) {
    std::string piece;  // keep their memory from row to row
    GrowingText out;
    return MakeKernel<StringView>(kText, [&](StringHeap& heap, const StringView& text) {
      out.Clear();
      for (std::string_view rest = text.view(); !rest.empty();) {
        const size_t size = PieceLength(rest);
        piece.clear();
        append(rest.substr(0, size), piece);
        if (size == text.size()) return heap.Add(piece);
        out.Append(piece);
        rest.remove_prefix(size);
      }
      return heap.Add(out.view());
    })(args, rows);
  };
  ScalarOverload overload;
  overload.parameters = {kText};
  overload.result = kText;
  overload.kernel = kernel;
  ScalarFunction function{name, std::move(aliases), "string", description, {example},
                          {},   {overload}};
  function.traits.can_fail = false;
  return function;
}

ScalarFunction Measure(const char* name, std::vector<std::string> aliases, const char* description,
                       FunctionExample example, int64_t (*measure)(const StringView&)) {
  const auto call = [measure](const StringView& text) { return measure(text); };
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
                       [](const StringView& text) { return static_cast<int64_t>(text.size()); }));
  registry.Add(
      Measure("bit_length", {}, "Counts the bits of text.", {"bit_length('abc')", "24"},
              [](const StringView& text) { return static_cast<int64_t>(text.size()) * 8; }));
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
