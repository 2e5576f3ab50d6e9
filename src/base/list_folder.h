#pragma once

#include <string>
#include <vector>

namespace lakebolt {

/// Names one entry of a folder.
struct FolderEntry {
  std::string name;        // without the folder
  bool is_folder = false;  // or a link to one
  bool is_link = false;
};

/// Appends what a folder holds, in no order. Returns 0, or the
/// errno of what failed. (The iterators of std::filesystem end the process when memory is short.)
int ListFolder(const std::string& folder, std::vector<FolderEntry>& entries);

}  // namespace lakebolt
