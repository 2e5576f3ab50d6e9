// Joins with enough rows that several workers build the index at the same time.

#include <gtest/gtest.h>

#include <unordered_map>

#include "io/temporary_directory.h"
#include "join_runner.h"

namespace lakebolt {
namespace {

constexpr uint32_t kRows = 300'000;
constexpr uint32_t kChunk = 2048;

struct Shape {
  const char* name;
  const char* index;    // what the index is to be
  uint64_t factor;      // between neighbouring keys
  uint32_t duplicates;  // rows a key
  bool strings;
};

std::vector<Chunk> MakeColumns(const Shape& shape, bool payload) {
  std::vector<Chunk> chunks;
  for (uint32_t row = 0; row < kRows; row += kChunk) {
    const uint32_t count = std::min(kChunk, kRows - row);
    Vector keys(shape.strings ? TypeId::kVarchar : TypeId::kInt64, count);
    Vector values(TypeId::kInt64, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      // Rows of one key come from far-apart chunks.
      const uint64_t key = (row + i) % (kRows / shape.duplicates) * shape.factor;
      if (shape.strings) {
        keys.mutable_values<StringView>()[i] = heap->Add("key number " + std::to_string(key));
      } else {
        keys.mutable_values<int64_t>()[i] = static_cast<int64_t>(key);
      }
      values.mutable_values<int64_t>()[i] = row + i;
    }
    if (shape.strings) keys.AddOwner(heap);
    std::vector<Vector> columns{std::move(keys)};
    if (payload) columns.push_back(std::move(values));
    chunks.emplace_back(std::move(columns), count);
  }
  return chunks;
}

class LargeJoin : public testing::TestWithParam<Shape> {};

TEST_P(LargeJoin, FindsEveryPairOnce) {
  const Shape& shape = GetParam();
  const LogicalType key = shape.strings ? TypeId::kVarchar : TypeId::kInt64;
  JoinRunner runner(2, kChunk);
  JoinSpec spec;
  spec.probe_keys = spec.build_keys = {std::make_shared<InputExpr>(0, key)};
  spec.probe_types = {key};
  spec.build_types = {key, TypeId::kInt64};
  spec.build_output = {1};
  JoinOperators join = MakeJoin(spec, runner.query());
  ASSERT_NE(join.runtime_filters[0], nullptr);
  runner.Build(*join.build, MakeColumns(shape, true));
  EXPECT_NE(join.build->Details()[0].find(shape.index), std::string::npos)
      << join.build->Details()[0];
  EXPECT_TRUE(join.runtime_filters[0]->IsReady());

  TaskContext context{runner.query(), [] {}};
  const auto local = join.probe->MakeLocal(context);
  std::vector<uint32_t> seen(kRows, 0);
  for (Chunk& chunk : MakeColumns(shape, false)) {
    std::vector<uint8_t> mask(chunk.size(), 0);
    join.runtime_filters[0]->Test(chunk.column(0), chunk.rows(), mask.data());
    EXPECT_EQ(std::count(mask.begin(), mask.end(), 1), chunk.size());
    TransformStatus status;
    do {
      Chunk out;
      status = join.probe->Process(context, *local, chunk, out);
      const RowSet rows = out.rows();
      for (uint32_t i = 0; i < rows.count; ++i) {
        ++seen.at(VectorReader<int64_t>(out.column(0))[rows[i]]);
      }
    } while (status == TransformStatus::kMoreOutput);
  }
  for (uint32_t row = 0; row < kRows; ++row) ASSERT_EQ(seen[row], shape.duplicates) << row;
}

INSTANTIATE_TEST_SUITE_P(Shapes, LargeJoin,
                         testing::Values(Shape{"Array", "array", 1, 1, false},
                                         Shape{"ArrayDuplicates", "array", 1, 3, false},
                                         Shape{"Slots8", "slots of 8", 1000, 1, false},
                                         Shape{"Slots8Duplicates", "slots of 8", 1000, 3, false},
                                         Shape{"Slots16", "slots of 16", 1'000'000'007, 1, false},
                                         Shape{"Slots16Duplicates", "slots of 16", 1'000'000'007, 3,
                                               false},
                                         Shape{"Strings", "slots of 16", 7, 1, true},
                                         Shape{"StringsDuplicates", "slots of 16", 7, 3, true}),
                         [](const auto& info) { return info.param.name; });

TEST(JoinMemory, FailsClearlyPastTheLimit) {
  JoinRunner runner(1, kChunk);
  runner.memory().SetLimit(1 << 20);
  runner.query().temporary =
      TemporaryDirectory::Make(testing::TempDir() + "lakebolt-join-test", "100KB");
  JoinSpec spec;
  spec.probe_types = {TypeId::kInt64};
  spec.build_types = {TypeId::kInt64, TypeId::kInt64};
  spec.build_output = {1};
  JoinOperators join = MakeJoin(spec, runner.query());
  try {
    runner.Build(*join.build, MakeColumns({"", "", 1, 1, false}, true));
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutOfMemory);
    EXPECT_NE(error.hint().find("max_temp_directory_size"), std::string::npos);
  }
  join = {};
  EXPECT_EQ(runner.memory().used(), 0);
}

}  // namespace
}  // namespace lakebolt
