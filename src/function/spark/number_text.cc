// format_number by a pattern, and to_char for all that Spark writes with it.

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/bytes/base64.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/charset.h"
#include "function/scalar_adapter.h"
#include "function/spark/decimal_format.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using S = StringView;
const LogicalType kText = TypeId::kVarchar;

S FormatByPattern(StringHeap& heap, double number, const S& pattern) {
  constexpr std::string_view kPlain = "#,##0.###";
  return heap.Add(DecimalFormat(pattern.size() == 0 ? kPlain : pattern.view()).Write(number));
}

/// Writes bytes in a format: base64, hex, or as the UTF-8 text that they are.
S WriteBinary(StringHeap& heap, const S& bytes, const S& format) {
  const std::string name = AsciiLower(format.view());
  std::string out;
  if (name == "base64") {
    GrowingText digits;
    AppendBase64(bytes, digits);
    return heap.Add(digits.view());
  }
  if (name == "hex") {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : bytes.view()) {
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  } else if (name == "utf-8" || name == "utf8") {
    out = RepairedUtf8(bytes, "\xEF\xBF\xBD");
  } else {
    throw UserError(ErrorCode::kInvalidArgument,
                    "to_char knows no format \"" + format.str() + "\" for bytes", {},
                    "there are base64, hex and utf-8");
  }
  return heap.Add(out);
}

/// Gathers the overloads of what to_char does elsewhere: numbers by patterns, dates by date_format.
std::vector<ScalarOverload> ToCharOverloads(const FunctionRegistry& registry) {
  std::vector<ScalarOverload> overloads = {
      MakeOverload<S, S>({TypeId::kBlob, kText}, kText, WriteBinary)};
  for (const char* name : {"to_char", "date_format", "spark:date_format"}) {
    const auto found = registry.scalars().find(name);
    if (found == registry.scalars().end()) continue;
    const std::vector<ScalarOverload>& known = found->second.overloads;
    overloads.insert(overloads.end(), known.begin(), known.end());
  }
  return overloads;
}

}  // namespace

void RegisterSparkNumberText(FunctionRegistry& registry) {
  Family(registry, "string")
      .Add({"format_number"}, "",
           {{"format_number(12332.123456, '##################.###')", "12332.123"}},
           {MakeOverload<double, S>({TypeId::kFloat64, kText}, kText, FormatByPattern)});
  Family(registry, "string", "spark")
      .Add({"to_char", "to_varchar"},
           "Writes a number by a pattern of 0, 9, D, G, $, S, MI, PR; a date or time by one of "
           "letters; bytes as base64, hex or utf-8.",
           {{"to_char(12454, '99G999')", "12,454"},
            {"to_char(DATE '2016-04-08', 'y')", "2016"},
            {"to_char(x'61', 'hex')", "61"}},
           ToCharOverloads(registry));
}

}  // namespace lakebolt
