// Every function on columns of every encoding, dense and selected, with NULLs, against the same
// function called for one row at a time.

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "expression/evaluator.h"
#include "function/call.h"
#include "function/registry.h"
#include "random_columns.h"

namespace lakebolt::test {
namespace {

/// Calls for one row; nothing when that raises an error.
std::optional<Value> CallOneRow(const BoundScalar& function, const std::vector<Vector>& args,
                                uint32_t row) {
  std::vector<Vector> single;
  for (const Vector& arg : args) {
    Vector one(arg.type(), 1);
    one.SetValue(0, arg.GetValue(row));
    single.push_back(std::move(one));
  }
  try {
    return CallScalar(function, single, RowSet::Dense(1)).GetValue(0);
  } catch (const UserError&) {
    return std::nullopt;
  }
}

void CheckFunction(Random& random, const BoundScalar& function) {
  for (int round = 0; round < 12; ++round) {
    const auto rows = static_cast<uint32_t>(Between(random, 1, 40));
    const int nulls = static_cast<int>(Between(random, 0, 1) * Between(random, 1, 60));
    std::vector<Vector> args;
    for (const LogicalType& type : function.arguments) {
      args.push_back(RandomColumn(random, type, rows, RandomEncoding(random), nulls));
    }
    std::vector<uint32_t> picked = RandomSelection(random, rows);
    const bool dense = Between(random, 0, 1) == 0;
    std::vector<std::optional<Value>> expected(rows);
    bool any_error = false;
    for (uint32_t i = 0; i < (dense ? rows : picked.size()); ++i) {
      const uint32_t row = dense ? i : picked[i];
      expected[row] = CallOneRow(function, args, row);
      any_error |= !expected[row].has_value();
    }
    const RowSet set = dense ? RowSet::Dense(rows)
                             : RowSet{picked.data(), static_cast<uint32_t>(picked.size()), rows};
    if (any_error) {
      EXPECT_TRUE(function.traits.can_fail) << function.name;
      EXPECT_THROW(CallScalar(function, args, set), UserError) << function.name;
      continue;
    }
    const Vector result = CallScalar(function, args, set);
    for (uint32_t i = 0; i < set.count; ++i) {
      ASSERT_EQ(result.GetValue(set[i]).ToString(), expected[set[i]]->ToString())
          << function.name << " -> " << function.result.ToString();
    }
  }
}

/// Tells whether random values of all arguments can be made.
bool CanMakeArguments(const BoundScalar& function) {
  return std::none_of(function.arguments.begin(), function.arguments.end(), [](const auto& type) {
    return type.id() == TypeId::kBit || type.id() == TypeId::kEnum ||
           type.id() == TypeId::kVariant || type.id() == TypeId::kTimeTz ||
           type.id() == TypeId::kBignum || type.id() == TypeId::kUnion ||
           type.id() == TypeId::kMap || type.id() == TypeId::kUuid;
  });
}

/// Lists argument types to try with overloads that bind themselves.
std::vector<LogicalType> TypesToBind() {
  return {TypeId::kInt32,
          TypeId::kInt64,
          TypeId::kUInt64,
          TypeId::kFloat64,
          LogicalType::Decimal(7, 2),
          LogicalType::Decimal(15, 2),
          LogicalType::Decimal(30, 4),
          TypeId::kDate,
          LogicalType::Time(),
          LogicalType::Timestamp(),
          LogicalType::Timestamp(TimeUnit::kNano),
          TypeId::kInterval,
          TypeId::kVarchar,
          LogicalType::List(TypeId::kInt32)};
}

class FunctionEncodings : public testing::Test {
 protected:
  FunctionEncodings() { RegisterBuiltinFunctions(registry_); }

  void CheckBinding(Random& random, const std::string& name, const ScalarOverload& overload,
                    std::vector<LogicalType> types) {
    if (types.size() < overload.parameters.size()) {
      for (const LogicalType& type : TypesToBind()) {
        std::vector<LogicalType> longer = types;
        longer.push_back(type);
        CheckBinding(random, name, overload, std::move(longer));
        if (HasFatalFailure()) return;
      }
      return;
    }
    std::shared_ptr<const BoundScalar> bound;
    try {
      bound = registry_.BindScalar(name, types, {});
    } catch (const UserError&) {
      return;
    }
    CheckFunction(random, *bound);
  }

  FunctionRegistry registry_;
};

TEST_F(FunctionEncodings, AgreeWithOneRowAtATime) {
  Random random(3);
  for (const auto& [name, function] : registry_.scalars()) {
    if (function.traits.volatility != Volatility::kImmutable || name == "error") continue;
    // A format that is no format is refused for the chunk, whether or not a row needs it.
    if (name.find("strptime") != std::string::npos) continue;
    if (name == "vector_type") continue;  // tells encodings apart
    for (const ScalarOverload& overload : function.overloads) {
      if (!overload.bind && !overload.bind_constants) {
        const auto bound = registry_.BindScalar(name, overload.parameters, {});
        if (CanMakeArguments(*bound)) CheckFunction(random, *bound);
      } else if (overload.parameters.size() <= 2) {
        CheckBinding(random, name, overload, {});
      }
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(FunctionEncodings, HaveDocumentation) {
  for (const auto& [name, function] : registry_.scalars()) {
    EXPECT_FALSE(function.description.empty()) << name;
    EXPECT_FALSE(function.category.empty()) << name;
  }
  for (const auto& [name, function] : registry_.aggregates()) {
    EXPECT_FALSE(function.description.empty()) << name;
  }
}

TEST_F(FunctionEncodings, UnknownNamesAreAnsweredWithNearOnes) {
  try {
    registry_.BindScalar("substrin", {TypeId::kVarchar, TypeId::kInt32}, {});
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnknownFunction);
    EXPECT_NE(error.hint().find("substring"), std::string::npos) << error.hint();
  }
  try {
    registry_.BindScalar("sqrt", {TypeId::kVarchar}, {});
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kTypeMismatch);
    EXPECT_NE(error.hint().find("sqrt(DOUBLE)"), std::string::npos) << error.hint();
  }
}

}  // namespace
}  // namespace lakebolt::test
