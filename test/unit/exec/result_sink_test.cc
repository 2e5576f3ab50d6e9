#include "exec/result_sink.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace lakebolt {
namespace {

constexpr uint32_t kRows = 100;
constexpr size_t kMostChunks = 4;
/// Arrays are of many chunks, so that workers hold some until there is one.
constexpr size_t kMostChunksOfArrays = 130;
constexpr size_t kMostBytes = size_t{1} << 20;
constexpr int64_t kMostMemory = int64_t{1} << 20;

Chunk SomeRows() {
  std::vector<Vector> columns;
  columns.push_back(Vector::Constant(Value::Integral(TypeId::kInt32, 7), kRows).Flatten());
  return {std::move(columns), kRows};
}

/// Consumes one chunk of each batch until the sink blocks; returns how many it took.
size_t ChunksUntilBlocked(ResultSink& sink, TaskContext& context, LocalState& local,
                          uint64_t first_batch) {
  constexpr size_t kMany = 1000;
  for (size_t taken = 0; taken < kMany; ++taken) {
    sink.StartBatch(local, first_batch + taken);
    Chunk rows = SomeRows();
    if (sink.Consume(context, local, rows) == SinkStatus::kBlocked) return taken;
  }
  return kMany;
}

class ResultSinkOfBatches : public testing::TestWithParam<bool> {
 protected:
  static void GiveArraysIfAsked(ResultSink& sink) {
    if (!GetParam()) return;
    sink.MakeArrow({{"a", LogicalType(TypeId::kInt32), true}}, ArrowTexts::kOffsets);
  }
  static size_t MostChunks() { return GetParam() ? kMostChunksOfArrays : kMostChunks + 1; }

  int woken = 0;
  QueryContext query;
  TaskContext context{query, [this] { ++woken; }};
};

TEST_P(ResultSinkOfBatches, BlocksWhereNobodyReadsManyBatchesOfFewRows) {
  MemoryPool memory(kMostMemory);
  ResultSink sink({kMostChunks, kMostChunks, kMostBytes}, &memory);
  GiveArraysIfAsked(sink);
  const std::unique_ptr<LocalState> local = sink.MakeLocal(context);

  const size_t taken = ChunksUntilBlocked(sink, context, *local, 0);
  EXPECT_LE(taken, MostChunks());
  EXPECT_EQ(woken, 0);

  size_t read = 0;
  while (sink.WaitFor(0) && read < taken) {
    ASSERT_TRUE(sink.TakePiece().has_value());
    ++read;
  }
  EXPECT_EQ(read, taken);
  EXPECT_GT(woken, 0);
  EXPECT_GT(ChunksUntilBlocked(sink, context, *local, taken), 0U);
  EXPECT_GT(memory.used(), 0);
  sink.Abandon();
  EXPECT_EQ(memory.used(), 0);
}

TEST_P(ResultSinkOfBatches, HasLessWaitWhereMemoryIsShort) {
  MemoryPool memory(0);
  ResultSink sink({kMostChunks, kMostChunks, kRows * sizeof(int32_t) * kMostChunks}, &memory);
  GiveArraysIfAsked(sink);
  const std::unique_ptr<LocalState> local = sink.MakeLocal(context);
  const size_t taken = ChunksUntilBlocked(sink, context, *local, 0);
  EXPECT_GT(taken, 0U);
  EXPECT_LT(taken, GetParam() ? 2 * kMostChunks : kMostChunks);
  EXPECT_TRUE(sink.WaitFor(0));
}

TEST_P(ResultSinkOfBatches, BoundsWhatAWorkerIsAhead) {
  MemoryPool memory(kMostMemory);
  ResultSink sink({kMostChunks, kMostChunks, kMostBytes}, &memory);
  GiveArraysIfAsked(sink);
  const std::unique_ptr<LocalState> slow = sink.MakeLocal(context);
  const std::unique_ptr<LocalState> fast = sink.MakeLocal(context);

  EXPECT_LE(ChunksUntilBlocked(sink, context, *fast, 1), MostChunks());
  EXPECT_FALSE(sink.WaitFor(0));
  sink.Merge(context, *slow);
  EXPECT_TRUE(sink.WaitFor(0));
  EXPECT_GT(woken, 0);
}

TEST(ResultSinkTest, WorkersMakeArraysOfFewRowsWhereThoseAreAllThatMayWait) {
  QueryContext query;
  TaskContext context{query, [] {}};
  MemoryPool memory(kMostMemory);
  constexpr size_t kChunksInBound = 4;
  constexpr size_t kBytesOfChunk = kRows * sizeof(int32_t);
  ResultSink sink({kMostChunks, kMostChunks, kBytesOfChunk * kChunksInBound}, &memory);
  sink.MakeArrow({{"a", LogicalType(TypeId::kInt32), true}}, ArrowTexts::kOffsets);
  const std::unique_ptr<LocalState> local = sink.MakeLocal(context);

  for (size_t i = 0; i <= kChunksInBound; ++i) {
    Chunk rows = SomeRows();
    ASSERT_EQ(sink.Consume(context, *local, rows), SinkStatus::kNeedInput);
  }
  sink.Merge(context, *local);
  const std::optional<ResultPiece> many = sink.TakePiece();
  ASSERT_TRUE(many.has_value());
  EXPECT_TRUE(std::holds_alternative<ArrowBatch>(*many));
  const std::optional<ResultPiece> few = sink.TakePiece();
  ASSERT_TRUE(few.has_value());
  EXPECT_TRUE(std::holds_alternative<Chunk>(*few));
}

INSTANTIATE_TEST_SUITE_P(ChunksOrArrays, ResultSinkOfBatches, testing::Bool());

}  // namespace
}  // namespace lakebolt
