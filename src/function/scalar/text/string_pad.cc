#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Tells whether `set` holds the character that begins at `at`.
bool InSet(std::string_view set, std::string_view character) {
  return set.find(character) != std::string_view::npos;
}

std::string_view TrimLeft(std::string_view text, std::string_view set) {
  while (!text.empty()) {
    const size_t length = std::min<size_t>(Utf8Length(text[0]), text.size());
    if (!InSet(set, text.substr(0, length))) break;
    text.remove_prefix(length);
  }
  return text;
}

std::string_view TrimRight(std::string_view text, std::string_view set) {
  while (!text.empty()) {
    size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    if (!InSet(set, text.substr(begin))) break;
    text = text.substr(0, begin);
  }
  return text;
}

template <bool kLeft, bool kRight>
StringView Trim(const StringView& text, const StringView& set) {
  std::string_view view = text.view();
  if (kLeft) view = TrimLeft(view, set);
  if (kRight) view = TrimRight(view, set);
  return StringView(view);
}

template <bool kLeft, bool kRight>
ScalarFunction TrimFunction(const char* name, const char* description, FunctionExample example) {
  const auto blanks = [](const StringView& text) {
    return Trim<kLeft, kRight>(text, StringView(" ", 1));
  };
  return {name,
          kLeft && kRight ? std::vector<std::string>{"btrim"} : std::vector<std::string>{},
          "string",
          description,
          {example},
          {},
          {MakeOverload<StringView>({kText}, kText, blanks),
           MakeOverload<StringView, StringView>({kText, kText}, kText, Trim<kLeft, kRight>)}};
}

/// Brings text to `length` characters: cuts its end, or fills it up on one side.
template <bool kLeft>
StringView Pad(StringHeap& heap, const StringView& text, int32_t length, const StringView& fill) {
  const std::string_view view = text.view();
  const int64_t size = CountCharacters(view);
  if (length <= size) return heap.Add(view.substr(0, CharacterOffset(view, std::max(length, 0))));
  if (fill.size() == 0) {
    throw UserError(ErrorCode::kInvalidArgument, "cannot pad with empty text");
  }
  GrowingText out;
  out.Reserve(view.size() + static_cast<size_t>(length - size));
  if (!kLeft) out.Append(view);
  size_t at = 0;
  for (int64_t i = size; i < length; ++i) {
    if (at == fill.size()) at = 0;
    const size_t bytes = std::min<size_t>(Utf8Length(fill.data()[at]), fill.size() - at);
    out.Append({fill.data() + at, bytes});
    at += bytes;
  }
  if (kLeft) out.Append(view);
  return heap.Add(out.view());
}

template <bool kLeft>
ScalarFunction PadFunction(const char* name, const char* description, FunctionExample example) {
  const auto with_blanks = [](StringHeap& heap, const StringView& text, int32_t length) {
    return Pad<kLeft>(heap, text, length, StringView(" ", 1));
  };
  const LogicalType integer = TypeId::kInt32;
  return {
      name,
      {},
      "string",
      description,
      {example},
      {},
      {MakeOverload<StringView, int32_t>({kText, integer}, kText, with_blanks),
       MakeOverload<StringView, int32_t, StringView>({kText, integer, kText}, kText, Pad<kLeft>)}};
}

}  // namespace

void RegisterStringPad(FunctionRegistry& registry) {
  registry.Add(TrimFunction<true, true>(
      "trim", "Takes blanks, or the given characters, off both ends.", {"trim('  a ')", "a"}));
  registry.Add(TrimFunction<true, false>("ltrim",
                                         "Takes blanks, or the given characters, off the start.",
                                         {"ltrim('xxab', 'x')", "ab"}));
  registry.Add(TrimFunction<false, true>("rtrim",
                                         "Takes blanks, or the given characters, off the end.",
                                         {"rtrim('abxx', 'x')", "ab"}));
  registry.Add(PadFunction<true>("lpad", "Fills text up to a length on the left, or cuts it.",
                                 {"lpad('7', 3, '0')", "007"}));
  registry.Add(PadFunction<false>("rpad", "Fills text up to a length on the right, or cuts it.",
                                  {"rpad('7', 3, '.')", "7.."}));
}

}  // namespace lakebolt
