#include "io/temporary_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fault.h"

namespace lakebolt {
namespace {

namespace fs = std::filesystem;

class TemporaryDirectoryTest : public ::testing::Test {
 protected:
  ~TemporaryDirectoryTest() override {
    Faults::Disarm();
    fs::remove_all(folder_);
  }

  bool IsEmpty() const { return fs::is_empty(folder_); }

  const std::string folder_ =
      (fs::temp_directory_path() / ("temporary_" + std::to_string(getpid()))).string();
  const std::vector<uint8_t> bytes_ = std::vector<uint8_t>(1000, 7);
};

TEST_F(TemporaryDirectoryTest, KeepsFilesWithoutNames) {
  const auto directory = TemporaryDirectory::Make(folder_, "none");
  const auto file = directory->CreateFile();
  EXPECT_EQ(file->Append(bytes_.data(), bytes_.size()), 0);
  EXPECT_EQ(file->Append(bytes_.data(), bytes_.size()), 1000);
  EXPECT_TRUE(IsEmpty());
  EXPECT_EQ(directory->used(), 2000);
  std::vector<uint8_t> read(bytes_.size());
  file->ReadAt(500, read.data(), read.size());
  EXPECT_EQ(read, bytes_);
  EXPECT_THROW(file->ReadAt(1500, read.data(), read.size()), UserError);
}

TEST_F(TemporaryDirectoryTest, DoesWithoutUnnamedFiles) {
  Faults::Arm("open:1:EOPNOTSUPP");
  const auto file = TemporaryDirectory::Make(folder_, "none")->CreateFile();
  file->Append(bytes_.data(), bytes_.size());
  EXPECT_TRUE(IsEmpty());
  EXPECT_EQ(Faults::Injected(), 1U);
}

TEST_F(TemporaryDirectoryTest, RemovesWhatKilledProcessesLeft) {
  fs::create_directories(folder_);
  std::ofstream(folder_ + "/.lakebolt-spill-17-3") << "rows";
  std::ofstream(folder_ + "/somebody's") << "rows";
  const auto file = TemporaryDirectory::Make(folder_, "none")->CreateFile();
  EXPECT_FALSE(fs::exists(folder_ + "/.lakebolt-spill-17-3"));
  EXPECT_TRUE(fs::exists(folder_ + "/somebody's"));
}

TEST_F(TemporaryDirectoryTest, AFullDiskIsAnErrorAndTakesNothing) {
  const auto directory = TemporaryDirectory::Make(folder_, "none");
  const auto file = directory->CreateFile();
  file->Append(bytes_.data(), bytes_.size());
  Faults::Arm("write:1:short,write:2");
  try {
    file->Append(bytes_.data(), bytes_.size());
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutOfDisk);
    EXPECT_NE(std::string(error.what()).find(folder_), std::string::npos) << error.what();
    EXPECT_NE(error.hint().find("temp_directory"), std::string::npos);
  }
  EXPECT_EQ(directory->used(), 1000);
  EXPECT_EQ(file->size(), 1000);
  Faults::Disarm();
  EXPECT_EQ(file->Append(bytes_.data(), bytes_.size()), 1000);
}

TEST_F(TemporaryDirectoryTest, BoundsItsFiles) {
  const auto directory = TemporaryDirectory::Make(folder_, "1500B");
  const auto file = directory->CreateFile();
  file->Append(bytes_.data(), bytes_.size());
  EXPECT_THROW(file->Append(bytes_.data(), bytes_.size()), UserError);
  EXPECT_EQ(directory->used(), 1000);
}

}  // namespace
}  // namespace lakebolt
