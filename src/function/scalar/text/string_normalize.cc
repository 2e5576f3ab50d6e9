// Unicode forms of text: composed, without accents, with capital initials.

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Maps text by utf8proc's `options`; what is not UTF-8 stays as it is.
StringView Map(StringHeap& heap, const StringView& text, int options) {
  if (IsAscii(text)) return heap.Add(text);
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, std::free);
  if (length < 0) return heap.Add(text);
  return heap.Add({reinterpret_cast<const char*>(mapped), static_cast<size_t>(length)});
}

StringView Compose(StringHeap& heap, const StringView& text) {
  return Map(heap, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

StringView StripAccents(StringHeap& heap, const StringView& text) {
  return Map(heap, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK);
}

/// Turns each word's first letter into upper case and the others into lower case. A word ends at
/// what `is_letter` refuses.
template <typename IsLetter>
StringView Capitalize(StringHeap& heap, const StringView& text, IsLetter is_letter) {
  std::string out;
  bool inside = false;
  for (std::string_view rest = text.view(); !rest.empty();) {
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                         static_cast<utf8proc_ssize_t>(rest.size()), &code);
    if (length <= 0) {
      out += rest[0];
      rest.remove_prefix(1);
      continue;
    }
    utf8proc_uint8_t encoded[4];
    const auto mapped = inside ? utf8proc_tolower(code) : utf8proc_totitle(code);
    const auto written = utf8proc_encode_char(mapped, encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(written));
    inside = is_letter(code);
    rest.remove_prefix(static_cast<size_t>(length));
  }
  return heap.Add(out);
}

bool IsAlphanumeric(utf8proc_int32_t code) {
  const auto category = utf8proc_category(code);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

}  // namespace

void RegisterStringNormalize(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"nfc_normalize"}, "Composes letters and their marks (Unicode form NFC).",
             {{"nfc_normalize('a' || chr(776)) = 'ä'", "true"}},
             {MakeOverload<StringView>({kText}, kText, Compose)}, NeverFails());
  family.Add({"strip_accents"}, "Takes the accents off letters.",
             {{"strip_accents('Ärgerniß à Málaga')", "Argerniß a Malaga"}},
             {MakeOverload<StringView>({kText}, kText, StripAccents)}, NeverFails());
  family.Add({"initcap"}, "Turns the first letter of each word into upper case, others into lower.",
             {{"initcap('the QUICK fox-trot')", "The Quick Fox-Trot"}},
             {MakeOverload<StringView>({kText}, kText,
                                       [](StringHeap& heap, const StringView& text) {
                                         return Capitalize(heap, text, IsAlphanumeric);
                                       })},
             NeverFails());
}

}  // namespace lakebolt
