// What PostgreSQL's and Spark's clients ask about the session and the types of values.

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/type_overload.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

ScalarOverload ConstantText(const char* text) {
  ScalarOverload overload;
  overload.result = kText;
  overload.kernel = [text](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Varchar(text), rows.size);
  };
  return overload;
}

Value PostgresTypeName(const std::vector<LogicalType>& types) {
  std::string name = AsciiLower(types[0].id() == TypeId::kNull ? "\"null\"" : types[0].ToString());
  return Value::Varchar(name);
}

/// Names how the values of a chunk are stored.
ScalarOverload EncodingOverload() {
  ScalarOverload overload = OverloadOfTypes(1, [](const auto&) { return Value::Varchar(""); });
  overload.bind = [bind = overload.bind](const std::vector<LogicalType>& actual) {
    auto bound = bind(actual);
    if (!bound) return bound;
    bound->traits.volatility = Volatility::kVolatile;  // not folded: the storage is not the value
    bound->kernel = [](std::span<const Vector> args, RowSet rows) {
      const char* name = args[0].IsConstant()     ? "CONSTANT_VECTOR"
                         : args[0].IsDictionary() ? "DICTIONARY_VECTOR"
                                                  : "FLAT_VECTOR";
      return Vector::Constant(Value::Varchar(name), rows.size);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSessionNames(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  Family family(registry, "general");
  family.Add({"current_user", "user", "session_user", "current_role"},
             "Returns the name of the user: there is one, called as DuckDB's.",
             {{"current_user()", "duckdb"}}, {ConstantText("duckdb")}, NeverFails());
  family.Add({"pg_typeof"}, "Returns the name of an expression's type in lower case.",
             {{"pg_typeof(1)", "integer"}}, {OverloadOfTypes(1, PostgresTypeName)}, traits);
  family.Add({"vector_type"}, "Names how the values are stored while a query runs.", {},
             {EncodingOverload()}, traits);
}

}  // namespace lakebolt
