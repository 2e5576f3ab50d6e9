// AND, OR, NOT, IS NULL, CASE, COALESCE and IN, nested at random, against a row-by-row interpreter.

#include <gtest/gtest.h>

#include "expression/evaluator.h"
#include "random_columns.h"

namespace lakebolt::test {
namespace {

const LogicalType kBool = TypeId::kBoolean;

ExprPtr RandomBoolean(Random& random, int depth);

ExprPtr RandomNumber(Random& random, int depth) {
  const LogicalType type = TypeId::kInt32;
  switch (depth == 0 ? Between(random, 0, 1) : Between(random, 0, 3)) {
    case 0: return std::make_shared<InputExpr>(static_cast<uint32_t>(Between(random, 0, 1)), type);
    case 1:
      return MakeConstant(Between(random, 0, 7) == 0 ? Value(type) : RandomValue(random, type));
    case 2:
      return std::make_shared<CaseExpr>(
          type,
          std::vector<ExprPtr>{RandomBoolean(random, depth - 1), RandomNumber(random, depth - 1),
                               RandomBoolean(random, depth - 1), RandomNumber(random, depth - 1),
                               RandomNumber(random, depth - 1)});
    default:
      return std::make_shared<CoalesceExpr>(
          type,
          std::vector<ExprPtr>{RandomNumber(random, depth - 1), RandomNumber(random, depth - 1)});
  }
}

ExprPtr RandomBoolean(Random& random, int depth) {
  switch (depth == 0 ? Between(random, 0, 1) : Between(random, 0, 6)) {
    case 0: return std::make_shared<InputExpr>(2, kBool);
    case 1:
      return MakeCompare(CompareOp::kLess, RandomNumber(random, std::max(0, depth - 1)),
                         RandomNumber(random, 0));
    case 2:
    case 3: {
      std::vector<ExprPtr> terms;
      for (int64_t n = Between(random, 2, 4); n > 0; --n) {
        terms.push_back(RandomBoolean(random, depth - 1));
      }
      return std::make_shared<ConjunctionExpr>(Between(random, 0, 1) == 0, std::move(terms));
    }
    case 4: return std::make_shared<NotExpr>(RandomBoolean(random, depth - 1));
    case 5: return std::make_shared<IsNullExpr>(RandomNumber(random, depth - 1));
    default: {
      std::vector<ExprPtr> children = {RandomNumber(random, depth - 1)};
      for (int64_t n = Between(random, 1, 12); n > 0; --n) {
        children.push_back(MakeConstant(Between(random, 0, 9) == 0
                                            ? Value(TypeId::kInt32)
                                            : RandomValue(random, TypeId::kInt32)));
      }
      return std::make_shared<InExpr>(std::move(children));
    }
  }
}

/// Computes one row the plain way; NULL is a Value without content.
Value Interpret(const Expr& expr, const std::vector<Vector>& columns, uint32_t row) {
  const auto child = [&](size_t i) { return Interpret(*expr.child(i), columns, row); };
  switch (expr.kind()) {
    case ExprKind::kConstant: return As<ConstantExpr>(expr).value();
    case ExprKind::kInput: return columns[As<InputExpr>(expr).position()].GetValue(row);
    case ExprKind::kCompare: {
      const Value a = child(0);
      const Value b = child(1);
      if (a.IsNull() || b.IsNull()) return Value(kBool);
      const int order = Value::Compare(a, b);
      switch (As<CompareExpr>(expr).op()) {
        case CompareOp::kEqual: return Value::Boolean(order == 0);
        case CompareOp::kNotEqual: return Value::Boolean(order != 0);
        case CompareOp::kLess: return Value::Boolean(order < 0);
        case CompareOp::kGreaterEqual: return Value::Boolean(order >= 0);
        default: throw InternalError("not in this test");
      }
    }
    case ExprKind::kConjunction: {
      const bool is_and = As<ConjunctionExpr>(expr).is_and();
      bool unknown = false;
      for (size_t i = 0; i < expr.children().size(); ++i) {
        const Value term = child(i);
        if (term.IsNull()) {
          unknown = true;
        } else if (term.boolean() != is_and) {
          return Value::Boolean(!is_and);
        }
      }
      return unknown ? Value(kBool) : Value::Boolean(is_and);
    }
    case ExprKind::kNot: {
      const Value input = child(0);
      return input.IsNull() ? input : Value::Boolean(!input.boolean());
    }
    case ExprKind::kIsNull: return Value::Boolean(child(0).IsNull());
    case ExprKind::kCase: {
      size_t i = 0;
      for (; i + 1 < expr.children().size(); i += 2) {
        const Value condition = child(i);
        if (!condition.IsNull() && condition.boolean()) return child(i + 1);
      }
      return child(i);
    }
    case ExprKind::kCoalesce:
      for (size_t i = 0; i < expr.children().size(); ++i) {
        Value value = child(i);
        if (!value.IsNull()) return value;
      }
      return Value(expr.type());
    case ExprKind::kIn: {
      const Value input = child(0);
      if (input.IsNull()) return Value(kBool);
      bool unknown = false;
      for (size_t i = 1; i < expr.children().size(); ++i) {
        const Value item = child(i);
        if (item.IsNull()) {
          unknown = true;
        } else if (Value::Compare(input, item) == 0) {
          return Value::Boolean(true);
        }
      }
      return unknown ? Value(kBool) : Value::Boolean(false);
    }
    default: throw InternalError("not in this test");
  }
}

void Check(const ExprPtr& expr, const std::vector<Vector>& columns, RowSet set) {
  ExprEvaluator evaluator(expr);
  // Twice, so that what was remembered of a dictionary is used too.
  for (int time = 0; time < 2; ++time) {
    const Vector answer = evaluator.Evaluate(columns, set);
    std::vector<uint32_t> selected(set.size + 8);
    const bool boolean = expr->type() == kBool;
    const uint32_t count = boolean ? evaluator.Select(columns, set, selected.data()) : 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < set.count; ++i) {
      const uint32_t row = set[i];
      const Value expected = Interpret(*expr, columns, row);
      ASSERT_EQ(answer.GetValue(row).ToString(), expected.ToString()) << expr->ToString();
      if (boolean && !expected.IsNull() && expected.boolean()) {
        ASSERT_LT(next, count) << expr->ToString();
        ASSERT_EQ(selected[next++], row) << expr->ToString();
      }
    }
    ASSERT_EQ(next, count) << expr->ToString();
  }
}

TEST(Logic, AgreesWithAnInterpreter) {
  Random random(2);
  for (int round = 0; round < 3000; ++round) {
    const auto rows = static_cast<uint32_t>(Between(random, 1, 60));
    const int nulls = static_cast<int>(Between(random, 0, 1) * Between(random, 1, 60));
    std::vector<Vector> columns;
    for (const LogicalType& type :
         {LogicalType(TypeId::kInt32), LogicalType(TypeId::kInt32), kBool}) {
      columns.push_back(RandomColumn(random, type, rows, RandomEncoding(random), nulls));
    }
    const std::vector<uint32_t> picked = RandomSelection(random, rows);
    const RowSet set = Between(random, 0, 1) == 0
                           ? RowSet::Dense(rows)
                           : RowSet{picked.data(), static_cast<uint32_t>(picked.size()), rows};
    const ExprPtr expr = RandomBoolean(random, 3);
    Check(expr, columns, set);
    Check(FoldConstants(expr), columns, set);
    Check(RandomNumber(random, 3), columns, set);
    if (HasFatalFailure()) return;
  }
}

TEST(Logic, TransformWalksDeepChains) {
  ExprPtr expr = std::make_shared<InputExpr>(0, kBool);
  std::vector<ExprPtr> keep;  // freed from the outside in, without recursion
  for (int i = 0; i < 100'000; ++i) {
    keep.push_back(expr);
    expr = std::make_shared<NotExpr>(expr);
  }
  int nodes = 0;
  ExprPtr same = TransformExpr(expr, [&](ExprPtr node) {
    ++nodes;
    return node;
  });
  EXPECT_EQ(nodes, 100'001);
  EXPECT_EQ(same, expr);
  EXPECT_TRUE(same->Equals(*expr));
  same = nullptr;
  while (!keep.empty()) {
    expr = nullptr;
    expr = keep.back();
    keep.pop_back();
    if (keep.size() < 1000) break;
  }
}

}  // namespace
}  // namespace lakebolt::test
