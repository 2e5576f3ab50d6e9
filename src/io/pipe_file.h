#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>

#include "io/random_access_file.h"

namespace lakebolt {

/// Tells whether a file that `info` tells of is a pipe between two processes, as standard input may
/// be: it has no name in any folder, so nobody but us reads it.
bool IsUnnamedPipe(const std::string& path, const struct stat& info);

/// Reads a pipe to its end into a temporary file, which can be read anywhere and again: readers of
/// tables look at a file first. A pipe is kept so as long as the process lives, for it gives its
/// bytes once. Waits for whoever writes to it; throws kCancelled, and goes on where it was the next
/// time.
std::shared_ptr<const RandomAccessFile> OpenPipe(const std::string& path, const struct stat& info);

}  // namespace lakebolt
