#pragma once

#include <string>
#include <vector>

namespace lakebolt {

/// Brings the bytes of files to the disk, several files at a time: each has to wait for the disk,
/// which takes many in one go. Throws the first error.
void SyncFiles(const std::vector<std::string>& paths);

/// Brings the names in folders to the disk likewise. Where that fails, they are there all the same.
void SyncFolders(const std::vector<std::string>& paths);

}  // namespace lakebolt
