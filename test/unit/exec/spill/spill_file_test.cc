#include "exec/spill/spill_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "random_columns.h"

namespace lakebolt {
namespace {

using test::Random;

std::string Folder() {
  return testing::TempDir() + "lakebolt-spill-test";
}

void ExpectSame(const Chunk& expected, const Chunk& found) {
  const RowSet rows = expected.rows();
  ASSERT_EQ(found.count(), rows.count);
  ASSERT_EQ(found.columns().size(), expected.columns().size());
  for (size_t c = 0; c < found.columns().size(); ++c) {
    for (uint32_t i = 0; i < rows.count; ++i) {
      EXPECT_EQ(found.column(c).GetValue(i).ToString(),
                expected.column(c).GetValue(rows[i]).ToString());
    }
  }
}

TEST(SpillFile, GivesBackWhatWasWritten) {
  Random random(7);
  const std::vector<LogicalType> types = test::AllTypes();
  const auto directory = TemporaryDirectory::Make(Folder(), "1GiB");
  SpillFile file(directory, types);
  std::vector<Chunk> chunks;
  for (const uint32_t rows : {1U, 3U, 64U, 65U, 500U}) {
    std::vector<Vector> columns;
    for (const LogicalType& type : types) {
      columns.push_back(test::RandomColumn(random, type, rows, test::RandomEncoding(random), 20));
    }
    Chunk& chunk = chunks.emplace_back(std::move(columns), rows);
    if (rows == 500) {
      Selection odd = Selection::Allocate(rows);
      for (uint32_t i = 0; i < rows / 2; ++i) odd.data()[i] = 2 * i + 1;
      odd.set_count(rows / 2);
      chunk.SetSelection(std::move(odd));
    }
    file.Write(chunk);
  }
  ASSERT_EQ(file.chunks(), chunks.size());
  EXPECT_EQ(file.rows(), 1U + 3 + 64 + 65 + 250);
  EXPECT_EQ(directory->used(), file.bytes());
  for (size_t i = chunks.size(); i-- > 0;) ExpectSame(chunks[i], file.Read(i));
}

TEST(SpillFile, KeepsConstantsAndDictionaries) {
  const auto directory = TemporaryDirectory::Make(Folder(), "1GiB");
  SpillFile file(directory, {TypeId::kVarchar, TypeId::kVarchar, TypeId::kInt32});
  auto words = std::make_shared<Vector>(TypeId::kVarchar, 2);
  words->SetValue(0, Value::Varchar("a text that is longer than a view"));
  words->SetNull(1);
  const BufferPtr codes = Buffer::Allocate(3 * sizeof(uint32_t));
  for (uint32_t i = 0; i < 3; ++i) codes->as<uint32_t>()[i] = i % 2;
  const Chunk chunk({Vector::Dictionary(words, codes, 3),
                     Vector::Constant(Value::Varchar("another text, constant this time"), 3),
                     Vector::Constant(Value(TypeId::kInt32), 3)},
                    3);
  file.Write(chunk);
  ExpectSame(chunk, file.Read(0));
  EXPECT_TRUE(file.Read(0).column(1).IsConstant());
}

TEST(SpillFile, HasRowsWithoutColumns) {
  SpillFile file(TemporaryDirectory::Make(Folder(), "1000"), {});
  file.Write(Chunk({}, 9));
  file.Write(Chunk({}, 0));
  ASSERT_EQ(file.chunks(), 1U);
  EXPECT_EQ(file.Read(0).count(), 9U);
}

TEST(SpillFile, StopsAtTheLimitOfItsDirectoryAndLeavesNothing) {
  const auto directory = TemporaryDirectory::Make(Folder(), "4096");
  {
    Random random(1);
    SpillFile file(directory, {TypeId::kFloat64});
    const auto write = [&] {
      for (int i = 0; i < 100; ++i) {
        file.Write(
            Chunk({test::RandomColumn(random, TypeId::kFloat64, 100, Encoding::kFlat, 0)}, 100));
      }
    };
    EXPECT_THROW(write(), UserError);
    EXPECT_GT(file.chunks(), 0U);
    EXPECT_EQ(file.Read(0).count(), 100U);
    EXPECT_TRUE(std::filesystem::is_empty(Folder()));
  }
  EXPECT_EQ(directory->used(), 0);
}

}  // namespace
}  // namespace lakebolt
