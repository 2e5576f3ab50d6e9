// Scans of files that the tests write themselves. Files of other writers, types and encodings are
// checked from Python.

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <random>

#include "base/error.h"
#include "expression/expression.h"
#include "format/parquet/parquet_table.h"
#include "format/parquet/temporary_table.h"

namespace lakebolt {
namespace {

constexpr int kRows = 20000;

const Schema kSchema = {{"id", TypeId::kInt64, true},
                        {"kind", TypeId::kVarchar, true},
                        {"price", LogicalType::Decimal(15, 2), true},
                        {"note", TypeId::kVarchar, true}};

/// Holds what row `i` of the test table is.
struct Row {
  int64_t id;
  int kind;  // -1: NULL
  int64_t price;

  explicit Row(int i) : id(i), kind(i % 7 == 3 ? -1 : i / 10 % 5), price((i * 7919LL) % 100000) {}
  std::string note() const { return "a note for the row " + std::to_string(id * 31 % 4096); }
  std::string kind_name() const { return "kind " + std::to_string(kind); }
};

Chunk TestChunk() {
  Vector id(kSchema[0].type, kRows);
  Vector kind(kSchema[1].type, kRows);
  Vector price(kSchema[2].type, kRows);
  Vector note(kSchema[3].type, kRows);
  auto heap = std::make_shared<StringHeap>();
  for (int i = 0; i < kRows; ++i) {
    const Row row(i);
    const auto at = static_cast<uint32_t>(i);
    id.mutable_values<int64_t>()[i] = row.id;
    if (row.kind < 0) {
      kind.SetNull(at);
    } else {
      kind.mutable_values<StringView>()[i] = heap->Add(row.kind_name());
    }
    price.mutable_values<int64_t>()[i] = row.price;
    note.mutable_values<StringView>()[i] = heap->Add(row.note());
  }
  kind.AddOwner(heap);
  note.AddOwner(heap);
  return {{id, kind, price, note}, kRows};
}

/// Pulls a scan dry, as one worker, answering "blocked" by waiting; returns one text a row.
std::vector<std::string> Collect(const TableSource& table, ScanRequest request,
                                 int* blocked = nullptr) {
  const auto scan = table.Scan(request);
  const auto local = scan->MakeLocalState();
  std::mutex mutex;
  std::condition_variable wake;
  int wakes = 0;
  int waits = 0;
  ScanContext context;
  context.waker = [&] {
    const std::lock_guard lock(mutex);
    ++wakes;
    wake.notify_one();
  };
  std::vector<std::string> rows;
  while (true) {
    Chunk chunk;
    const ScanStatus status = scan->Next(*local, context, chunk);
    if (status == ScanStatus::kFinished) break;
    if (status == ScanStatus::kBlocked) {
      std::unique_lock lock(mutex);
      ++waits;
      wake.wait(lock, [&] { return wakes == waits; });
      continue;
    }
    EXPECT_LE(chunk.size(), request.chunk_size);
    if (chunk.count() == 0) continue;
    EXPECT_EQ(chunk.columns().size(), request.columns.size());
    chunk.rows().ForEach([&](uint32_t row) {
      std::string text;
      for (const Vector& column : chunk.columns()) text += column.GetValue(row).ToString() + "|";
      rows.push_back(std::move(text));
    });
  }
  if (blocked != nullptr) *blocked = waits;
  return rows;
}

/// Lists the rows of the test table that pass, as Collect does.
template <typename Test>
std::vector<std::string> Expected(Test&& test, int rows = kRows) {
  std::vector<std::string> out;
  for (int i = 0; i < rows; ++i) {
    const Row row(i);
    if (!test(row)) continue;
    const Value price = Value::Integral(kSchema[2].type, row.price);
    out.push_back(std::to_string(row.id) + "|" + (row.kind < 0 ? "NULL" : row.kind_name()) + "|" +
                  price.ToString() + "|" + row.note() + "|");
  }
  return out;
}

ExprPtr Input(uint32_t column) {
  return std::make_shared<InputExpr>(column, kSchema[column].type);
}
ExprPtr Less(uint32_t column, Value value) {
  return MakeCompare(CompareOp::kLess, Input(column), MakeConstant(std::move(value)));
}
ExprPtr KindIs(int kind) {
  return MakeCompare(CompareOp::kEqual, Input(1),
                     MakeConstant(Value::Varchar("kind " + std::to_string(kind))));
}
Value Price(int64_t cents) {
  return Value::Integral(kSchema[2].type, cents);
}

class ParquetScanTest : public ::testing::Test {
 protected:
  void SetUp() override { WriteParquet(folder_.File("t.parquet"), kSchema, {TestChunk()}); }

  std::shared_ptr<const TableSource> Open(bool force_async = false) const {
    ParquetOptions options;
    options.force_async = force_async;
    return OpenParquet({folder_.File("t.parquet")}, options);
  }

  std::shared_ptr<const TableSource> OpenByPage() const {
    ParquetOptions options;
    options.whole_chunk_bytes = 0;
    return OpenParquet({folder_.File("t.parquet")}, options);
  }

