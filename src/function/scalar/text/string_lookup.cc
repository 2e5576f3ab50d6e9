// Finding and picking pieces of text: locate, substring_index, find_in_set, elt, mask and others
// that Spark and MySQL have.

#include <algorithm>
#include <array>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/text/find_bytes.h"
#include "function/scalar/text/unicode_case.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kInteger = TypeId::kInt32;
constexpr uint64_t kNanosPerPart = 10;

/// Returns where `needle` first stands at or behind character `from` (from 1); 0 if nowhere.
int32_t Locate(const StringView& needle, const StringView& text, int32_t from) {
  if (from < 1) return 0;
  const std::string_view view = text.view();
  const size_t start = CharacterOffset(view, from - 1);
  if (CountCharacters(view) < from - 1) return 0;
  const size_t at = FindBytes(view.substr(start), needle.view());
  if (at == std::string_view::npos) return 0;
  return static_cast<int32_t>(CountCharacters(view.substr(0, start + at))) + 1;
}

/// Returns what stands before the `count`-th delimiter, or behind it, counted from the end, when
/// `count` is negative.
StringView SubstringIndex(const StringView& text, const StringView& delimiter, int32_t count) {
  const std::string_view view = text.view();
  const std::string_view part = delimiter.view();
  if (part.empty() || count == 0) return {};
  CancellationPoll poll;
  size_t at = count > 0 ? 0 : view.size();
  if (count > 0) {
    for (int32_t i = 0; i < count; ++i) {
      poll.Spend(kNanosPerPart);
      const size_t found = view.find(part, at);
      if (found == std::string_view::npos) return text;
      if (i + 1 == count) return StringView(view.substr(0, found));
      at = found + part.size();
    }
  }
  for (int64_t i = 0; i < -int64_t{count}; ++i) {
    poll.Spend(kNanosPerPart);
    const size_t found = at == 0 ? std::string_view::npos : view.rfind(part, at - 1);
    if (found == std::string_view::npos) return text;
    at = found;
  }
  return StringView(view.substr(at + part.size()));
}

/// Returns the place of a text in a list parted by commas, from 1; 0 if it is not there.
int32_t FindInSet(const StringView& wanted, const StringView& list) {
  if (wanted.view().find(',') != std::string_view::npos) return 0;
  int32_t place = 1;
  CancellationPoll poll;
  for (std::string_view rest = list.view();; ++place) {
    poll.Spend(kNanosPerPart);
    const size_t comma = rest.find(',');
    if (rest.substr(0, comma) == wanted.view()) return place;
    if (comma == std::string_view::npos) return 0;
    rest.remove_prefix(comma + 1);
  }
}

/// Replaces the letters and digits of text; an empty replacement keeps the characters.
StringView Mask(StringHeap& heap, const StringView& text, const StringView& upper,
                const StringView& lower, const StringView& digit, const StringView& other) {
  GrowingText out;
  for (std::string_view rest = text.view(); !rest.empty();) {
    const std::string_view character = rest.substr(0, Utf8Length(rest[0]));
    rest.remove_prefix(character.size());
    std::string as_lower;
    std::string as_upper;
    AppendLower(character, as_lower);
    AppendUpper(character, as_upper);
    const bool is_digit = character[0] >= '0' && character[0] <= '9';
    const StringView& mask = is_digit                ? digit
                             : as_lower != character ? upper
                             : as_upper != character ? lower
                                                     : other;
    out.Append(mask.size() == 0 ? character : mask.view());
  }
  return heap.Add(out.view());
}

/// Masks each row; a replacement of NULL keeps the characters too.
Vector MaskRows(std::span<const Vector> args, RowSet rows) {
  constexpr size_t kMasks = 4;
  const std::array<StringView, kMasks> defaults = {StringView("X", 1), StringView("x", 1),
                                                   StringView("n", 1), StringView()};
  Vector out(kText, rows.size);
  auto* values = out.mutable_values<StringView>();
  auto heap = std::make_shared<StringHeap>();
  rows.ForEach([&](uint32_t row) {
    if (args[0].IsNull(row)) return out.SetNull(row);
    std::array<StringView, kMasks> masks = defaults;
    for (size_t i = 1; i < args.size(); ++i) {
      const bool keeps = args[i].IsNull(row);
      masks[i - 1] = keeps ? StringView() : VectorReader<StringView>(args[i])[row];
    }
    const StringView text = VectorReader<StringView>(args[0])[row];
    values[row] = Mask(*heap, text, masks[0], masks[1], masks[2], masks[3]);
  });
  out.AddOwner(heap);
  return out;
}

/// Makes the overloads of mask with one to five arguments.
std::vector<ScalarOverload> MaskOverloads() {
  std::vector<ScalarOverload> overloads(5);
  for (size_t i = 0; i < overloads.size(); ++i) {
    overloads[i].parameters.assign(i + 1, kText);
    overloads[i].result = kText;
    overloads[i].kernel = MaskRows;
  }
  return overloads;
}

