#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Says from when on a zone has an offset.
struct ZoneChange {
  int64_t at;      // seconds since 1970 UTC
  int32_t offset;  // seconds east of Greenwich
  bool daylight;   // is daylight saving time
};

/// Reads the changes of a zone, in order, from its file in the time zone database; the first is at
/// INT64_MIN. The rule at the file's end is written out up to `until`. Nothing when there is no
/// such file, or it is damaged.
std::optional<std::vector<ZoneChange>> ReadTimeZoneFile(const std::string& name, int64_t until);

/// Writes the rule of a file's last line, such as "CET-1CEST,M3.5.0,M10.5.0/3", out: appends the
/// changes after the last one of `changes` up to `until`. False when the rule cannot be read.
bool AppendRuleChanges(std::string_view rule, int64_t until, std::vector<ZoneChange>& changes);

}  // namespace lakebolt
