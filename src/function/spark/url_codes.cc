// url_encode and url_decode as Java has them: for forms, where a blank is a plus sign.

#include <optional>

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using S = StringView;
const LogicalType kText = TypeId::kVarchar;
constexpr std::string_view kHex = "0123456789ABCDEF";

bool StaysAsItIs(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '*' || c == '_';
}

S Encode(StringHeap& heap, const S& text) {
  std::string out;
  for (const char c : text.view()) {
    if (StaysAsItIs(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return heap.Add(out);
}

/// Reads what Encode wrote; nothing for a percent sign without two digits and for what is no text.
std::optional<std::string> Read(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const size_t high = kHex.find(AsciiUpper(text[i + 1]));
    const size_t low = kHex.find(AsciiUpper(text[i + 2]));
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return IsUtf8(out) ? std::optional(out) : std::nullopt;
}

template <bool kOrNull>
std::optional<S> Decode(StringHeap& heap, const S& text) {
  const auto decoded = Read(text.view());
  if (decoded) return heap.Add(*decoded);
  if (kOrNull) return std::nullopt;
  throw UserError(ErrorCode::kInvalidArgument, "\"" + text.str() + "\" is not encoded for a URL",
                  {}, "try_url_decode gives NULL instead");
}

}  // namespace

void RegisterSparkUrlCodes(FunctionRegistry& registry) {
  Family family(registry, "string", "spark");
  family.Add({"url_encode"}, "Writes text so that it can stand in a form's URL.",
             {{"url_encode('a b&c')", "a+b%26c"}}, {MakeOverload<S>({kText}, kText, Encode)},
             NeverFails());
  family.Add({"url_decode"}, "Reads text as url_encode writes it.",
             {{"url_decode('a+b%26c')", "a b&c"}},
             {MakeOverload<S>({kText}, kText, Decode<false>)});
  family.Add({"try_url_decode"}, "Reads text as url_encode writes it; NULL where it cannot.",
             {{"try_url_decode('%zz')", "NULL"}}, {MakeOverload<S>({kText}, kText, Decode<true>)},
             NeverFails());
}

}  // namespace lakebolt
