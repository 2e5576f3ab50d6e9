#include "base/foreign_settings.h"

#include <map>
#include <string_view>

#include "base/ascii.h"

namespace lakebolt {

namespace {

constexpr std::string_view kPrefix = "datafusion.";

}  // namespace

bool IsForeignSetting(const std::string& name) {
  return name.starts_with(kPrefix) && name.size() > kPrefix.size();
}

std::optional<std::pair<std::string, std::string>> OwnSettingOf(const std::string& name,
                                                                const std::string& value) {
  static const std::map<std::string, std::string> null_orders = {
      {"", "nulls_last_on_asc_first_on_desc"},
      {"nulls_max", "nulls_last_on_asc_first_on_desc"},
      {"nulls_min", "nulls_first_on_asc_last_on_desc"},
      {"nulls_first", "nulls_first"},
      {"nulls_last", "nulls_last"}};
  const std::string lower = AsciiLower(value);
  if (name == "datafusion.execution.time_zone") return std::pair{"timezone", value};
  if (name == "datafusion.sql_parser.enable_ident_normalization") {
    return std::pair{"preserve_identifier_case", lower == "false" ? "true" : "false"};
  }
  if (name == "datafusion.sql_parser.default_null_ordering") {
    const auto order = null_orders.find(lower);
    if (order != null_orders.end()) return std::pair{"default_null_order", order->second};
  }
  return std::nullopt;
}

}  // namespace lakebolt
