#include <gtest/gtest.h>

#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt {
namespace {

Vector Lists(uint32_t rows, uint32_t elements) {
  const LogicalType type = LogicalType::List(TypeId::kInt64);
  Vector lists(type, rows);
  for (uint32_t row = 0; row < rows; ++row) {
    std::vector<Value> parts(elements, Value::Int64(row));
    lists.SetValue(row, Value::Nested(type, std::move(parts)));
  }
  return lists;
}

TEST(MemoryBytes, CountsTheElementsOfASliceAlone) {
  const Vector all = Lists(1000, 5);
  const size_t row = sizeof(ListEntry) + 5 * sizeof(int64_t);
  EXPECT_EQ(all.MemoryBytes(), 1000 * row);
  EXPECT_EQ(all.Slice(300, 10).MemoryBytes(), 10 * row);
  const uint32_t scattered[] = {7, 3, 999};
  EXPECT_EQ(all.Gather(scattered, 3).MemoryBytes(), 3 * row);
}

TEST(MemoryBytes, CountsTextsWithinListsOfStructs) {
  const LogicalType pair = LogicalType::Struct({{"n", TypeId::kInt32}, {"t", TypeId::kVarchar}});
  const LogicalType type = LogicalType::List(pair);
  const std::string text(100, 'x');
  Vector lists(type, 2);
  const Value element = Value::Nested(pair, {Value::Int32(1), Value::Varchar(text)});
  lists.SetValue(0, Value::Nested(type, {element, element}));
  lists.SetValue(1, Value::Nested(type, {}));
  const size_t each = sizeof(int32_t) + sizeof(StringView) + text.size();
  EXPECT_EQ(lists.MemoryBytes(), 2 * sizeof(ListEntry) + 2 * each);
  EXPECT_EQ(lists.Slice(1, 1).MemoryBytes(), sizeof(ListEntry));
}

}  // namespace
}  // namespace lakebolt
