// Keys as bytes that order rows.

#include "vector/order_keys.h"

#include <gtest/gtest.h>

#include <string>

#include "random_columns.h"

namespace lakebolt {
namespace {

constexpr uint32_t kRows = 150;

Vector Random(test::Random& random, const LogicalType& type) {
  return test::RandomColumn(random, type, kRows, test::RandomEncoding(random), 20);
}

std::string KeyOf(const Vector& column, uint32_t row, KeyOrder order) {
  std::vector<uint8_t> bytes;
  AppendOrderKey(column, row, order, bytes);
  return {bytes.begin(), bytes.end()};
}

TEST(OrderKey, OrdersAsValuesDo) {
  test::Random random(5);
  int compared = 0;
  for (const LogicalType& type : test::AllTypes()) {
    if (type.IsNested()) continue;
    const Vector column = Random(random, type);
    for (uint32_t row = 1; row < kRows; ++row) {
      const Value a = column.GetValue(row - 1);
      const Value b = column.GetValue(row);
      if (a.IsNull() || b.IsNull()) continue;
      ++compared;
      const int expected = Value::Compare(a, b);
      const int found = KeyOf(column, row - 1, {}).compare(KeyOf(column, row, {}));
      ASSERT_EQ(expected < 0, found < 0) << a.ToString() << " " << b.ToString();
      ASSERT_EQ(expected > 0, found > 0) << a.ToString() << " " << b.ToString();
      const KeyOrder descending{true, false};
      const int reversed =
          KeyOf(column, row - 1, descending).compare(KeyOf(column, row, descending));
      ASSERT_EQ(expected < 0, reversed > 0) << a.ToString() << " " << b.ToString();
    }
  }
  EXPECT_GT(compared, 1000);
}

TEST(OrderKey, AllRowsTogetherAreAsRowByRow) {
  test::Random random(6);
  const std::vector<LogicalType> types = test::AllTypes();
  for (int round = 0; round < 200; ++round) {
    std::vector<Vector> columns;
    std::vector<OrderKeyColumn> keys;
    const int64_t count = test::Between(random, 1, 3);
    for (int64_t c = 0; c < count; ++c) {
      const auto type = test::Between(random, 0, static_cast<int64_t>(types.size()) - 1);
      columns.push_back(Random(random, types[static_cast<size_t>(type)]));
    }
    for (const Vector& column : columns) {
      keys.push_back(
          {&column, {test::Between(random, 0, 1) == 1, test::Between(random, 0, 1) == 1}});
    }
    std::vector<uint8_t> bytes = {1, 2, 3};
    std::vector<uint64_t> ends = {3};
    AppendOrderKeys(keys, kRows, bytes, ends);
    ASSERT_EQ(ends.size(), kRows + 1U);
    for (uint32_t row = 0; row < kRows; ++row) {
      std::string expected;
      for (const OrderKeyColumn& key : keys) expected += KeyOf(*key.column, row, key.order);
      const std::string found(bytes.begin() + static_cast<std::ptrdiff_t>(ends[row]),
                              bytes.begin() + static_cast<std::ptrdiff_t>(ends[row + 1]));
      ASSERT_EQ(found, expected);
    }
  }
}

}  // namespace
}  // namespace lakebolt
