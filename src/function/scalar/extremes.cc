// greatest and least of several values of one type; NULLs are passed over.

#include <optional>

#include "function/cast.h"
#include "function/scalar/families.h"
#include "vector/compare_rows.h"
#include "vector/variant_keys.h"

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

/// Picks among values that are nested, or VARIANTs, one row after another.
Vector PickNested(std::span<const Vector> args, RowSet rows, bool greatest) {
  Vector out(args[0].type(), rows.size);
  std::vector<Vector> keys;
  for (const Vector& arg : args) keys.push_back(VariantKeys(arg));
  rows.ForEach([&](uint32_t row) {
    std::optional<size_t> best;
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].IsNull(row)) continue;
      const int order = best ? CompareRows(keys[i], row, keys[*best], row) : 0;
      if (!best || (greatest ? order > 0 : order < 0)) best = i;
    }
    out.SetValue(row, best ? args[*best].GetValue(row) : Value(out.type()));
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
      if (type.IsNested() || HasVariants(type)) return PickNested(args, rows, greatest);
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
