#include "function/scalar/text/format_spec.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/utf8.h"

namespace lakebolt {

namespace {

constexpr int kWidest = 1 << 20;

[[noreturn]] void ThrowBadType(const FormatSpec& spec, const char* kind) {
  throw UserError(ErrorCode::kInvalidArgument, std::string("the format letter '") + spec.type +
                                                   "' does not write a value of type " + kind);
}

/// Appends `body` (with `prefix`, its sign and base, in front) at the width of the spec.
void AppendPadded(const FormatSpec& spec, std::string_view prefix, std::string_view body,
                  char usual_align, std::string& out) {
  const auto size = CountCharacters(prefix) + CountCharacters(body);
  const auto missing = static_cast<size_t>(std::max<int64_t>(spec.width - size, 0));
  const char align = spec.align != 0 ? spec.align : usual_align;
  const size_t before = align == '>' ? missing : align == '^' ? missing / 2 : 0;
  const size_t between = align == '=' ? missing : 0;
  out.append(before, spec.fill);
  out += prefix;
  out.append(between, spec.fill);
  out += body;
  out.append(missing - before - between, spec.fill);
}

std::string Sign(const FormatSpec& spec, bool negative) {
  if (negative) return "-";
  return spec.sign == 0 ? "" : std::string(1, spec.sign);
}

/// Puts separators between the thousands of the digits that `text` begins with.
std::string WithSeparators(const std::string& text, char separator) {
  const size_t digits = std::min(text.size(), text.find_first_not_of("0123456789"));
  std::string out;
  for (size_t i = 0; i < digits; ++i) {
    if (i > 0 && (digits - i) % 3 == 0) out += separator;
    out += text[i];
  }
  std::string rest = text.substr(digits);
  if (separator == '.' && !rest.empty() && rest[0] == '.') rest[0] = ',';
  return out + rest;
}

std::string Digits(uint128_t value, unsigned base, bool upper) {
  const char* letters = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  do {
    out += letters[static_cast<unsigned>(value % base)];
    value /= base;
  } while (value > 0);
  std::reverse(out.begin(), out.end());
  return out;
}

void AppendMagnitude(const FormatSpec& spec, bool negative, uint128_t magnitude, std::string& out) {
  std::string prefix = Sign(spec, negative);
  std::string digits;
  const bool decimal = spec.separator != 0;
  switch (decimal ? 'd' : spec.type) {
    case 'x':
    case 'X':
      digits = Digits(magnitude, 16, spec.type == 'X');
      if (spec.alternate) prefix += {'0', spec.type};
      break;
    case 'b':
    case 'B':
      digits = Digits(magnitude, 2, false);
      if (spec.alternate) prefix += {'0', spec.type};
      break;
    case 'o':
      digits = Digits(magnitude, 8, false);
      if (spec.alternate) prefix += '0';
      break;
    case 0:
    case 'd':
    case 'i':
    case 'n':
    case 'l':
    case 'L':
    case 'u': digits = Digits(magnitude, 10, false); break;
    default: ThrowBadType(spec, "integer");
  }
  if (spec.precision > static_cast<int>(digits.size())) {
    digits.insert(0, static_cast<size_t>(spec.precision) - digits.size(), '0');
  }
  if (spec.separator != 0) digits = WithSeparators(digits, spec.separator);
  AppendPadded(spec, prefix, digits, '>', out);
}

void AppendInteger(const FormatSpec& spec, int128_t value, std::string& out) {
  // printf writes the bits of negative numbers where it writes no sign.
  const bool unsigned_type = std::string_view("xXou").find(spec.type) != std::string_view::npos;
  if (spec.is_printf && value < 0 && unsigned_type) {
    const bool wide = value < INT64_MIN;
    AppendMagnitude(spec, false,
                    wide ? static_cast<uint128_t>(value) : static_cast<uint64_t>(value), out);
  } else {
    const auto bits = static_cast<uint128_t>(value);
    AppendMagnitude(spec, value < 0, value < 0 ? ~bits + 1 : bits, out);
  }
}

/// Writes a positive number by C's rules, as text of any length.
std::string ByPrintf(const char* format, int precision, double value) {
  const int size = std::snprintf(nullptr, 0, format, precision, value);
  std::string out(static_cast<size_t>(size) + 1, '\0');
  std::snprintf(out.data(), out.size(), format, precision, value);
  out.pop_back();
  return out;
}

/// Writes the shortest digits that read back as the number, with a point or an exponent.
std::string Shortest(double value) {
  constexpr double kLargest = 1e16;
  constexpr double kSmallest = 1e-4;
  char buffer[512];
  const bool fixed = value == 0 || (value >= kSmallest && value < kLargest);
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value, format).ptr;
  std::string out(buffer, end);
  if (fixed && out.find('.') == std::string::npos) out += ".0";
  return out;
}

/// Writes a number of significant digits where no letter says how.
std::string Significant(double value, int digits) {
  if (value == 0) return "0.0";
  const int exponent = static_cast<int>(std::floor(std::log10(value)));
  if (exponent < -4 || exponent >= digits) return ByPrintf("%.*e", std::max(digits - 1, 0), value);
  if (exponent < 0) return ByPrintf("%.*g", digits, value);
  return ByPrintf("%.*f", std::max(digits - 1 - exponent, 1), value);
}

void AppendFloating(const FormatSpec& spec, double value, std::string& out) {
  if (spec.type != 0 && std::string_view("eEfFgGaAn").find(spec.type) == std::string_view::npos) {
    ThrowBadType(spec, "float");
  }
  const std::string prefix = Sign(spec, std::signbit(value));
  const double magnitude = std::fabs(value);
  const bool upper = spec.type == 'E' || spec.type == 'F' || spec.type == 'G' || spec.type == 'A';
  if (!std::isfinite(value)) {
    const char* text = std::isnan(value) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf");
    AppendPadded(spec, prefix, text, '>', out);
    return;
  }
  std::string digits;
  constexpr int kUsualPrecision = 6;
  const int precision = spec.precision >= 0 ? spec.precision : kUsualPrecision;
  switch (spec.type) {
    case 'f':
    case 'F': digits = ByPrintf("%.*f", precision, magnitude); break;
    case 'e': digits = ByPrintf("%.*e", precision, magnitude); break;
    case 'E': digits = ByPrintf("%.*E", precision, magnitude); break;
    case 'g': digits = ByPrintf("%.*g", precision, magnitude); break;
    case 'G': digits = ByPrintf("%.*G", precision, magnitude); break;
    case 'a': digits = ByPrintf("%.*a", spec.precision, magnitude); break;
    case 'A': digits = ByPrintf("%.*A", spec.precision, magnitude); break;
    case 'n': digits = ByPrintf("%.*g", precision, magnitude); break;
    default:
      digits = spec.precision >= 0 ? Significant(magnitude, spec.precision) : Shortest(magnitude);
  }
  if (spec.alternate && digits.find_first_of(".e") == std::string::npos) digits += '.';
  if (spec.separator != 0) digits = WithSeparators(digits, spec.separator);
  AppendPadded(spec, prefix, digits, '>', out);
}

void AppendText(const FormatSpec& spec, std::string_view text, std::string& out) {
  if (spec.type != 0 && spec.type != 's') ThrowBadType(spec, "text");
  if (spec.precision >= 0) text = text.substr(0, CharacterOffset(text, spec.precision));
  AppendPadded(spec, {}, text, spec.is_printf ? '>' : '<', out);
}

void AppendBoolean(const FormatSpec& spec, bool value, std::string& out) {
  if (spec.type == 0 || (spec.is_printf && spec.type == 's')) {
    AppendPadded(spec, {}, value ? "true" : "false", '<', out);
  } else {
    AppendInteger(spec, value ? 1 : 0, out);
  }
}

/// Writes the character with a code, as printf's %c.
void AppendCharacter(const FormatSpec& spec, int128_t code, std::string& out) {
  if (code < 0 || code > 0x7F) {
    throw UserError(ErrorCode::kOutOfRange, "%c writes the characters of codes 0 to 127");
  }
  const char character = static_cast<char>(code);
  AppendPadded(spec, {}, {&character, 1}, '>', out);
}

}  // namespace

void AppendFormatted(const FormatSpec& spec, const FormatArgument& argument, std::string& out) {
  if (spec.width > kWidest || spec.precision > kWidest) {
    throw UserError(ErrorCode::kOutOfRange, "a width or precision in a format is too large");
  }
  if (const auto* boolean = std::get_if<bool>(&argument)) {
    AppendBoolean(spec, *boolean, out);
  } else if (const auto* number = std::get_if<int128_t>(&argument)) {
    if (spec.is_printf && spec.type == 'c') {
      AppendCharacter(spec, *number, out);
    } else {
      AppendInteger(spec, *number, out);
    }
  } else if (const auto* magnitude = std::get_if<uint128_t>(&argument)) {
    AppendMagnitude(spec, false, *magnitude, out);
  } else if (const auto* floating = std::get_if<double>(&argument)) {
    AppendFloating(spec, *floating, out);
  } else {
    AppendText(spec, std::get<std::string_view>(argument), out);
  }
}

void ThrowBadFormat(std::string_view format, const std::string& why) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + std::string(format) + "\" is no format: " + why);
}

}  // namespace lakebolt
