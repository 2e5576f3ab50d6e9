#include "exec/spill/block_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "base/fault.h"

namespace lakebolt {
namespace {

constexpr size_t kBlockBytes = 64 << 10;
constexpr int kBlocks = 64;

std::shared_ptr<TemporaryDirectory> Directory(const std::string& limit) {
  return TemporaryDirectory::Make(testing::TempDir() + "lakebolt-block-file", limit);
}

/// Writes blocks of few values; returns the bytes that the last one takes.
int64_t WriteBlocks(BlockFile& file) {
  std::vector<uint8_t> block(kBlockBytes);
  int64_t before = 0;
  for (int b = 0; b < kBlocks; ++b) {
    for (size_t i = 0; i < kBlockBytes; ++i) block[i] = static_cast<uint8_t>(i / 100 + b);
    before = file.bytes();
    EXPECT_EQ(file.Write(block.data(), block.size()), static_cast<size_t>(b));
  }
  for (int b = 0; b < kBlocks; ++b) {
    for (size_t i = 0; i < kBlockBytes; ++i) block[i] = static_cast<uint8_t>(i / 100 + b);
    const BufferPtr read = file.Read(static_cast<size_t>(b));
    EXPECT_EQ(read->size(), kBlockBytes);
    EXPECT_EQ(std::memcmp(read->data(), block.data(), kBlockBytes), 0);
  }
  return file.bytes() - before;
}

TEST(BlockFile, CompressesWhereTheDiskIsSlow) {
  Faults::Arm("write:/1:5ms");
  BlockFile file(Directory("1GiB"));
  EXPECT_LT(WriteBlocks(file), static_cast<int64_t>(kBlockBytes) / 2);
  Faults::Disarm();
}

TEST(BlockFile, CompressesWhereThereIsLittleRoom) {
  BlockFile file(Directory("1MB"));
  EXPECT_LT(WriteBlocks(file), static_cast<int64_t>(kBlockBytes) / 2);
}

}  // namespace
}  // namespace lakebolt
