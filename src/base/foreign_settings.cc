#include "base/foreign_settings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "base/ascii.h"

namespace lakebolt {

namespace {

constexpr std::string_view kPrefix = "datafusion.";

/// Begins settings of Spark's that say how and where a query runs and never what it answers; with
/// three that have an own one beside.
constexpr std::string_view kSparkPrefixes[] = {
    "spark.app.",
    "spark.default.parallelism",
    "spark.driver.",
    "spark.dynamicallocation.",
    "spark.eventlog.",
    "spark.executor.",
    "spark.local.dir",
    "spark.master",
    "spark.memory.",
    "spark.network.",
    "spark.serializer",
    "spark.shuffle.",
    "spark.sql.adaptive.",
    "spark.sql.ansi.enabled",
    "spark.sql.autobroadcastjointhreshold",
    "spark.sql.broadcasttimeout",
    "spark.sql.catalogimplementation",
    "spark.sql.cbo.",
    "spark.sql.codegen.",
    "spark.sql.execution.arrow.",
    "spark.sql.files.maxpartitionbytes",
    "spark.sql.files.opencostinbytes",
    "spark.sql.inmemorycolumnarstorage.",
    "spark.sql.join.prefersortmergejoin",
    "spark.sql.optimizer.",
    "spark.sql.parquet.enablevectorizedreader",
    "spark.sql.parquet.filterpushdown",
    "spark.sql.session.timezone",
    "spark.sql.shuffle.partitions",
    "spark.sql.statistics.",
    "spark.sql.timestamptype",
    "spark.sql.ui.",
    "spark.sql.warehouse.dir",
    "spark.task.",
    "spark.ui.",
};

}  // namespace

bool IsForeignSetting(const std::string& name) {
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  return (begins(kPrefix) && name.size() > kPrefix.size()) ||
         std::any_of(std::begin(kSparkPrefixes), std::end(kSparkPrefixes), begins);
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
  if (name == "spark.sql.session.timezone") return std::pair{"timezone", value};
  if (name == "spark.sql.ansi.enabled") return std::pair{"ansi_mode", value};
  if (name == "spark.sql.timestamptype" && lower.starts_with("timestamp_")) {
    return std::pair{"timestamp_type", lower.substr(lower.size() - 3)};
  }
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
