// Comparisons of every type and encoding against the comparison of single values.

#include <gtest/gtest.h>

#include <optional>

#include "expression/evaluator.h"
#include "random_columns.h"

namespace lakebolt::test {
namespace {

constexpr CompareOp kOperators[] = {
    CompareOp::kEqual,   CompareOp::kNotEqual,     CompareOp::kLess,     CompareOp::kLessEqual,
    CompareOp::kGreater, CompareOp::kGreaterEqual, CompareOp::kDistinct, CompareOp::kNotDistinct};

/// Says what SQL has for two values: true, false or NULL.
std::optional<bool> Expected(CompareOp op, const Value& a, const Value& b) {
  const bool distinct = op == CompareOp::kDistinct || op == CompareOp::kNotDistinct;
  if (a.IsNull() || b.IsNull()) {
    if (!distinct) return std::nullopt;
    return (a.IsNull() == b.IsNull()) == (op == CompareOp::kNotDistinct);
  }
  const int order = Value::Compare(a, b);
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct: return order == 0;
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct: return order != 0;
    case CompareOp::kLess: return order < 0;
    case CompareOp::kLessEqual: return order <= 0;
    case CompareOp::kGreater: return order > 0;
    case CompareOp::kGreaterEqual: return order >= 0;
  }
  return std::nullopt;
}

TEST(Comparison, AgreesWithValuesInEveryEncoding) {
  Random random(1);
  for (const LogicalType& type : AllTypes()) {
    for (int round = 0; round < 40; ++round) {
      const auto rows = static_cast<uint32_t>(Between(random, 1, 100));
      const int nulls = static_cast<int>(Between(random, 0, 1) * Between(random, 1, 60));
      std::vector<Vector> columns = {
          RandomColumn(random, type, rows, RandomEncoding(random), nulls),
          RandomColumn(random, type, rows, RandomEncoding(random), nulls)};
      const std::vector<uint32_t> picked = RandomSelection(random, rows);
      const bool dense = Between(random, 0, 1) == 0;
      const RowSet set = dense ? RowSet::Dense(rows)
                               : RowSet{picked.data(), static_cast<uint32_t>(picked.size()), rows};
      const CompareOp op = kOperators[Between(random, 0, 7)];
      ExprEvaluator evaluator(MakeCompare(op, std::make_shared<InputExpr>(0, type),
                                          std::make_shared<InputExpr>(1, type)));
      const Vector answer = evaluator.Evaluate(columns, set);
      std::vector<uint32_t> selected(rows + 8);
      const uint32_t count = evaluator.Select(columns, set, selected.data());
      uint32_t next = 0;
      for (uint32_t i = 0; i < set.count; ++i) {
        const uint32_t row = set[i];
        const Value a = columns[0].GetValue(row);
        const Value b = columns[1].GetValue(row);
        const auto expected = Expected(op, a, b);
        const Value got = answer.GetValue(row);
        ASSERT_EQ(got.IsNull(), !expected.has_value())
            << type.ToString() << " " << a.ToString() << CompareOpSql(op) << b.ToString();
        if (expected) {
          ASSERT_EQ(got.boolean(), *expected) << a.ToString() << CompareOpSql(op) << b.ToString();
        }
        if (expected.value_or(false)) {
          ASSERT_LT(next, count);
          ASSERT_EQ(selected[next++], row);
        }
      }
      ASSERT_EQ(next, count);
    }
  }
}

}  // namespace
}  // namespace lakebolt::test
