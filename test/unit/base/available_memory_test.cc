#include "base/available_memory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

namespace lakebolt {
namespace {

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

/// Holds a folder that looks like mounted control groups.
class ControlGroups : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "lakebolt-groups-XXXXXX";
    root_ = mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path full = root_ + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << text << "\n";
  }

  std::string root_;
};

TEST_F(ControlGroups, ReadsTheLeastOfVersionTwo) {
  Write("/memory.max", "max");
  Write("/outer/memory.max", "1000");
  Write("/outer/inner/memory.max", "2000");
  EXPECT_EQ(ControlGroupLimit("0::/outer/inner\n", root_), 1000);
  EXPECT_EQ(ControlGroupLimit("0::/\n", root_), kNoLimit);
}

TEST_F(ControlGroups, ReadsTheMountWhereTheNameIsThatOutside) {
  Write("/memory.max", "4096");
  EXPECT_EQ(ControlGroupLimit("0::/docker/0123\n", root_), 4096);
}

TEST_F(ControlGroups, ReadsVersionOne) {
  Write("/memory/job/memory.limit_in_bytes", "3000");
  Write("/memory/memory.limit_in_bytes", "9223372036854771712");
  EXPECT_EQ(ControlGroupLimit("7:cpu,cpuacct:/x\n4:hugetlb,memory:/job\n0::/\n", root_), 3000);
}

TEST_F(ControlGroups, PassesOverWhatItCannotRead) {
  EXPECT_EQ(ControlGroupLimit("", root_), kNoLimit);
  EXPECT_EQ(ControlGroupLimit("nonsense\n4:memory\n", root_), kNoLimit);
}

TEST(AvailableMemory, IsSomeOfTheMachine) {
  EXPECT_GT(AvailableMemory(), 1 << 20);
}

}  // namespace
}  // namespace lakebolt
