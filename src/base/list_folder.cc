#include "base/list_folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace lakebolt {

namespace {

bool IsFolder(const std::string& folder, const dirent& entry) {
  if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat info;
  // An entry that vanished meanwhile is no folder.
  return stat((folder + "/" + entry.d_name).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

int ListFolder(const std::string& folder, std::vector<FolderEntry>& entries) {
  const auto close = [](DIR* stream) { closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> stream(opendir(folder.c_str()), close);
  if (stream == nullptr) return errno;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(stream.get());
    if (entry == nullptr) return errno;
    const bool is_itself =
        std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0;
    if (!is_itself) entries.push_back({entry->d_name, IsFolder(folder, *entry)});
  }
}

}  // namespace lakebolt
