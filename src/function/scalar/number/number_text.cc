// Numbers as people write them: to_char and to_number by patterns, format_number.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/number/number_pattern.h"
#include "function/scalar/text/format_spec.h"
#include "function/scalar_adapter.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Holds the last pattern read by this thread: a column has one.
const NumberPattern& CachedPattern(std::string_view text) {
  struct Kept {
    std::string text;
    NumberPattern pattern{"9"};
  };
  thread_local Kept kept;
  if (kept.text != text) {
    kept.pattern = NumberPattern(text);
    kept.text = text;
  }
  return kept.pattern;
}

/// Brings a decimal from one scale to another, rounding half away from zero.
int128_t Rescale(int128_t value, int from, int to) {
  return from > to ? RoundAwayByPowerOfTen(value, from - to) : value * PowerOfTen(to - from);
}

template <typename T>
ScalarKernel WriteKernel(int scale) {
  return MakeKernel<T, StringView>(
      kText, [scale](StringHeap& heap, T value, const StringView& pattern_text) {
        const NumberPattern& pattern = CachedPattern(pattern_text);
        const int room = kMaxDecimal128Precision - std::max(pattern.scale() - scale, 0);
        const int128_t wide = value;
        // Too large to be raised to the pattern's scale: it fits no pattern either.
        if (!FitsPrecision(wide, room)) return heap.Add(pattern.Write(PowerOfTen(38) - 1));
        return heap.Add(pattern.Write(Rescale(wide, scale, pattern.scale())));
      });
}

ScalarOverload WriteOverload() {
  ScalarOverload overload;
  overload.parameters = {LogicalType::Decimal(kMaxDecimal128Precision, 0), kText};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || !actual[0].IsNumeric()) return std::nullopt;
    constexpr int kScaleOfFloats = 10;
    const LogicalType type = actual[0].IsDecimal()    ? actual[0]
                             : actual[0].IsFloating() ? LogicalType::Decimal(38, kScaleOfFloats)
                                                      : LogicalType::Decimal(38, 0);
    BoundScalar bound;
    bound.arguments = {type, kText};
    bound.result = kText;
    bound.kernel = type.physical() == PhysicalType::kInt64 ? WriteKernel<int64_t>(type.scale())
                                                           : WriteKernel<int128_t>(type.scale());
    return bound;
  };
  return overload;
}

template <typename T>
ScalarKernel ReadKernel(const NumberPattern& pattern, const LogicalType& result, bool or_null) {
  return MakeKernel<StringView, StringView>(
      result, [=](const StringView& text, const StringView&) -> std::optional<T> {
        const auto number = pattern.Read(text);
        if (number) return static_cast<T>(*number);
        if (or_null) return std::nullopt;
        throw UserError(ErrorCode::kInvalidArgument,
                        "\"" + text.str() + "\" does not fit the pattern of to_number", {},
                        "try_to_number gives NULL instead");
      });
}

/// Makes to_number, whose pattern must be constant: it is the result's precision and scale.
ScalarOverload ReadOverload(bool or_null) {
  ScalarOverload overload;
  overload.parameters = {kText, kText};
  overload.bind_constants =
      [or_null](const std::vector<LogicalType>& actual,
                std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    if (constants[1] == nullptr || constants[1]->IsNull() ||
        constants[1]->type().id() != TypeId::kVarchar) {
      throw UserError(ErrorCode::kInvalidArgument, "the pattern of to_number must be a constant");
    }
    const NumberPattern pattern(constants[1]->string());
    BoundScalar bound;
    bound.arguments = {kText, kText};
    bound.result = LogicalType::Decimal(pattern.whole_digits() + pattern.scale(), pattern.scale());
    bound.kernel = bound.result.physical() == PhysicalType::kInt64
                       ? ReadKernel<int64_t>(pattern, bound.result, or_null)
                       : ReadKernel<int128_t>(pattern, bound.result, or_null);
    return bound;
  };
  return overload;
}

/// Writes a number with separators between thousands, halves rounded to even.
std::optional<StringView> FormatNumber(StringHeap& heap, double number, int32_t decimals) {
  if (decimals < 0) return std::nullopt;
  FormatSpec spec;
  spec.type = 'f';
  spec.separator = ',';
  spec.precision = decimals;
  std::string out;
  AppendFormatted(spec, number, out);
  return heap.Add(out);
}

}  // namespace

void RegisterNumberText(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add(
      {"to_char", "to_varchar"}, "Writes a number by a pattern of 0, 9, D, G, $, S, MI, PR.",
      {{"to_char(12454, '99G999')", "12,454"}, {"to_char(-12454.8, '99G999D9S')", "12,454.8-"}},
      {WriteOverload()});
  family.Add({"to_number"}, "Reads a number as to_char writes it; the pattern makes its type.",
             {{"to_number('$78.12', '$99.99')", "78.12"}}, {ReadOverload(false)});
  family.Add({"try_to_number"}, "Reads a number as to_char writes it; NULL when it does not fit.",
             {{"try_to_number('x', '99')", "NULL"}}, {ReadOverload(true)});
  family.Add(
      {"format_number"}, "Writes a number with commas between thousands and n decimals.",
      {{"format_number(12332.123456, 4)", "12,332.1235"}},
      {MakeOverload<double, int32_t>({TypeId::kFloat64, TypeId::kInt32}, kText, FormatNumber)});
}

}  // namespace lakebolt
