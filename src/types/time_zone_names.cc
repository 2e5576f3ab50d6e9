// The names of time zones: files of the database's folder, and the abbreviations of old.

#include "types/time_zone_names.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <unordered_map>

#include "base/ascii.h"
#include "base/list_folder.h"

namespace lakebolt {

namespace {

namespace fs = std::filesystem;

/// Are the abbreviations that ICU, and through it Java and DuckDB, take for zones.
constexpr std::pair<const char*, const char*> kAbbreviations[] = {
    {"ACT", "Australia/Darwin"},
    {"AET", "Australia/Sydney"},
    {"AGT", "America/Argentina/Buenos_Aires"},
    {"ART", "Africa/Cairo"},
    {"AST", "America/Anchorage"},
    {"BET", "America/Sao_Paulo"},
    {"BST", "Asia/Dhaka"},
    {"CAT", "Africa/Maputo"},
    {"CNT", "America/St_Johns"},
    {"CST", "America/Chicago"},
    {"CTT", "Asia/Shanghai"},
    {"EAT", "Africa/Addis_Ababa"},
    {"ECT", "Europe/Paris"},
    {"IET", "America/Indiana/Indianapolis"},
    {"IST", "Asia/Kolkata"},
    {"JST", "Asia/Tokyo"},
    {"MIT", "Pacific/Apia"},
    {"NET", "Asia/Yerevan"},
    {"NST", "Pacific/Auckland"},
    {"PLT", "Asia/Karachi"},
    {"PNT", "America/Phoenix"},
    {"PRT", "America/Puerto_Rico"},
    {"PST", "America/Los_Angeles"},
    {"SST", "Pacific/Guadalcanal"},
    {"VST", "Asia/Ho_Chi_Minh"},
};

/// Tells whether a file is a compiled zone: those begin with "TZif".
bool IsZoneFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char magic[4] = {};
  return file.read(magic, sizeof(magic)) && std::string_view(magic, 4) == "TZif";
}

bool IsOtherForm(const std::string& name) {
  return name == "posix" || name == "right" || name == "posixrules" || name == "localtime" ||
         name == "Factory";
}

/// Appends the zones of the folder `prefix` below `root`.
void ReadFolder(const std::string& root, const std::string& prefix, std::vector<ZoneName>& out) {
  std::vector<FolderEntry> entries;
  ListFolder(root + "/" + prefix, entries);
  for (const FolderEntry& entry : entries) {
    if (prefix.empty() && IsOtherForm(entry.name)) continue;
    const std::string name = prefix + entry.name;
    if (entry.is_folder) {
      ReadFolder(root, name + "/", out);
    } else if (IsZoneFile(root + "/" + name)) {
      out.push_back({name, name});
    }
  }
}

std::vector<ZoneName> ReadNames() {
  std::vector<ZoneName> out;
  ReadFolder(TimeZoneFolder(), "", out);
  if (!out.empty()) {
    for (const auto& [name, target] : kAbbreviations) out.push_back({name, target});
  }
  std::sort(out.begin(), out.end(),
            [](const ZoneName& a, const ZoneName& b) { return a.name < b.name; });
  return out;
}

}  // namespace

std::string TimeZoneFolder() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

const std::vector<ZoneName>& AllZoneNames() {
  static const auto* names = new std::vector<ZoneName>(ReadNames());
  return *names;
}

bool HasZoneFile(std::string_view name) {
  const fs::path path(name);
  if (path.empty() || path.is_absolute() || IsOtherForm(*path.begin())) return false;
  const bool plain = std::none_of(path.begin(), path.end(), [](const fs::path& part) {
    return part.empty() || part == "." || part == "..";
  });
  std::error_code ignored;
  const fs::path file = TimeZoneFolder() / path;
  return plain && fs::is_regular_file(file, ignored) && IsZoneFile(file);
}

const ZoneName* FindZoneName(std::string_view lower) {
  static const auto* by_name = [] {
    auto map = std::make_unique<std::unordered_map<std::string, const ZoneName*>>();
    for (const ZoneName& zone : AllZoneNames()) {
      std::string key = AsciiLower(zone.name);
      map->emplace(std::move(key), &zone);
    }
    return map.release();
  }();
  const auto found = by_name->find(std::string(lower));
  return found == by_name->end() ? nullptr : found->second;
}

bool HasZoneDatabase() {
  return !AllZoneNames().empty();
}

}  // namespace lakebolt
