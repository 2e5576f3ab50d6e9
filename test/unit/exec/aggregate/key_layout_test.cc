// Packed group keys: equal rows have equal words, and words give the rows back.

#include "exec/aggregate/key_layout.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/memory_pool.h"
#include "random_columns.h"

namespace lakebolt {
namespace {

constexpr uint32_t kRows = 500;

Vector MakeColumn(test::Random& random, const LogicalType& type, bool nulls) {
  Vector out(type, kRows);
  for (uint32_t i = 0; i < kRows; ++i) {
    const bool null = nulls && test::Between(random, 0, 3) == 0;
    out.SetValue(i, null ? Value(type) : test::RandomValue(random, type));
  }
  return out;
}

BufferPtr Codes(test::Random& random) {
  BufferPtr codes = Buffer::Allocate(kRows * sizeof(uint32_t));
  for (uint32_t i = 0; i < kRows; ++i) {
    codes->as<uint32_t>()[i] = static_cast<uint32_t>(test::Between(random, 0, kRows - 1));
  }
  return codes;
}

bool SameRow(const std::vector<Vector>& columns, uint32_t a, uint32_t b) {
  for (const Vector& column : columns) {
    if (column.IsNull(a) != column.IsNull(b)) return false;
    if (column.IsNull(a)) continue;
    if (Value::Compare(column.GetValue(a), column.GetValue(b)) != 0) return false;
  }
  return true;
}

void CheckLayout(const KeyLayout& layout, const std::vector<Vector>& columns) {
  const uint32_t words = layout.words();
  std::vector<uint64_t> keys(size_t{kRows} * words, ~uint64_t{0});
  std::vector<uint64_t> hashes(kRows);
  const RowSet rows = RowSet::Dense(kRows);
  layout.Encode(columns, rows, keys.data());
  layout.Hash(keys.data(), words, kRows, hashes.data());
  for (uint32_t a = 0; a < kRows; ++a) {
    for (uint32_t b = 0; b < kRows; b += 7) {
      const bool same = SameRow(columns, a, b);
      ASSERT_EQ(layout.Equal(&keys[size_t{a} * words], &keys[size_t{b} * words]), same);
      if (same) {
        ASSERT_EQ(hashes[a], hashes[b]);
      }
    }
  }
  const std::vector<Vector> decoded = layout.Decode(keys.data(), kRows, nullptr);
  for (uint32_t i = 0; i < kRows; ++i) {
    std::vector<Vector> both;
    for (size_t c = 0; c < columns.size(); ++c) {
      ASSERT_EQ(columns[c].IsNull(i), decoded[c].IsNull(i));
      if (columns[c].IsNull(i)) continue;
      ASSERT_EQ(Value::Compare(columns[c].GetValue(i), decoded[c].GetValue(i)), 0);
    }
  }
}

TEST(KeyLayout, PacksAnyTypes) {
  const std::vector<LogicalType> types = {TypeId::kBoolean,  TypeId::kDate,     TypeId::kInt16,
                                          TypeId::kInt64,    TypeId::kFloat32,  TypeId::kFloat64,
                                          TypeId::kInterval, TypeId::kVarchar,  TypeId::kUInt8,
                                          TypeId::kInt128,   TypeId::kTimestamp};
  test::Random random(1);
  MemoryPool pool(1 << 20);
  for (int round = 0; round < 60; ++round) {
    std::vector<KeyColumn> said;
    std::vector<Vector> columns;
    for (int64_t n = test::Between(random, 1, 5); n > 0; --n) {
      const LogicalType& type = types[static_cast<size_t>(test::Between(random, 0, 10))];
      const bool nulls = test::Between(random, 0, 1) == 1;
      columns.push_back(MakeColumn(random, type, nulls));
      said.push_back({type, nulls});
      if (type.id() == TypeId::kVarchar && round % 2 == 0) {
        said.back().numbers = std::make_shared<TextNumbers>(Reservation(&pool, "test"));
        // Codes of a dictionary are numbered, too, NULL among its values.
        columns.back() = Vector::Dictionary(std::make_shared<const Vector>(columns.back()),
                                            Codes(random), kRows);
      }
    }
    CheckLayout(KeyLayout(said), columns);
  }
}

TEST(KeyLayout, BoundsShareAWord) {
  Vector small(TypeId::kInt64, kRows);
  Vector negative(TypeId::kInt32, kRows);
  for (uint32_t i = 0; i < kRows; ++i) {
    small.mutable_values<int64_t>()[i] = 1'000'000'000'000 + i % 100;
    negative.mutable_values<int32_t>()[i] = -static_cast<int32_t>(i % 30);
    if (i % 11 == 0) negative.SetNull(i);
  }
  const KeyLayout layout(
      std::vector<KeyColumn>{{TypeId::kInt64, false, {{1'000'000'000'000, 1'000'000'000'099}}},
                             {TypeId::kInt32, true, {{-29, 0}}}});
  EXPECT_EQ(layout.words(), 1U);
  EXPECT_EQ(layout.bits(), 7U + 5U + 1U);
  CheckLayout(layout, {small, negative});
}

TEST(KeyLayout, BrokenPromisesAreErrors) {
  Vector values(TypeId::kInt32, 1);
  values.mutable_values<int32_t>()[0] = 100;
  uint64_t key = 0;
  const KeyLayout bounded(std::vector<KeyColumn>{{TypeId::kInt32, false, {{0, 60}}}});
  EXPECT_THROW(bounded.Encode({values}, RowSet::Dense(1), &key), UserError);
  values.SetNull(0);
  const KeyLayout never_null(std::vector<KeyColumn>{{TypeId::kInt32, false, {}}});
  EXPECT_THROW(never_null.Encode({values}, RowSet::Dense(1), &key), UserError);
}

}  // namespace
}  // namespace lakebolt
