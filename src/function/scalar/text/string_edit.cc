#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/error.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/graphemes.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
constexpr size_t kLongestText = INT32_MAX;

StringView Replace(StringHeap& heap, const StringView& text, const StringView& from,
                   const StringView& to) {
  if (from.size() == 0) return heap.Add(text);
  GrowingText out;
  std::string_view rest = text.view();
  while (true) {
    const size_t at = rest.find(from.view());
    out.Append(rest.substr(0, at));
    if (at == std::string_view::npos) break;
    out.Append(to.view());
    rest.remove_prefix(at + from.size());
  }
  return heap.Add(out.view());
}

/// Turns text around by what readers take for one character: accents stay on their letters.
StringView Reverse(StringHeap& heap, const StringView& text) {
  const std::string_view view = text.view();
  GrowingText out;
  char* to = out.Extend(view.size()) + view.size();
  CancellationPoll poll;
  constexpr uint64_t kNanosPerCharacter = 5;
  for (size_t at = 0; at < view.size();) {
    poll.Spend(kNanosPerCharacter);
    const size_t length = GraphemeLength(view.substr(at));
    to -= length;
    std::copy_n(view.data() + at, length, to);
    at += length;
  }
  return heap.Add(out.view());
}

StringView Repeat(StringHeap& heap, const StringView& text, int64_t count) {
  if (count <= 0 || text.size() == 0) return {};
  if (static_cast<uint64_t>(count) > kLongestText / text.size()) {
    throw UserError(ErrorCode::kOutOfRange, "repeat makes text of more than 2 GiB");
  }
  const auto size = static_cast<uint32_t>(text.size() * static_cast<uint64_t>(count));
  if (size <= StringView::kInlineLength) {
    std::string out;
    for (int64_t i = 0; i < count; ++i) out += text.view();
    return StringView(out);
  }
  char* const out = heap.Allocate(size);
  CopyBytes(out, text.data(), text.size());
  // What is there is copied behind itself, twice as much each time.
  for (uint32_t done = text.size(); done < size;) {
    const uint32_t step = std::min(done, size - done);
    CopyBytes(out + done, out, step);
    done += step;
  }
  return {out, size};
}

/// Replaces each character of `from` by the one at the same place of `to`, or drops it.
StringView Translate(StringHeap& heap, const StringView& text, const StringView& from,
                     const StringView& to) {
  std::unordered_map<std::string_view, std::string_view> map;
  std::string_view targets = to.view();
  for (std::string_view sources = from.view(); !sources.empty();) {
    const std::string_view source = sources.substr(0, Utf8Length(sources[0]));
    sources.remove_prefix(source.size());
    const std::string_view target =
        targets.empty() ? std::string_view() : targets.substr(0, Utf8Length(targets[0]));
    targets.remove_prefix(target.size());
    map.emplace(source, target);
  }
  GrowingText out;
  for (std::string_view rest = text.view(); !rest.empty();) {
    const std::string_view character = rest.substr(0, Utf8Length(rest[0]));
    rest.remove_prefix(character.size());
    const auto found = map.find(character);
    out.Append(found == map.end() ? character : found->second);
  }
  return heap.Add(out.view());
}

/// Replaces `length` characters from position `start` (from 1; what lies before the text counts). A
/// negative length stands for that of the piece.
StringView Overlay(StringHeap& heap, const StringView& text, const StringView& piece, int64_t start,
                   int64_t length) {
  const std::string_view view = text.view();
  if (length < 0) length = CountCharacters(piece);
  int64_t stop = 0;
  if (__builtin_add_overflow(start, length, &stop)) stop = std::numeric_limits<int64_t>::max();
  GrowingText out;
  out.Append(view.substr(0, CharacterOffset(view, start > 0 ? start - 1 : 0)));
  out.Append(piece.view());
  out.Append(view.substr(CharacterOffset(view, stop > 0 ? stop - 1 : 0)));
  return heap.Add(out.view());
}

int32_t CodePoint(const StringView& text) {
  if (text.size() == 0) return 0;
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text.data()[i]) & 0x3F : 0;
  };
  const auto lead = static_cast<unsigned char>(text.data()[0]);
  switch (Utf8Length(text.data()[0])) {
    case 1: return lead;
    case 2: return (lead & 0x1F) << 6 | byte(1);
    case 3: return (lead & 0x0F) << 12 | byte(1) << 6 | byte(2);
    default: return (lead & 0x07) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3);
  }
}

StringView Character(StringHeap& heap, int32_t code) {
  if (code < 0 || !IsScalarValue(static_cast<uint32_t>(code))) {
    throw UserError(ErrorCode::kOutOfRange, std::to_string(code) + " is not a character's code");
  }
  std::string out;
  AppendUtf8(static_cast<uint32_t>(code), out);
  return heap.Add(out);
}

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, std::vector<ScalarOverload> overloads) {
  registry.Add(ScalarFunction{
      name, std::move(aliases), "string", description, {example}, {}, std::move(overloads)});
}

}  // namespace

void RegisterStringEdit(FunctionRegistry& registry) {
  const LogicalType bigint = TypeId::kInt64;
  const LogicalType integer = TypeId::kInt32;
  Add(registry, "replace", {}, "Replaces every occurrence of one text by another.",
      {"replace('hello', 'l', '-')", "he--o"},
      {MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText, Replace)});
  Add(registry, "reverse", {}, "Turns text around, character by character.",
      {"reverse('Käse')", "esäK"}, {MakeOverload<StringView>({kText}, kText, Reverse)});
  Add(registry, "repeat", {}, "Repeats text.", {"repeat('ab', 3)", "ababab"},
      {MakeOverload<StringView, int64_t>({kText, bigint}, kText, Repeat),
       MakeOverload<StringView, int64_t>({TypeId::kBlob, bigint}, TypeId::kBlob, Repeat)});
  Add(registry, "translate", {},
      "Replaces characters of the second text by those of the third; drops those without.",
      {"translate('12345', '143', 'ax')", "a2x5"},
      {MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText, Translate)});
  const auto overlay_all = [](StringHeap& heap, const StringView& text, const StringView& piece,
                              int64_t start) {
    return Overlay(heap, text, piece, start, CountCharacters(piece));
  };
  Add(registry, "overlay", {}, "Replaces characters from a position on.",
      {"overlay('Txxxxas' PLACING 'hom' FROM 2 FOR 4)", "Thomas"},
      {MakeOverload<StringView, StringView, int64_t>({kText, kText, bigint}, kText, overlay_all),
       MakeOverload<StringView, StringView, int64_t, int64_t>({kText, kText, bigint, bigint}, kText,
                                                              Overlay)});
  Add(registry, "ascii", {}, "Returns the code point of the first character, 0 of empty text.",
      {"ascii('A')", "65"}, {MakeOverload<StringView>({kText}, integer, CodePoint)});
  const auto unicode = [](const StringView& text) {
    return text.size() == 0 ? int32_t{-1} : CodePoint(text);
  };
  Add(registry, "unicode", {"ord"},
      "Returns the code point of the first character, -1 of empty text.", {"unicode('ä')", "228"},
      {MakeOverload<StringView>({kText}, integer, unicode)});
  Add(registry, "chr", {"char"}, "Returns the character with a code point.", {"chr(228)", "ä"},
      {MakeOverload<int32_t>({integer}, kText, Character)});
}

}  // namespace lakebolt