  static ScanRequest All(std::vector<ExprPtr> filters = {}) {
    ScanRequest request;
    request.columns = {0, 1, 2, 3};
    request.filters = std::move(filters);
    return request;
  }

  TemporaryFolder folder_;
};

TEST_F(ParquetScanTest, ReadsAllAtAnyChunkSizeAndThreads) {
  const auto expected = Expected([](const Row&) { return true; });
  for (const uint32_t chunk_size : {1U, 3U, 2048U, 65536U}) {
    for (const uint32_t threads : {1U, 3U}) {
      ScanRequest request = All();
      request.chunk_size = chunk_size;
      request.threads = threads;
      EXPECT_EQ(Collect(*Open(), request), expected);
      EXPECT_EQ(Collect(*OpenByPage(), request), expected);
    }
  }
}

TEST_F(ParquetScanTest, FiltersExactly) {
  struct Case {
    std::vector<ExprPtr> filters;
    std::function<bool(const Row&)> test;
  };
  const auto either = [](ExprPtr a, ExprPtr b) {
    return MakeConjunction(false, {std::move(a), std::move(b)});
  };
  const std::vector<Case> cases = {
      {{KindIs(2)}, [](const Row& r) { return r.kind == 2; }},
      {{KindIs(9)}, [](const Row&) { return false; }},
      {{std::make_shared<IsNullExpr>(Input(1))}, [](const Row& r) { return r.kind < 0; }},
      {{std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(Input(1)))},
       [](const Row& r) { return r.kind >= 0; }},
      {{KindIs(2), Less(2, Price(500))}, [](const Row& r) { return r.kind == 2 && r.price < 500; }},
      {{Less(0, Value::Int64(17)), KindIs(1)},
       [](const Row& r) { return r.id < 17 && r.kind == 1; }},
      {{either(KindIs(2), Less(0, Value::Int64(5)))},
       [](const Row& r) { return r.kind == 2 || r.id < 5; }},
      {{Less(2, Price(99000))}, [](const Row& r) { return r.price < 99000; }},
      {{Less(0, Value::Int64(-1))}, [](const Row&) { return false; }},
      {{Less(0, Value::Int64(1000000))}, [](const Row&) { return true; }},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    const auto expected = Expected(cases[i].test);
    for (const uint32_t chunk_size : {1U, 3U, 2048U}) {
      ScanRequest request = All(cases[i].filters);
      request.chunk_size = chunk_size;
      const auto table = Open();
      for (const ExprPtr& filter : request.filters) {
        EXPECT_EQ(table->SupportsFilter(*filter), FilterSupport::kExact);
      }
      EXPECT_EQ(Collect(*table, request), expected) << i;
      // Columns that only filters need do not come out.
      request.columns = {};
      EXPECT_EQ(Collect(*table, request).size(), expected.size()) << i;
    }
  }
}

TEST_F(ParquetScanTest, StopsAtTheLimit) {
  ScanRequest request = All({KindIs(2)});
  request.limit = 10;
  EXPECT_EQ(Collect(*Open(), request).size(), 10U);
  request.limit = 0;
  EXPECT_EQ(Collect(*Open(), request).size(), 0U);
}

TEST_F(ParquetScanTest, BlocksForSlowFiles) {
  int blocked = 0;
  const auto rows = Collect(*Open(/*force_async=*/true), All({KindIs(4)}), &blocked);
  EXPECT_EQ(rows, Expected([](const Row& r) { return r.kind == 4; }));
  EXPECT_GE(blocked, 1);
}

/// Lets the multiples of a number pass.
class MultiplesFilter final : public RuntimeFilter {
 public:
  explicit MultiplesFilter(int64_t factor) : factor_(factor) {}
  void MakeReady(bool empty = false) {
    is_empty_ = empty;
    Publish();
  }
  Value min() const override { return Value(TypeId::kInt64); }
  Value max() const override { return Value(TypeId::kInt64); }
  bool IsEmpty() const override { return is_empty_; }
  void Test(const Vector& values, RowSet rows, uint8_t* mask) const override {
    const VectorReader<int64_t> reader(values);
    rows.ForEach([&](uint32_t row) {
      mask[row] = static_cast<uint8_t>(!reader.IsNull(row) && reader[row] % factor_ == 0);
    });
  }

