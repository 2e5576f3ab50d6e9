// Sizes in bytes, as people write them; and bars.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kDouble = TypeId::kFloat64;

template <uint64_t kStep>
StringView FormatBytes(StringHeap& heap, int64_t size) {
  constexpr std::array<const char*, 6> kBinary = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  constexpr std::array<const char*, 6> kDecimal = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  const uint64_t bytes = size < 0 ? ~static_cast<uint64_t>(size) + 1 : static_cast<uint64_t>(size);
  uint64_t whole = bytes;
  uint64_t rest = 0;
  size_t unit = 0;
  while (whole >= kStep && unit + 1 < kBinary.size()) {
    rest = whole % kStep;
    whole /= kStep;
    ++unit;
  }
  std::string out = (size < 0 ? "-" : "") + std::to_string(whole);
  if (unit == 0) {
    out += bytes == 1 ? " byte" : " bytes";
  } else {
    out += "." + std::to_string(rest * 10 / kStep) + " " +
           (kStep == 1000 ? kDecimal[unit] : kBinary[unit]);
  }
  return heap.Add(out);
}

struct ByteUnit {
  std::array<std::string_view, 4> names;
  double bytes;
};

constexpr double kKi = 1024;
constexpr std::array<ByteUnit, 9> kUnits = {{{{"b", "byte", "bytes", "b"}, 1},
                                             {{"k", "kb", "kilobyte", "kilobytes"}, 1e3},
                                             {{"m", "mb", "megabyte", "megabytes"}, 1e6},
                                             {{"g", "gb", "gigabyte", "gigabytes"}, 1e9},
                                             {{"t", "tb", "terabyte", "terabytes"}, 1e12},
                                             {{"kib", "kib", "kib", "kib"}, kKi},
                                             {{"mib", "mib", "mib", "mib"}, kKi* kKi},
                                             {{"gib", "gib", "gib", "gib"}, kKi* kKi* kKi},
                                             {{"tib", "tib", "tib", "tib"}, kKi* kKi* kKi* kKi}}};

uint64_t ParseBytes(const StringView& text) {
  const auto fail = [&](const std::string& why, const char* hint) {
    return UserError(ErrorCode::kInvalidArgument, "\"" + text.str() + "\" is no size: " + why, {},
                     hint);
  };
  const auto skip_blanks = [](std::string_view view) {
    return view.substr(std::min(view.size(), view.find_first_not_of(" \t\n\v\f\r")));
  };
  std::string_view rest = skip_blanks(text);
  const size_t digits = std::min(rest.size(), rest.find_first_not_of("0123456789.eE-"));
  double number = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + digits, number);
  if (digits == 0 || parsed.ec != std::errc() || parsed.ptr != rest.data() + digits) {
    throw fail("it does not begin with a number", "write 1GB or 1.5 MiB");
  }
  if (number < 0) throw fail("it is negative", "");
  rest = skip_blanks(rest.substr(digits));
  std::string name = AsciiLower(rest.substr(0, rest.find_first_of(" \t\n\v\f\r")));
  for (const ByteUnit& unit : kUnits) {
    if (std::find(unit.names.begin(), unit.names.end(), name) == unit.names.end()) continue;
    constexpr double kLimit = 18446744073709551616.0;
    if (number * unit.bytes >= kLimit) throw fail("it is too large", "");
    return static_cast<uint64_t>(number * unit.bytes);
  }
  throw fail("there is no unit \"" + name + "\"",
             "units are B, KB, MB, GB, TB, KiB, MiB, GiB, TiB");
}

/// Draws a bar of eighths of a block.
StringView Bar(StringHeap& heap, double x, double low, double high, double most) {
  constexpr std::array<const char*, 8> kParts = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  constexpr double kWidest = 1000;
  if (!(most >= 1) || most > kWidest) {
    throw UserError(ErrorCode::kOutOfRange, "the width of a bar is 1 to 1000");
  }
  double width = 0;
  if (std::isnan(x) || std::isnan(low) || std::isnan(high) || x <= low) {
    width = 0;
  } else if (x >= high) {
    width = most;
  } else {
    width = most * (x - low) / (high - low);
  }
  if (!std::isfinite(width)) {
    throw UserError(ErrorCode::kOutOfRange, "the width of a bar must be finite");
  }
  const auto eighths = static_cast<uint32_t>(width * 8);
  std::string out;
  uint32_t used = 0;
  for (; used < eighths / 8; ++used) out += "█";
  if (eighths % 8 > 0) {
    out += kParts[eighths % 8];
    ++used;
  }
  const auto columns = static_cast<uint32_t>(most);
  if (used < columns) out.append(columns - used, ' ');
  return heap.Add(out);
}

}  // namespace

void RegisterByteSizes(FunctionRegistry& registry) {
  Family family(registry, "string");
  const LogicalType big = TypeId::kInt64;
  family.Add({"format_bytes", "formatreadablesize", "pg_size_pretty"},
             "Writes a size in bytes with a unit of powers of 1024.",
             {{"format_bytes(16384)", "16.0 KiB"}},
             {MakeOverload<int64_t>({big}, kText, FormatBytes<1024>)}, NeverFails());
  family.Add({"formatreadabledecimalsize"}, "Writes a size in bytes with a unit of powers of 1000.",
             {{"formatReadableDecimalSize(16000)", "16.0 kB"}},
             {MakeOverload<int64_t>({big}, kText, FormatBytes<1000>)}, NeverFails());
  family.Add({"parse_formatted_bytes"}, "Reads a size with a unit, in bytes.",
             {{"parse_formatted_bytes('16 KiB')", "16384"}},
             {MakeOverload<StringView>({kText}, TypeId::kUInt64, ParseBytes)});
  const auto usual = [](StringHeap& heap, double x, double low, double high) {
    constexpr double kUsualWidth = 80;
    return Bar(heap, x, low, high, kUsualWidth);
  };
  family.Add({"bar"}, "Draws a bar for a number between a least and a most, 80 wide or as said.",
             {{"bar(5, 0, 20, 10)", "██▌       "}},
             {MakeOverload<double, double, double>({kDouble, kDouble, kDouble}, kText, usual),
              MakeOverload<double, double, double, double>({kDouble, kDouble, kDouble, kDouble},
                                                           kText, Bar)});
}

}  // namespace lakebolt
