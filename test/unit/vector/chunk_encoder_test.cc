#include "vector/chunk_encoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace lakebolt {
namespace {

/// Makes columns of several types and encodings whose rows hang on `seed`.
class ChunkEncoderTest : public ::testing::Test {
 protected:
  static constexpr uint32_t kRows = 500;

  static LogicalType List() { return LogicalType::List(TypeId::kVarchar); }
  static std::vector<LogicalType> Types() {
    return {TypeId::kInt64, TypeId::kVarchar, List(), TypeId::kBoolean, TypeId::kVarchar};
  }

  std::vector<Vector> MakeColumns(uint32_t seed) {
    std::mt19937 chance(seed);
    const auto text = [&] {
      return Value::Varchar(std::string(chance() % 90, 'a' + chance() % 26));
    };
    std::vector<Vector> columns;
    for (const LogicalType& type : Types()) columns.emplace_back(type, kRows);
    for (uint32_t row = 0; row < kRows; ++row) {
      columns[0].SetValue(row, Value::Integral(TypeId::kInt64, static_cast<int64_t>(chance())));
      columns[1].SetValue(row, chance() % 5 == 0 ? Value(TypeId::kVarchar) : text());
      columns[2].SetValue(row, Value::Nested(List(), {text(), text()}));
      columns[3].SetValue(row, Value::Boolean(chance() % 2 == 0));
    }
    auto entries = std::make_shared<Vector>(TypeId::kVarchar, 3);
    for (uint32_t i = 0; i < 3; ++i) entries->SetValue(i, text());
    BufferPtr codes = Buffer::Allocate(kRows * sizeof(uint32_t));
    for (uint32_t row = 0; row < kRows; ++row) codes->as<uint32_t>()[row] = chance() % 3;
    columns[4] = Vector::Dictionary(std::move(entries), std::move(codes), kRows);
    return columns;
  }
};

TEST_F(ChunkEncoderTest, RowsComeBackAsTheyWere) {
  ChunkEncoder even(Types());
  ChunkEncoder third(Types());
  even.Reserve(10);
  std::vector<std::vector<Value>> expected_even;
  std::vector<std::vector<Value>> expected_third;
  for (uint32_t seed = 0; seed < 9; ++seed) {
    const std::vector<Vector> columns = MakeColumns(seed);
    std::vector<uint32_t> evens;
    std::vector<uint32_t> thirds;
    const auto values_of = [&](uint32_t row) {
      std::vector<Value> values;
      for (const Vector& column : columns) values.push_back(column.GetValue(row));
      return values;
    };
    for (uint32_t row = 0; row < kRows; ++row) {
      if (row % 2 == 0) {
        evens.push_back(row);
        expected_even.push_back(values_of(row));
      } else if (row % 3 == 0) {
        thirds.push_back(row);
        expected_third.push_back(values_of(row));
      }
    }
    const auto rows_of = [](const std::vector<uint32_t>& rows) {
      return RowSet{rows.data(), static_cast<uint32_t>(rows.size()), kRows};
    };
    ChunkEncoder::Append(columns, {{&even, rows_of(evens)}, {&third, rows_of(thirds)}});
  }
  const auto expect = [](const ChunkEncoder& encoder,
                         const std::vector<std::vector<Value>>& expected) {
    ASSERT_EQ(encoder.rows(), expected.size());
    const EncodedChunk encoded = encoder.Finish();
    const Chunk rows = DecodeChunk(Types(), encoded.bytes, encoded.size);
    ASSERT_EQ(rows.count(), expected.size());
    for (uint32_t row = 0; row < rows.count(); ++row) {
      for (uint32_t c = 0; c < rows.columns().size(); ++c) {
        EXPECT_EQ(rows.column(c).GetValue(row).ToString(), expected[row][c].ToString())
            << row << " " << c;
      }
    }
    // Lists grow in steps.
    EXPECT_NEAR(static_cast<double>(encoder.DecodedBytes()),
                static_cast<double>(rows.MemoryBytes()),
                static_cast<double>(rows.MemoryBytes()) / 2);
    EXPECT_GE(encoder.MemoryBytes(), encoded.size / 2);
  };
  expect(even, expected_even);
  expect(third, expected_third);
}

TEST_F(ChunkEncoderTest, GivesWhatEncodeChunkGives) {
  const std::vector<Vector> columns = MakeColumns(3);
  ChunkEncoder encoder(Types());
  ChunkEncoder::Append(columns, {{&encoder, RowSet::Dense(kRows)}});
  const EncodedChunk one = encoder.Finish();
  const EncodedChunk other = EncodeChunk(Chunk(columns, kRows));
  const Chunk rows = DecodeChunk(Types(), one.bytes, one.size);
  const Chunk others = DecodeChunk(Types(), other.bytes, other.size);
  for (uint32_t row = 0; row < kRows; ++row) {
    for (uint32_t c = 0; c < columns.size(); ++c) {
      EXPECT_EQ(rows.column(c).GetValue(row).ToString(), others.column(c).GetValue(row).ToString());
    }
  }
}

}  // namespace
}  // namespace lakebolt
