// Casts between all pairs of types, in every encoding, against casts of single values.

#include "function/cast.h"

#include <gtest/gtest.h>

#include <optional>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "random_columns.h"
#include "types/variant/variant_encode.h"

namespace lakebolt::test {
namespace {

void CheckCast(Random& random, const LogicalType& from, const LogicalType& to, CastMode mode) {
  const auto rows = static_cast<uint32_t>(Between(random, 1, 40));
  const Vector input = RandomColumn(random, from, rows, RandomEncoding(random),
                                    static_cast<int>(Between(random, 0, 40)));
  const std::vector<uint32_t> picked = RandomSelection(random, rows);
  const RowSet set = Between(random, 0, 1) == 0
                         ? RowSet::Dense(rows)
                         : RowSet{picked.data(), static_cast<uint32_t>(picked.size()), rows};
  std::vector<std::optional<Value>> expected(rows);
  bool any_error = false;
  for (uint32_t i = 0; i < set.count; ++i) {
    try {
      expected[set[i]] = CastValue(input.GetValue(set[i]), to, mode);
    } catch (const UserError&) {
      any_error = true;
    }
  }
  const std::string what = from.ToString() + " to " + to.ToString();
  if (any_error) {
    EXPECT_EQ(mode, CastMode::kStrict) << what;
    EXPECT_TRUE(CastCanFail(from, to)) << what;
    EXPECT_THROW(CastVector(input, to, set, mode), UserError) << what;
    return;
  }
  const Vector result = CastVector(input, to, set, mode);
  EXPECT_EQ(result.type(), to);
  for (uint32_t i = 0; i < set.count; ++i) {
    ASSERT_EQ(result.GetValue(set[i]).ToString(), expected[set[i]]->ToString()) << what;
  }
}

TEST(Cast, AgreesWithSingleValuesForAllPairs) {
  Random random(4);
  for (const LogicalType& from : AllTypes()) {
    for (const LogicalType& to : AllTypes()) {
      if (!CanCast(from, to)) continue;
      for (int round = 0; round < 10; ++round) {
        CheckCast(random, from, to, round % 2 == 0 ? CastMode::kStrict : CastMode::kTry);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(Cast, ThroughTextKeepsValues) {
  Random random(5);
  for (const LogicalType& type : AllTypes()) {
    if (!CanCast(TypeId::kVarchar, type)) continue;
    for (int round = 0; round < 50; ++round) {
      const Value value = RandomValue(random, type);
      const Value text = CastValue(value, TypeId::kVarchar);
      if (type.id() == TypeId::kBlob) continue;  // its text escapes quotes
      EXPECT_EQ(CastValue(text, type).ToString(), text.ToString()) << type.ToString();
    }
  }
}

TEST(Cast, RoundsAndChecks) {
  const LogicalType small = LogicalType::Decimal(4, 2);
  EXPECT_EQ(CastValue(Value::Varchar("1.005"), small).ToString(), "1.01");
  EXPECT_EQ(CastValue(Value::Varchar("-1.005"), small).ToString(), "-1.01");
  EXPECT_THROW(CastValue(Value::Varchar("99.995"), small), UserError);
  EXPECT_THROW(CastValue(Value::Int32(100), small), UserError);
  EXPECT_EQ(CastValue(Value::Float64(2.5), TypeId::kInt32).ToString(), "2");
  EXPECT_EQ(CastValue(Value::Integral(small, 250), TypeId::kInt32).ToString(), "3");
  EXPECT_THROW(CastValue(Value::Float64(2147483647.5), TypeId::kInt32), UserError);
  EXPECT_THROW(CastValue(Value::Float64(9223372036854775807.0), TypeId::kInt64), UserError);
  EXPECT_TRUE(CastValue(Value::Int32(300), TypeId::kInt8, CastMode::kTry).IsNull());
  EXPECT_THROW(CastValue(Value::Date(1), TypeId::kInt32), UserError);
}

TEST(Cast, CommonTypesFollowTheRules) {
  const auto common = [](const LogicalType& a, const LogicalType& b) {
    const auto type = CommonType(a, b);
    const auto other_way = CommonType(b, a);
    EXPECT_EQ(type.has_value(), other_way.has_value());
    if (type) {
      EXPECT_EQ(*type, *other_way);
    }
    return type ? type->ToString() : "none";
  };
  EXPECT_EQ(common(TypeId::kInt32, TypeId::kInt64), "BIGINT");
  EXPECT_EQ(common(TypeId::kUInt8, TypeId::kInt8), "SMALLINT");
  EXPECT_EQ(common(TypeId::kUInt64, TypeId::kInt8), "HUGEINT");
  EXPECT_EQ(common(TypeId::kInt64, LogicalType::Decimal(4, 2)), "DECIMAL(21,2)");
  EXPECT_EQ(common(LogicalType::Decimal(38, 30), LogicalType::Decimal(38, 2)), "DECIMAL(38,2)");
  EXPECT_EQ(common(TypeId::kFloat32, LogicalType::Decimal(4, 2)), "FLOAT");
  EXPECT_EQ(common(TypeId::kDate, LogicalType::Timestamp()), "TIMESTAMP");
  EXPECT_EQ(common(TypeId::kNull, TypeId::kVarchar), "VARCHAR");
  EXPECT_EQ(common(TypeId::kVarchar, TypeId::kInt32), "none");
  EXPECT_EQ(common(TypeId::kDate, TypeId::kInt32), "none");
}

// The elements of one list may be very many rows of one cast.
TEST(Cast, StopsWithinManyRows) {
  constexpr uint32_t kRows = 200'000;
  Vector numbers(TypeId::kInt64, kRows);
  for (uint32_t i = 0; i < kRows; ++i) numbers.mutable_values<int64_t>()[i] = i;
  std::vector<Value> parts(kRows, Value::Int64(1));
  const Value list = Value::Nested(LogicalType::List(TypeId::kInt64), std::move(parts));
  CancellationToken token;
  token.Cancel();
  const CancellationScope scope(&token);
  EXPECT_THROW(CastVector(numbers, TypeId::kFloat64, RowSet::Dense(kRows), CastMode::kStrict),
               UserError);
  EXPECT_THROW(EncodeVariant(list), UserError);
}

}  // namespace
}  // namespace lakebolt::test
