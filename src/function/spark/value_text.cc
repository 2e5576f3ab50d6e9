#include "function/spark/value_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

/// Appends a number with the fewest digits that tell it from others, as Java prints it: in plain
/// form from 0.001 to below ten million, else with an exponent.
template <typename T>
void AppendJavaNumber(T number, GrowingText& out) {
  if (std::isnan(number)) return out.Append("NaN");
  if (std::isinf(number)) return out.Append(number > 0 ? "Infinity" : "-Infinity");
  constexpr T kLeast = static_cast<T>(1e-3);
  constexpr T kMost = static_cast<T>(1e7);
  const T size = std::abs(number);
  const bool plain = size == 0 || (size >= kLeast && size < kMost);
  std::array<char, 64> buffer;
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format).ptr;
  std::string text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  if (plain) {
    if (text.find('.') == std::string::npos) text += ".0";
    return out.Append(text);
  }
  const size_t mark = text.find('e');
  std::string digits = text.substr(0, mark);
  if (digits.find('.') == std::string::npos) digits += ".0";
  const int exponent = std::stoi(text.substr(mark + 1));
  out.Append(digits + "E" + std::to_string(exponent));
}

void AppendPart(const Vector& column, uint32_t row, GrowingText& out) {
  if (column.IsNull(row)) {
    out.Append("null");
  } else {
    AppendSparkText(column, row, out);
  }
}

void AppendStruct(const Vector& column, uint32_t row, GrowingText& out) {
  out.Append('{');
  for (size_t i = 0; i < column.children().size(); ++i) {
    if (i > 0) out.Append(", ");
    AppendPart(column.children()[i], row, out);
  }
  out.Append('}');
}

void AppendEntry(const Vector& entries, uint32_t place, GrowingText& out) {
  if (entries.IsDictionary()) return AppendEntry(entries.dictionary(), entries.codes()[place], out);
  AppendPart(entries.children()[0], place, out);
  out.Append(" -> ");
  AppendPart(entries.children()[1], place, out);
}

void AppendElements(const Vector& column, ListEntry entry, GrowingText& out) {
  const bool map = column.type().id() == TypeId::kMap;
  const Vector& elements = column.children()[0];
  out.Append(map ? '{' : '[');
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) {
      const uint32_t place = entry.offset + static_cast<uint32_t>(k);
      if (k > 0) out.Append(", ");
      if (map) {
        AppendEntry(elements, place, out);
      } else {
        AppendPart(elements, place, out);
      }
    }
  });
  out.Append(map ? '}' : ']');
}

}  // namespace

bool HasSparkText(const LogicalType& type) {
  const TypeId id = type.id();
  return type.IsFloating() || id == TypeId::kList || id == TypeId::kMap || id == TypeId::kStruct;
}

void AppendSparkText(const Vector& column, uint32_t row, GrowingText& out) {
  if (column.IsDictionary()) {
    return AppendSparkText(column.dictionary(), column.codes()[row], out);
  }
  const uint32_t place = column.IsConstant() ? 0 : row;
  switch (column.type().id()) {
    case TypeId::kFloat64: return AppendJavaNumber(column.values<double>()[place], out);
    case TypeId::kFloat32: return AppendJavaNumber(column.values<float>()[place], out);
    case TypeId::kStruct: return AppendStruct(column, place, out);
    case TypeId::kList:
    case TypeId::kMap: return AppendElements(column, column.values<ListEntry>()[place], out);
    default: out.Append(column.GetValue(row).ToString());
  }
}

}  // namespace lakebolt
