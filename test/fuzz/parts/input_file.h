#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace lakebolt::fuzz {

/// Is a file in memory that holds one input, under a path of its own, so that nothing cached of an
/// earlier one is taken for it. Removed at its end.
class InputFile {
 public:
  InputFile(const uint8_t* data, size_t size, const std::string& suffix);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace lakebolt::fuzz
