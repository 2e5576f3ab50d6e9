// typeof, hash and error.

#include "base/error.h"
#include "function/scalar/bytes/row_hash.h"
#include "function/scalar/families.h"
#include "function/scalar/type_overload.h"

namespace lakebolt {

namespace {

ScalarOverload TypeOfOverload() {
  return OverloadOfTypes(1, [](const std::vector<LogicalType>& types) {
    return Value::Varchar(types[0].id() == TypeId::kNull ? "\"NULL\"" : types[0].ToString());
  });
}

ScalarOverload HashOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kUInt64;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      std::vector<RowHasher> columns;
      for (const Vector& arg : args) columns.emplace_back(arg);
      Vector out(TypeId::kUInt64, rows.size);
      auto* values = out.mutable_values<uint64_t>();
      rows.ForEach([&](uint32_t row) {
        std::optional<uint64_t> hash;
        for (const RowHasher& column : columns) hash = column.Add(hash, row);
        values[row] = *hash;
      });
      return out;
    };
    return bound;
  };
  return overload;
}

ScalarOverload ErrorOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar};
  overload.result = TypeId::kNull;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) -> Vector {
    if (rows.count > 0) {
      throw UserError(ErrorCode::kInvalidArgument, args[0].GetValue(rows[0]).ToString());
    }
    return Vector::Constant(Value(), rows.size);
  };
  return overload;
}

}  // namespace

void RegisterGeneral(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"typeof",
                              {},
                              "general",
                              "Returns the name of an expression's type.",
                              {{"typeof(1 + 1.5)", "DECIMAL(12,1)"}},
                              NeverFails(),
                              {TypeOfOverload()}});
  registry.Add(ScalarFunction{"hash",
                              {},
                              "general",
                              "Returns a hash of all arguments, the same as DuckDB's.",
                              {{"hash(1) = hash(1)", "true"}},
                              NeverFails(),
                              {HashOverload()}});
  registry.Add(ScalarFunction{"error",
                              {"raise_error"},
                              "general",
                              "Ends the query with a message as soon as a row asks for it.",
                              {},
                              {},
                              {ErrorOverload()}});
}

}  // namespace lakebolt
