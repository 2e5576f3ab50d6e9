#include "io/glob.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace lakebolt {
namespace {

TEST(Glob, MatchesPatterns) {
  EXPECT_TRUE(MatchesPattern("*.parquet", "a.parquet"));
  EXPECT_FALSE(MatchesPattern("*.parquet", "a.csv"));
  EXPECT_TRUE(MatchesPattern("a?c", "abc"));
  EXPECT_FALSE(MatchesPattern("a?c", "ac"));
  EXPECT_TRUE(MatchesPattern("[a-c]x", "bx"));
  EXPECT_FALSE(MatchesPattern("[!a-c]x", "bx"));
  EXPECT_TRUE(MatchesPattern("[]]", "]"));
  EXPECT_TRUE(MatchesPattern("[", "["));
  EXPECT_TRUE(MatchesPattern("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(MatchesPattern("*a*b", "xxaxxbxx"));
  EXPECT_TRUE(MatchesPattern("**", "x"));
  EXPECT_FALSE(MatchesPattern("*", ".hidden"));
  EXPECT_TRUE(MatchesPattern(".*", ".hidden"));
}

class GlobFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::temp_directory_path() /
            ("lakebolt_glob_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
             std::to_string(reinterpret_cast<uintptr_t>(this)));
    for (const char* name : {"b/2.parquet", "a/1.parquet", "a/deep/3.parquet", "a/_tmp/4.parquet",
                             "a/notes.txt", "5.parquet"}) {
      std::filesystem::create_directories((root_ / name).parent_path());
      std::ofstream(root_ / name) << "x";
    }
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  /// Returns paths below the folder, joined by spaces.
  std::string Shorten(const std::vector<std::string>& paths) const {
    std::string text;
    for (const std::string& path : paths) {
      text += (text.empty() ? "" : " ") + path.substr(root_.string().size() + 1);
    }
    return text;
  }

  std::filesystem::path root_;
};

TEST_F(GlobFolder, ExpandsSorted) {
  const FileSystem& files = LocalFileSystem();
  const std::string root = root_.string();
  EXPECT_EQ(Shorten(ExpandGlob(files, root + "/*/*.parquet")), "a/1.parquet b/2.parquet");
  EXPECT_EQ(Shorten(ExpandGlob(files, root + "/**/*.parquet")),
            "5.parquet a/1.parquet a/_tmp/4.parquet a/deep/3.parquet b/2.parquet");
  EXPECT_EQ(Shorten(ExpandGlob(files, root + "/[ab]/1.parquet")), "a/1.parquet");
  EXPECT_EQ(Shorten(ExpandGlob(files, root + "/none/*.parquet")), "");
  EXPECT_EQ(Shorten(FilesBelow(files, root, {".parquet"})),
            "5.parquet a/1.parquet a/deep/3.parquet b/2.parquet");
}

TEST_F(GlobFolder, NamesTheFileInErrors) {
  const FileSystem& files = LocalFileSystem();
  const std::string missing = (root_ / "missing").string();
  try {
    files.Open(missing);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo);
    EXPECT_NE(std::string(error.what()).find(missing), std::string::npos);
  }
  EXPECT_THROW(files.Open(root_.string()), UserError);
  EXPECT_THROW(files.List(missing), UserError);
  uint8_t byte;
  EXPECT_THROW(files.Open((root_ / "5.parquet").string())->ReadAt(1, 1, &byte), UserError);
}

}  // namespace
}  // namespace lakebolt
