#include "io/file_access.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/permission_error.h"

namespace lakebolt {

namespace {

thread_local const FileAccess* current_access = nullptr;

constexpr const char* kHint =
    "list folders in allowed_directories, or files in allowed_paths, before SET "
    "enable_external_access = false";

/// Returns the path without links, "." and "..", from the root on; what does not exist stays as it
/// is written.
std::string Resolved(const std::string& path) {
  std::error_code failed;
  std::filesystem::path absolute = std::filesystem::absolute(path, failed);
  if (failed) absolute = path;
  std::filesystem::path resolved = std::filesystem::weakly_canonical(absolute, failed);
  return (failed ? absolute.lexically_normal() : resolved).string();
}

}  // namespace

FileAccess::FileAccess(const std::vector<std::string>& folders,
                       const std::vector<std::string>& files) {
  for (const std::string& folder : folders) {
    std::string resolved = Resolved(folder);
    if (resolved.empty() || resolved.back() != '/') resolved += '/';
    folders_.push_back(std::move(resolved));
  }
  for (const std::string& file : files) files_.push_back(Resolved(file));
}

bool FileAccess::Allows(const std::string& path) const {
  const std::string resolved = Resolved(path);
  if (std::find(files_.begin(), files_.end(), resolved) != files_.end()) return true;
  return std::any_of(folders_.begin(), folders_.end(), [&](const std::string& folder) {
    return resolved.starts_with(folder) || resolved + "/" == folder;
  });
}

FileAccessScope::FileAccessScope(const FileAccess* access)
    : before_(std::exchange(current_access, access)) {}

FileAccessScope::~FileAccessScope() {
  current_access = before_;
}

bool MayAccessFile(const std::string& path) {
  return current_access == nullptr || current_access->Allows(path);
}

void CheckFileAccess(const std::string& path) {
  if (MayAccessFile(path)) return;
  throw UserError(kPermissionError,
                  "\"" + path + "\" may not be touched: enable_external_access is off", {}, kHint);
}

void CheckAllFilesAllowed(const std::string& what) {
  if (current_access == nullptr) return;
  throw UserError(kPermissionError, what + " is not allowed: enable_external_access is off");
}

}  // namespace lakebolt
