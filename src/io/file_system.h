#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/random_access_file.h"

namespace lakebolt {

/// Names one entry of a folder.
struct DirectoryEntry {
  std::string name;           // without the folder
  bool is_directory = false;  // or a link to one
  bool is_link = false;
};

/// Is a place where files lie: the local disk today, object stores behind the same calls. Paths are
/// separated by '/'. Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Opens a file for reading; throws kIo, naming the path, when that is not possible.
  virtual std::shared_ptr<const RandomAccessFile> Open(const std::string& path) const = 0;

  /// Identifies a file without opening it; throws kIo when it is missing or a folder.
  virtual FileIdentity Identify(const std::string& path) const = 0;

  virtual bool IsDirectory(const std::string& path) const = 0;
  virtual bool Exists(const std::string& path) const = 0;

  /// Lists a folder, sorted by name; throws kIo when it cannot be read.
  virtual std::vector<DirectoryEntry> List(const std::string& folder) const = 0;
};

/// Returns the file system of the machine we run on.
const FileSystem& LocalFileSystem();

/// Picks the file system of a path by its scheme ("file://" or none: local) and strips the scheme;
/// throws kNotSupported for others, and kPermissionError where the statement that this thread works
/// for may not touch the path.
const FileSystem& FileSystemFor(std::string& path);

}  // namespace lakebolt