 private:
  int64_t factor_;
  bool is_empty_ = false;
};

TEST_F(ParquetScanTest, UsesRuntimeFiltersOnceReady) {
  const auto filter = std::make_shared<MultiplesFilter>(100);
  ScanRequest request = All();
  request.runtime_filters = {{0, filter}};
  EXPECT_EQ(Collect(*Open(), request).size(), static_cast<size_t>(kRows));
  filter->MakeReady();
  EXPECT_EQ(Collect(*Open(), request), Expected([](const Row& r) { return r.id % 100 == 0; }));
  request.filters = {KindIs(0)};
  EXPECT_EQ(Collect(*Open(), request),
            Expected([](const Row& r) { return r.id % 100 == 0 && r.kind == 0; }));
  filter->MakeReady(/*empty=*/true);
  EXPECT_TRUE(Collect(*Open(), request).empty());
}

TEST_F(ParquetScanTest, KnowsItsStatistics) {
  const auto table = Open();
  EXPECT_EQ(table->statistics().row_count, kRows);
  const ColumnStatistics id = table->column_statistics(0);
  EXPECT_EQ(id.min, Value::Int64(0));
  EXPECT_EQ(id.max, Value::Int64(kRows - 1));
  EXPECT_EQ(id.null_count, 0);
  EXPECT_TRUE(id.exact_bounds);
  const ColumnStatistics kind = table->column_statistics(1);
  EXPECT_EQ(kind.min, Value::Varchar("kind 0"));
  EXPECT_EQ(kind.max, Value::Varchar("kind 4"));
  EXPECT_EQ(kind.null_count, (kRows + 3) / 7);
  EXPECT_EQ(kind.distinct_count, 5);
  const double estimate = *table->EstimateRows({KindIs(1)});
  EXPECT_NEAR(estimate, kRows * 6.0 / 7 / 5, kRows / 50.0);
  EXPECT_EQ(table->EstimateRows({Less(0, Value::Int64(-5))}), 0);
}

TEST_F(ParquetScanTest, WidensTypesOfLaterFiles) {
  const Schema narrow = {{"note", TypeId::kVarchar, true},
                         {"id", TypeId::kInt16, true},
                         {"kind", TypeId::kVarchar, true},
                         {"price", LogicalType::Decimal(6, 2), true}};
  const Chunk chunk =
      MakeChunk(narrow, {{Value::Varchar("n"), Value::Integral(TypeId::kInt16, 7),
                          Value(TypeId::kVarchar), Value::Integral(narrow[3].type, 123)}});
  WriteParquet(folder_.File("u.parquet"), narrow, {chunk});
  const auto table = OpenParquet({folder_.path()});
  Schema stored = table->schema();
  stored.resize(stored.size() - table->VirtualColumns());
  EXPECT_EQ(stored, kSchema);
  auto expected = Expected([](const Row&) { return true; });
  expected.push_back("7|NULL|1.23|n|");
  EXPECT_EQ(Collect(*table, All()), expected);
  EXPECT_EQ(Collect(*table, All({Less(2, Price(124)), Less(0, Value::Int64(8)),
                                 std::make_shared<IsNullExpr>(Input(1))})),
            std::vector<std::string>{"7|NULL|1.23|n|"});
}

TEST_F(ParquetScanTest, NamesTheFileThatDoesNotFit) {
  Schema other = kSchema;
  other[0].type = TypeId::kVarchar;
  WriteParquet(folder_.File("u.parquet"), other, {});
  try {
    OpenParquet({folder_.File("*.parquet")});
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kTypeMismatch);
    EXPECT_NE(std::string(error.what()).find("u.parquet"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("id"), std::string::npos);
  }
}

TEST_F(ParquetScanTest, RefusesWhatIsNoParquet) {
  const auto code_of = [&](const std::string& path) {
    try {
      OpenParquet({path});
    } catch (const UserError& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
      return error.code();
    }
    return ErrorCode::kSyntax;
  };
  std::ofstream(folder_.File("empty.parquet"));
  std::ofstream(folder_.File("text.parquet")) << "just some text, no Parquet";
  EXPECT_EQ(code_of(folder_.File("empty.parquet")), ErrorCode::kCorruptData);
  EXPECT_EQ(code_of(folder_.File("text.parquet")), ErrorCode::kCorruptData);
  EXPECT_EQ(code_of(folder_.File("missing.parquet")), ErrorCode::kIo);
  EXPECT_EQ(code_of(folder_.File("none*.parquet")), ErrorCode::kIo);
}

TEST_F(ParquetScanTest, BrokenBytesEndInAnAnswerOrAnError) {
  std::ifstream in(folder_.File("t.parquet"), std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::mt19937 random(42);
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    if (round % 10 == 0) {
      bad.resize(random() % bad.size());
    } else {
      // Half of the changes in the footer, the rest anywhere.
      const size_t begin = round % 2 == 0 ? bad.size() - std::min<size_t>(bad.size(), 2000) : 0;
      for (int i = 0; i < 3; ++i) {
        bad[begin + random() % (bad.size() - begin)] = static_cast<char>(random());
      }
    }
    const std::string path = folder_.File("bad" + std::to_string(round) + ".parquet");
    std::ofstream(path, std::ios::binary) << bad;
    try {
      ParquetOptions options;
      if (round % 4 < 2) options.whole_chunk_bytes = 0;
      const auto table = OpenParquet({path}, options);
      ScanRequest request;
      for (uint32_t i = 0; i < table->schema().size(); ++i) request.columns.push_back(i);
      request.limit = 100000;
      Collect(*table, request);
    } catch (const UserError& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace lakebolt
