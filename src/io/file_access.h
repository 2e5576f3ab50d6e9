#pragma once

#include <string>
#include <vector>

namespace lakebolt {

/// Says which files statements may touch once others are out of reach: those below some folders,
/// and some more. Links are followed, so that none leads out of a folder.
class FileAccess {
 public:
  FileAccess(const std::vector<std::string>& folders, const std::vector<std::string>& files);

  bool Allows(const std::string& path) const;

 private:
  std::vector<std::string> folders_;  // resolved, each with '/' at its end
  std::vector<std::string> files_;    // resolved
};

/// Lets this thread work for statements that may touch what `access` allows, or all where it is
/// null, while it lives.
class FileAccessScope {
 public:
  explicit FileAccessScope(const FileAccess* access);
  ~FileAccessScope();
  FileAccessScope(const FileAccessScope&) = delete;
  FileAccessScope& operator=(const FileAccessScope&) = delete;

 private:
  const FileAccess* before_;
};

/// Tells whether the statement that this thread works for may touch a file, a folder, or what a
/// pattern stands for.
bool MayAccessFile(const std::string& path);
/// Throws kPermissionError where it may not.
void CheckFileAccess(const std::string& path);

/// Throws kPermissionError where files are out of reach but for some: for what loads code.
void CheckAllFilesAllowed(const std::string& what);

}  // namespace lakebolt
