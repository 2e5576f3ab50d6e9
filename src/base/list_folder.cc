#include "base/list_folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace lakebolt {

namespace {

FolderEntry Described(const std::string& folder, const dirent& entry) {
  FolderEntry described{entry.d_name, entry.d_type == DT_DIR, entry.d_type == DT_LNK};
  if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return described;
  const std::string path = folder + "/" + entry.d_name;
  struct stat info;
  // An entry that vanished meanwhile is neither.
  if (lstat(path.c_str(), &info) == 0) described.is_link = S_ISLNK(info.st_mode);
  if (stat(path.c_str(), &info) == 0) described.is_folder = S_ISDIR(info.st_mode);
  return described;
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
    if (!is_itself) entries.push_back(Described(folder, *entry));
  }
}

}  // namespace lakebolt
