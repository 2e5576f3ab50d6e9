#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/error.h"
#include "base/fault.h"
#include "io/output.h"

namespace lakebolt {
namespace {

namespace fs = std::filesystem;

class FileOutputTest : public ::testing::Test {
 protected:
  FileOutputTest() { fs::create_directories(folder_); }
  ~FileOutputTest() override {
    Faults::Disarm();
    fs::remove_all(folder_);
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  size_t Files() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static void Write(const std::string& path, const std::string& text) {
    FileOutput output(path);
    output.Append(text);
    output.Commit();
  }

  const std::string folder_ =
      (fs::temp_directory_path() / ("file_output_" + std::to_string(getpid()))).string();
  const std::string path_ = folder_ + "/answer.csv";
};

TEST_F(FileOutputTest, AppearsWhenCommitted) {
  {
    FileOutput output(path_);
    output.Append("half of it");
    output.Flush();
    EXPECT_FALSE(fs::exists(path_));
  }
  EXPECT_EQ(Files(), 0U);
  Write(path_, "all");
  EXPECT_EQ(Read(path_), "all");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileOutputTest, LeavesTheOldFileWhateverFails) {
  Write(path_, "old");
  for (const char* plan : {"open:1", "write:1", "write:1:EIO", "write:>0B:EDQUOT", "sync:1",
                           "rename:1", "open:1:EMFILE", "write:1:short,write:2"}) {
    Faults::Arm(plan);
    try {
      Write(path_, "the new text");
      FAIL() << plan;
    } catch (const UserError& error) {
      const bool is_of_file =
          error.code() == ErrorCode::kIo || error.code() == ErrorCode::kOutOfDisk;
      EXPECT_TRUE(is_of_file) << plan;
      EXPECT_NE(std::string(error.what()).find("answer.csv"), std::string::npos) << error.what();
    }
    Faults::Disarm();
    EXPECT_EQ(Read(path_), "old") << plan;
    EXPECT_EQ(Files(), 1U) << plan;
  }
}

TEST_F(FileOutputTest, GoesOnAfterShortAndInterruptedWrites) {
  Faults::Arm("write:1:short,write:2:EINTR,sync:1:EINTR,open:1:EINTR,rename:1:EINTR");
  Write(path_, "a text of some bytes");
  EXPECT_EQ(Read(path_), "a text of some bytes");
  EXPECT_GE(Faults::Injected(), 5U);
}

TEST_F(FileOutputTest, TakesOverWhatAKilledProcessLeft) {
  std::ofstream(folder_ + "/.answer.csv.partial") << "a longer text than the new one";
  Write(path_, "new");
  EXPECT_EQ(Read(path_), "new");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileOutputTest, LetsOthersWriteTheSameFile) {
  FileOutput first(path_);
  FileOutput second(path_);
  first.Append("first");
  second.Append("second");
  second.Commit();
  EXPECT_EQ(Read(path_), "second");
  first.Commit();
  EXPECT_EQ(Read(path_), "first");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileOutputTest, KeepsPermissionsAndLinks) {
  Write(path_, "old");
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  const std::string link = folder_ + "/link.csv";
  fs::create_symlink("answer.csv", link);
  Write(link, "new");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(Read(path_), "new");
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640U);
}

TEST_F(FileOutputTest, WritesToDevices) {
  Write("/dev/null", "nothing");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(FileOutputTest, RefusesFolders) {
  EXPECT_THROW(FileOutput{folder_}, UserError);
  EXPECT_THROW(FileOutput{folder_ + "/none/answer.csv"}, UserError);
}

}  // namespace
}  // namespace lakebolt
