// greatest and least of several values of one type; NULLs are passed over.

#include "function/cast.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

/// Tells whether `a` comes before `b`; NaN after all numbers.
template <typename T>
bool ComesBefore(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

template <typename T>
Vector PickEach(std::span<const Vector> args, RowSet rows, bool greatest) {
  Vector out(args[0].type(), rows.size);
  T* values = out.mutable_values<T>();
  std::vector<VectorReader<T>> readers;
  for (const Vector& arg : args) {
    readers.emplace_back(arg);
    if constexpr (std::is_same_v<T, StringView>) out.ShareOwners(arg);
  }
  rows.ForEach([&](uint32_t row) {
    bool found = false;
    T best{};
    for (const auto& reader : readers) {
      if (reader.IsNull(row)) continue;
      const T& value = reader[row];
      if (!found || (greatest ? ComesBefore(best, value) : ComesBefore(value, best))) best = value;
      found = true;
    }
    values[row] = best;
    if (!found) out.SetNull(row);
  });
  return out;
}

/// Picks among nested values, one row after another.
Vector PickNested(std::span<const Vector> args, RowSet rows, bool greatest) {
  Vector out(args[0].type(), rows.size);
  rows.ForEach([&](uint32_t row) {
    Value best(args[0].type());
    for (const Vector& arg : args) {
      Value value = arg.GetValue(row);
      if (value.IsNull()) continue;
      const int order = best.IsNull() ? 0 : Value::Compare(value, best);
      if (best.IsNull() || (greatest ? order > 0 : order < 0)) best = std::move(value);
    }
    out.SetValue(row, best);
  });
  return out;
}

ScalarOverload PickOverload(bool greatest) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    LogicalType type = actual[0];
    for (const LogicalType& other : actual) {
      const auto common = CommonType(type, other);
      if (!common) return std::nullopt;
      type = *common;
    }
    BoundScalar bound;
    bound.arguments.assign(actual.size(), type);
    bound.result = type;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [=](std::span<const Vector> args, RowSet rows) {
      if (type.id() == TypeId::kNull) return Vector::Constant(Value(), rows.size);
      if (type.IsNested()) return PickNested(args, rows, greatest);
      return DispatchPhysical(type.physical(),
                              [&]<typename T>() { return PickEach<T>(args, rows, greatest); });
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterExtremes(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  registry.Add(ScalarFunction{"greatest",
                              {},
                              "general",
                              "Returns the largest argument, passing over NULLs.",
                              {{"greatest(1, NULL, 3)", "3"}},
                              traits,
                              {PickOverload(true)}});
  registry.Add(ScalarFunction{"least",
                              {},
                              "general",
                              "Returns the smallest argument, passing over NULLs.",
                              {{"least(2, NULL, 3)", "2"}},
                              traits,
                              {PickOverload(false)}});
}

}  // namespace lakebolt
