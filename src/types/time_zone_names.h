#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Names a time zone and the entry of the database that it stands for.
struct ZoneName {
  std::string name;    // as users see it: "Europe/Berlin", "PST"
  std::string target;  // the file below the database's folder
};

/// Returns the folder of the time zone database: TZDIR's, else /usr/share/zoneinfo.
std::string TimeZoneFolder();

/// Lists all zones of the time zone database and the old three-letter names, sorted by name.
const std::vector<ZoneName>& AllZoneNames();

/// Tells whether the database has an entry of exactly this name; looks at that file alone, where
/// listing all zones takes some milliseconds.
bool HasZoneFile(std::string_view name);

/// Returns a zone by its lower-case name, or null.
const ZoneName* FindZoneName(std::string_view lower);

/// Tells whether this machine has a time zone database.
bool HasZoneDatabase();

}  // namespace lakebolt
