#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "types/physical.h"

namespace lakebolt {

/// Says how one value is written: what stands behind the colon of {fmt}'s "{:>10,.2f}", or between
/// the percent sign and the letter of printf's "%-10.2f".
struct FormatSpec {
  char fill = ' ';
  char align = 0;  // '<', '>', '^', '=' (fill between sign and digits), or 0: as the value has it
  char sign = 0;   // '+' or ' ' before what is not negative
  bool alternate = false;  // 0x and 0b before digits, a point always
  int width = 0;
  int precision = -1;      // none
  char separator = 0;      // between thousands
  char type = 0;           // letter, or 0: as the value has it
  bool is_printf = false;  // printf's rules where the two differ
};

/// Is a value to write.
using FormatArgument = std::variant<bool, int128_t, uint128_t, double, std::string_view>;

/// Appends a value. Throws a UserError when the letter does not fit its type.
void AppendFormatted(const FormatSpec& spec, const FormatArgument& argument, std::string& out);

/// Appends text with "{}" replaced by values, as {fmt} and Python do it.
void AppendFormat(std::string_view format, std::span<const FormatArgument> arguments,
                  std::string& out);

/// Appends text with "%d" and the like replaced by values, as C does it.
void AppendPrintf(std::string_view format, std::span<const FormatArgument> arguments,
                  std::string& out);

/// Throws the UserError of a format that cannot be read.
[[noreturn]] void ThrowBadFormat(std::string_view format, const std::string& why);

}  // namespace lakebolt
