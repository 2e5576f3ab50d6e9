#pragma once

#include <stdexcept>
#include <string>

namespace lakebolt::parquet_format {

/// Reports bytes that contradict the format or themselves. The column reader catches it and tells
/// the user which file and column it was.
class CorruptBytes : public std::runtime_error {
 public:
  explicit CorruptBytes(const std::string& what) : std::runtime_error(what) {}
};

/// Reports bytes that end too early: perhaps there are more than were given.
class CutOffBytes : public CorruptBytes {
 public:
  explicit CutOffBytes(const std::string& what) : CorruptBytes(what) {}
};

/// Reports a feature of the format that we do not read.
class UnsupportedBytes : public std::runtime_error {
 public:
  explicit UnsupportedBytes(const std::string& what) : std::runtime_error(what) {}
};

/// Throws CorruptBytes; kept out of line so that checks cost a compare and a branch.
[[noreturn]] void ThrowCorruptBytes(const char* what);

}  // namespace lakebolt::parquet_format
