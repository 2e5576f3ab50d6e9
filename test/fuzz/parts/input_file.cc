#include "parts/input_file.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace lakebolt::fuzz {

namespace {

std::string NextPath(const std::string& suffix) {
  static const bool has_memory_disk = std::filesystem::is_directory("/dev/shm");
  static uint64_t number = 0;
  const std::string folder = has_memory_disk ? "/dev/shm" : std::filesystem::temp_directory_path();
  return folder + "/lakebolt_fuzz_" + std::to_string(getpid()) + "_" + std::to_string(number++) +
         suffix;
}

}  // namespace

InputFile::InputFile(const uint8_t* data, size_t size, const std::string& suffix)
    : path_(NextPath(suffix)) {
  std::FILE* file = std::fopen(path_.c_str(), "wb");
  if (file == nullptr || std::fwrite(data, 1, size, file) != size || std::fclose(file) != 0) {
    std::perror(path_.c_str());
    std::exit(1);  // the disk's fault, no finding
  }
}

InputFile::~InputFile() {
  std::remove(path_.c_str());
}

}  // namespace lakebolt::fuzz
