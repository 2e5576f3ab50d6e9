#include "plan/binder/unit_argument.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"

namespace lakebolt {

namespace {

/// Lists functions that take units as words; those of other dialects read a column there.
constexpr std::array<std::string_view, 8> kFunctions = {
    "timestampadd",  "timestampdiff",  "timestamp_add",   "timestamp_diff",
    "spark:dateadd", "spark:date_add", "spark:date_diff", "spark:datediff"};

constexpr std::array<std::string_view, 11> kUnits = {
    "YEAR", "QUARTER", "MONTH",  "WEEK",        "DAY",        "DAYOFYEAR",
    "HOUR", "MINUTE",  "SECOND", "MILLISECOND", "MICROSECOND"};

}  // namespace

std::optional<std::string> UnitArgument(const std::string& function,
                                        const sql::FunctionCallExpression& call) {
  constexpr size_t kArguments = 3;
  if (call.arguments.size() != kArguments ||
      std::find(kFunctions.begin(), kFunctions.end(), function) == kFunctions.end()) {
    return std::nullopt;
  }
  const sql::Expression& first = *call.arguments[0].value;
  if (first.kind != sql::ExpressionKind::kColumnRef) return std::nullopt;
  const sql::QualifiedName& name = sql::As<sql::ColumnRefExpression>(first).name;
  if (name.size() != 1 || name[0].quoted) return std::nullopt;
  std::string unit = AsciiUpper(name[0].text);
  if (std::find(kUnits.begin(), kUnits.end(), unit) == kUnits.end()) return std::nullopt;
  return unit;
}

}  // namespace lakebolt
