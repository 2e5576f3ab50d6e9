#include <gtest/gtest.h>

#include <random>

#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt {
namespace {

/// Makes random values of a type, long texts and NULLs among them.
class Maker {
 public:
  Value Make(const LogicalType& type) {
    if (random_() % 8 == 0) return Value(type);
    switch (type.id()) {
      case TypeId::kInt32: return Value::Int32(static_cast<int32_t>(random_() % 1000));
      case TypeId::kVarchar: return Value::Varchar(std::string(random_() % 30, 'x') + "y");
      default: break;
    }
    std::vector<Value> parts;
    if (type.id() == TypeId::kStruct) {
      for (const Field& field : type.children()) parts.push_back(Make(field.type));
    } else {
      const size_t count = random_() % 5;
      for (size_t i = 0; i < count; ++i) parts.push_back(Make(type.element()));
    }
    return Value::Nested(type, std::move(parts));
  }

 private:
  std::mt19937 random_{7};
};

void ExpectRowsComeBack(const LogicalType& type) {
  constexpr uint32_t kRows = 700;
  Maker maker;
  Vector vector(type, kRows);
  std::vector<Value> expected;
  for (uint32_t row = 0; row < kRows; ++row) {
    expected.push_back(maker.Make(type));
    vector.SetValue(row, expected.back());
  }
  for (uint32_t row = 0; row < kRows; ++row) {
    EXPECT_EQ(vector.GetValue(row).ToString(), expected[row].ToString()) << "row " << row;
  }
}

TEST(SetValue, WritesTextsAndKeepsThem) {
  ExpectRowsComeBack(TypeId::kVarchar);
}

TEST(SetValue, AppendsElementsOfLists) {
  const LogicalType texts = LogicalType::List(TypeId::kVarchar);
  ExpectRowsComeBack(texts);
  ExpectRowsComeBack(LogicalType::List(texts));
  const LogicalType pair = LogicalType::Struct({{"n", TypeId::kInt32}, {"t", texts}});
  ExpectRowsComeBack(LogicalType::List(pair));
  ExpectRowsComeBack(LogicalType::Struct({{"a", LogicalType::List(pair)}, {"b", texts}}));
}

TEST(SetValue, LeavesEarlierCopiesAlone) {
  const LogicalType numbers = LogicalType::List(TypeId::kInt32);
  Vector vector(numbers, 3);
  vector.SetValue(0, Value::Nested(numbers, {Value::Int32(1), Value(TypeId::kInt32)}));
  const Vector before = vector;
  vector.SetValue(1, Value::Nested(numbers, {Value::Int32(2), Value::Int32(3)}));
  EXPECT_EQ(before.children()[0].size(), 2U);
  EXPECT_EQ(before.GetValue(0).ToString(), "[1, NULL]");
  EXPECT_EQ(vector.GetValue(0).ToString(), "[1, NULL]");
  EXPECT_EQ(vector.GetValue(1).ToString(), "[2, 3]");
}

TEST(SetValue, PutsOwnersTogether) {
  Vector vector(TypeId::kVarchar, 5000);
  for (uint32_t row = 0; row < vector.size(); ++row) {
    vector.SetValue(row, Value::Varchar("a text of more than 12 bytes " + std::to_string(row)));
  }
  EXPECT_LT(vector.owners().size(), 100U);
  EXPECT_EQ(vector.GetValue(4321).string(), "a text of more than 12 bytes 4321");
}

}  // namespace
}  // namespace lakebolt
