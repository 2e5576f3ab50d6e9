#include "function/spark/whole_number.h"

#include <string_view>

#include "function/cast.h"
#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

/// Cuts off what Spark sees as blank at both ends: spaces and all control characters.
std::string_view WithoutBlanks(std::string_view text) {
  const auto is_blank = [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code <= ' ' || code == 0x7f;
  };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Returns the sign and digits of a whole number, with `fractions` without those that follow a
/// point; empty for other text. "." is 0 to Spark where fractions may stand.
std::string_view WholePart(std::string_view text, bool fractions) {
  const size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  size_t end = sign;
  while (end < text.size() && IsDigit(text[end])) ++end;
  if (end == text.size()) return end > sign ? text : std::string_view();
  if (!fractions || text[end] != '.') return {};
  for (size_t i = end + 1; i < text.size(); ++i) {
    if (!IsDigit(text[i])) return {};
  }
  return end > sign ? text.substr(0, end) : std::string_view("0");
}

Vector ReadTexts(const Vector& input, const LogicalType& to, RowSet rows,
                 WholeNumberReading reading) {
  const Vector texts = input.Flatten();
  const auto* views = texts.values<StringView>();
  Vector digits(TypeId::kVarchar, rows.size);
  auto* out = digits.mutable_values<StringView>();
  auto heap = std::make_shared<StringHeap>();
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row)) return digits.SetNull(row);
    const std::string_view text = WithoutBlanks(views[row].view());
    const std::string_view whole = WholePart(text, reading == WholeNumberReading::kForgiving);
    if (!whole.empty()) {
      out[row] = heap->Add(whole);
    } else if (reading == WholeNumberReading::kStrict) {
      ThrowCastError(texts.GetValue(row), to);
    } else {
      digits.SetNull(row);
    }
  });
  digits.AddOwner(heap);
  const bool strict = reading == WholeNumberReading::kStrict;
  return CastVector(digits, to, rows, strict ? CastMode::kStrict : CastMode::kTry);
}

}  // namespace

BoundScalar ReadWholeNumber(const LogicalType& to, WholeNumberReading reading) {
  BoundScalar bound;
  bound.name = "whole_number";
  bound.arguments = {TypeId::kVarchar};
  bound.result = to;
  bound.traits.can_fail = reading == WholeNumberReading::kStrict;
  bound.kernel = [=](std::span<const Vector> args, RowSet rows) {
    return ReadTexts(args[0], to, rows, reading);
  };
  return bound;
}

}  // namespace lakebolt