/// Picks the argument that the first one, a number from 1, says; NULL beyond them.
Vector Elt(std::span<const Vector> args, RowSet rows) {
  const VectorReader<int32_t> index(args[0]);
  Vector out(kText, rows.size);
  auto* values = out.mutable_values<StringView>();
  for (const Vector& arg : args.subspan(1)) out.ShareOwners(arg);
  rows.ForEach([&](uint32_t row) {
    const bool inside =
        !index.IsNull(row) && index[row] >= 1 && static_cast<size_t>(index[row]) < args.size();
    const Vector* picked = inside ? &args[static_cast<size_t>(index[row])] : nullptr;
    if (picked == nullptr || picked->IsNull(row)) {
      out.SetNull(row);
    } else {
      values[row] = VectorReader<StringView>(*picked)[row];
    }
  });
  return out;
}

/// Puts text in quotes, and doubles those within.
StringView InQuotes(StringHeap& heap, std::string_view text, char quote) {
  GrowingText out;
  out.Append(quote);
  for (const char c : text) {
    if (c == quote) out.Append(quote);
    out.Append(c);
  }
  out.Append(quote);
  return heap.Add(out.view());
}

/// Writes text as SQL writes it: a literal in quotes, or a name in double quotes where it needs.
StringView QuoteLiteral(StringHeap& heap, const StringView& text) {
  return InQuotes(heap, text.view(), '\'');
}

StringView QuoteIdentifier(StringHeap& heap, const StringView& text) {
  const std::string_view view = text.view();
  const bool plain =
      view.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string_view::npos &&
      !view.empty() && (view[0] < '0' || view[0] > '9');
  if (plain) return heap.Add(text);
  return InQuotes(heap, view, '"');
}

StringView Space(StringHeap& heap, int32_t count) {
  GrowingText out;
  const auto size = static_cast<size_t>(std::max(count, 0));
  SetBytes(out.Extend(size), ' ', size);
  return heap.Add(out.view());
}

/// Tells whether a number's digits end in the check digit of Luhn's (1960) rule.
bool LuhnCheck(const StringView& text) {
  int sum = 0;
  const std::string_view view = text.view();
  for (size_t i = 0; i < view.size(); ++i) {
    const char c = view[view.size() - 1 - i];
    if (c < '0' || c > '9') return false;
    const int digit = (c - '0') * (i % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return !view.empty() && sum % 10 == 0;
}

}  // namespace

void RegisterStringLookup(FunctionRegistry& registry) {
  Family family(registry, "string");
  const FunctionTraits safe = NeverFails();
  family.Add(
      {"octet_length"}, "", {{"octet_length('ä')", "2"}},
      {MakeOverload<StringView>({kText}, TypeId::kInt64,
                                [](const StringView& text) { return int64_t{text.size()}; })},
      safe);
  const auto from_start = [](const StringView& needle, const StringView& text) {
    return Locate(needle, text, 1);
  };
  family.Add(
      {"locate"}, "Returns where a text first stands in another, from a position on; else 0.",
      {{"locate('bar', 'foobarbar')", "4"}, {"locate('bar', 'foobarbar', 5)", "7"}},
      {MakeOverload<StringView, StringView>({kText, kText}, kInteger, from_start),
       MakeOverload<StringView, StringView, int32_t>({kText, kText, kInteger}, kInteger, Locate)},
      safe);
  family.Add({"substring_index", "substr_index"},
             "Returns what stands before the n-th delimiter, or behind the n-th from the end.",
             {{"substring_index('www.lake.org', '.', 2)", "www.lake"},
              {"substring_index('www.lake.org', '.', -1)", "org"}},
             {MakeOverload<StringView, StringView, int32_t>({kText, kText, kInteger}, kText,
                                                            SubstringIndex)},
             safe);
  family.Add({"find_in_set"}, "Returns the place of a text in a list parted by commas; else 0.",
             {{"find_in_set('ab', 'abc,b,ab,c,def')", "3"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kInteger, FindInSet)}, safe);
  FunctionTraits special = safe;
  special.nulls = NullHandling::kSpecial;
  family.Add({"mask"},
             "Replaces upper-case letters by X, lower-case ones by x, digits by n, or as said.",
             {{"mask('AbCD123-@$#')", "XxXXnnn-@$#"}, {"mask('Ab1', 'Q', 'q', 'd')", "Qqd"}},
             MaskOverloads(), special);
  ScalarOverload elt;
  elt.parameters = {kInteger, kText};
  elt.variadic = true;
  elt.result = kText;
  elt.kernel = Elt;
  family.Add({"elt"}, "Returns the argument that the first one, a number from 1, says.",
             {{"elt(2, 'scala', 'java')", "java"}}, {elt}, special);
  family.Add({"quote_literal"}, "Writes text as a literal of SQL.",
             {{"quote_literal('it''s')", "'it''s'"}},
             {MakeOverload<StringView>({kText}, kText, QuoteLiteral)}, safe);
  family.Add({"quote_ident"}, "Writes text as a name of SQL, in double quotes where it needs them.",
             {{"quote_ident('Foo bar')", "\"Foo bar\""}},
             {MakeOverload<StringView>({kText}, kText, QuoteIdentifier)}, safe);
  family.Add({"space"}, "Returns blanks.", {{"'[' || space(3) || ']'", "[   ]"}},
             {MakeOverload<int32_t>({kInteger}, kText, Space)}, safe);
  family.Add({"luhn_check"}, "Tells whether a number ends in its check digit by Luhn's rule.",
             {{"luhn_check('79927398713')", "true"}},
             {MakeOverload<StringView>({kText}, TypeId::kBoolean, LuhnCheck)}, safe);
}

}  // namespace lakebolt
