#include "format/table_format.h"

#include <algorithm>

namespace lakebolt {

std::string_view TableFormatOf(const FileSystem& files, const std::string& folder) {
  if (files.IsDirectory(folder + "/_delta_log")) return "Delta Lake";
  if (files.IsDirectory(folder + "/.hoodie")) return "Apache Hudi";
  const std::string metadata = folder + "/metadata";
  if (!files.IsDirectory(metadata)) return {};
  const auto entries = files.List(metadata);
  const bool iceberg = std::any_of(entries.begin(), entries.end(), [](const DirectoryEntry& entry) {
    return entry.name.ends_with(".metadata.json");
  });
  return iceberg ? "Apache Iceberg" : std::string_view();
}

}  // namespace lakebolt
