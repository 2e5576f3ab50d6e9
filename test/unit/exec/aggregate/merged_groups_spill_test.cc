// Memory of workers that have ended their input, while others still take rows.

#include <set>

#include "exec/aggregate/hash_aggregate.h"
#include "exec/finish_sink.h"
#include "exec/query_test.h"

namespace lakebolt {
namespace {

constexpr uint32_t kChunks = 64;

class MergedGroupsSpillTest : public QueryTest {
 protected:
  MergedGroupsSpillTest() : QueryTest(int64_t{64} << 20) { query_.threads = 2; }

  /// Makes a DISTINCT of numbers.
  std::unique_ptr<HashAggregate> Make() const {
    AggregateSpec spec;
    spec.keys.push_back(std::make_shared<const InputExpr>(0, LogicalType(TypeId::kInt64)));
    return std::make_unique<HashAggregate>(std::move(spec), query_);
  }

  /// Has a worker take numbers, each `repeats` times, and end.
  void AddWorker(HashAggregate& sink, uint32_t repeats) {
    TaskContext context{query_, [] {}};
    const auto local = sink.MakeLocal(context);
    int64_t next = 0;
    for (uint32_t c = 0; c < kChunks * repeats; ++c) {
      Vector numbers(TypeId::kInt64, kDefaultChunkSize);
      auto* values = numbers.mutable_values<int64_t>();
      for (uint32_t i = 0; i < kDefaultChunkSize; ++i) values[i] = next++ / repeats;
      Chunk chunk({std::move(numbers)}, kDefaultChunkSize);
      sink.Consume(context, *local, chunk);
    }
    sink.Merge(context, *local);
  }

  std::set<int64_t> Read(const std::shared_ptr<HashAggregate>& sink) {
    TaskContext context{query_, [] {}};
    AggregateScan scan(sink);
    const auto local = scan.MakeLocal(context);
    std::set<int64_t> found;
    uint64_t rows = 0;
    for (Chunk chunk; scan.Next(context, *local, chunk) == SourceStatus::kRows;) {
      rows += chunk.size();
      for (uint32_t i = 0; i < chunk.size(); ++i) {
        found.insert(VectorReader<int64_t>(chunk.column(0))[i]);
      }
    }
    EXPECT_EQ(found.size(), rows);
    return found;
  }

  /// Takes the memory of a worker that has ended away from it, lets another one bring the same
  /// numbers, and reads them.
  void CheckGivesBack(uint32_t repeats) {
    const std::shared_ptr<HashAggregate> sink = Make();
    AddWorker(*sink, repeats);
    const int64_t held = pool_.used();
    ASSERT_GT(held, 0);
    const int64_t given = sink->Spill(held);
    EXPECT_GT(given, held / 2);
    EXPECT_EQ(pool_.used(), held - given);
    AddWorker(*sink, repeats);
    TaskContext context{query_, [] {}};
    FinishSink(context, *sink);
    const std::set<int64_t> found = Read(sink);
    EXPECT_EQ(found.size(), kChunks * kDefaultChunkSize);
    EXPECT_EQ(*found.rbegin(), kChunks * kDefaultChunkSize - 1);
    EXPECT_EQ(pool_.used(), 0);
  }
};

TEST_F(MergedGroupsSpillTest, GivesRawRowsBack) {
  CheckGivesBack(1);
}

TEST_F(MergedGroupsSpillTest, GivesTablesBack) {
  CheckGivesBack(8);
}

}  // namespace
}  // namespace lakebolt
