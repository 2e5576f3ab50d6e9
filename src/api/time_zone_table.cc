#include "api/time_zone_table.h"

#include "base/error.h"
#include "source/memory_table.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

/// Lists all time zones with their offset now.
std::shared_ptr<const TableSource> ZoneTable(
    const std::vector<Value>& arguments, const std::vector<std::pair<std::string, Value>>& named) {
  if (!arguments.empty() || !named.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "pg_timezone_names takes no arguments");
  }
  const int64_t now = CurrentSessionTime().now_micros / kMicrosPerSecond;
  const Schema schema = {{"name", TypeId::kVarchar},
                         {"abbrev", TypeId::kVarchar},
                         {"utc_offset", TypeId::kInterval},
                         {"is_dst", TypeId::kBoolean}};
  const std::vector<std::string>& names = TimeZone::Names();
  const auto count = static_cast<uint32_t>(names.size());
  std::vector<Vector> columns;
  for (const Field& field : schema) columns.emplace_back(field.type, count);
  for (uint32_t i = 0; i < count; ++i) {
    const TimeZone::Period period = TimeZone::Require(names[i]).PeriodAt(now);
    columns[0].SetValue(i, Value::Varchar(names[i]));
    columns[1].SetValue(i, Value::Varchar(names[i]));
    columns[2].SetValue(i, Value::MakeInterval({0, 0, period.offset * kNanosPerSecond}));
    columns[3].SetValue(i, Value::Boolean(period.daylight));
  }
  std::vector<Chunk> chunks;
  if (count > 0) chunks.emplace_back(std::move(columns), count);
  return std::make_shared<const MemoryTable>("pg_timezone_names", schema, std::move(chunks));
}

}  // namespace

void RegisterTimeZoneTable(Catalog& catalog) {
  catalog.AddTableFunction(
      {"pg_timezone_names", "Lists the time zones that there are.", ZoneTable});
}

}  // namespace lakebolt
