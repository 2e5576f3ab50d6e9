// Writes chunks to a temporary file, changes bytes of it on the disk, and reads them back: the same
// rows or an error. An input says which columns and rows there are, and which bytes change.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "exec/spill/spill_file.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"
#include "random_columns.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

constexpr const char* kFolder = "/tmp/lakebolt_fuzz_spill";

Chunk MakeChunk(const std::vector<LogicalType>& types, InputReader& in) {
  const uint32_t rows = 1 + in.TakeBelow(200);
  test::Random random(in.Take<uint16_t>());
  std::vector<Vector> columns;
  for (const LogicalType& type : types) {
    columns.push_back(test::RandomColumn(random, type, rows, test::RandomEncoding(random),
                                         static_cast<int>(in.TakeBelow(60))));
  }
  return {std::move(columns), rows};
}

std::string Print(const Chunk& chunk) {
  std::string text;
  for (uint32_t row = 0; row < chunk.size(); ++row) {
    for (const Vector& column : chunk.columns()) text += column.GetValue(row).ToString() + "\t";
  }
  return text;
}

/// Finds the file that has no name any more among those that this process has open.
int OpenTemporaryFile() {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const std::string target = std::filesystem::read_symlink(entry.path(), error).string();
    if (target.starts_with(kFolder)) return open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
  }
  return -1;
}

/// Changes bytes of the file; returns whether it now differs: a byte may become what it was again.
bool Damage(int descriptor, int64_t size, InputReader& in) {
  std::map<int64_t, std::pair<uint8_t, uint8_t>> changes;  // what was there, and what is
  for (uint32_t times = in.TakeBelow(4); times > 0; --times) {
    const int64_t at = in.Take<uint32_t>() % size;
    const auto byte = in.Take<uint8_t>();
    uint8_t before = 0;
    if (pread(descriptor, &before, 1, at) != 1) std::abort();
    if (pwrite(descriptor, &byte, 1, at) != 1) std::abort();
    changes.try_emplace(at, before, byte).first->second.second = byte;
  }
  return std::any_of(changes.begin(), changes.end(), [](const auto& change) {
    return change.second.first != change.second.second;
  });
}

[[noreturn]] void Report(const char* problem) {
  std::fprintf(stderr, "%s\n", problem);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto directory = TemporaryDirectory::Make(kFolder, "1GB");
  static const std::vector<LogicalType> all = test::AllTypes();
  InputReader in(data, size);
  std::vector<LogicalType> types;
  for (uint32_t n = 1 + in.TakeBelow(5); n > 0; --n) {
    types.push_back(all[in.TakeBelow(static_cast<uint32_t>(all.size()))]);
  }
  SpillFile file(directory, types);
  std::vector<std::string> written;
  for (uint32_t n = 1 + in.TakeBelow(3); n > 0; --n) {
    const Chunk chunk = MakeChunk(types, in);
    file.Write(chunk);
    written.push_back(Print(chunk));
  }
  const int descriptor = OpenTemporaryFile();
  if (descriptor < 0) Report("the temporary file cannot be found");
  const bool damaged = Damage(descriptor, file.bytes(), in);
  close(descriptor);
  size_t failed = 0;
  for (size_t i = 0; i < written.size(); ++i) {
    std::string read;
    if (!Survives([&] { read = Print(file.Read(i)); })) {
      ++failed;
    } else if (read != written[i]) {
      Report("other rows than were written");
    }
  }
  if (damaged != (failed > 0)) Report(damaged ? "damage not noticed" : "an error without damage");
  return 0;
}
