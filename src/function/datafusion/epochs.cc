// Timestamps from and to numbers that count units since 1970.

#include "function/cast.h"
#include "function/datafusion/families.h"
#include "function/scalar/family.h"

namespace lakebolt {

namespace {

using Types = std::vector<LogicalType>;

bool IsInteger(TypeId id) {
  switch (id) {
    case TypeId::kNull:
    case TypeId::kInt8:
    case TypeId::kInt16:
    case TypeId::kInt32:
    case TypeId::kInt64:
    case TypeId::kUInt8:
    case TypeId::kUInt16:
    case TypeId::kUInt32: return true;
    default: return false;
  }
}

bool IsFraction(TypeId id) {
  return id == TypeId::kFloat32 || id == TypeId::kFloat64 || id == TypeId::kDecimal;
}

/// Casts a vector of any type to another.
BoundScalar BindCast(const LogicalType& from, const LogicalType& to) {
  BoundScalar bound;
  bound.arguments = {from};
  bound.result = to;
  bound.kernel = [to](std::span<const Vector> args, RowSet rows) {
    return CastVector(args[0], to, rows, CastMode::kStrict);
  };
  return bound;
}

/// Reads numbers as counts of `unit`, which `scale` of the type's units make; the rest is cast.
ScalarOverload ToTimestampOverload(TimeUnit unit, int64_t scale = 1) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [unit, scale](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType to = LogicalType::Timestamp(unit);
    if (actual.size() != 1) return std::nullopt;
    const TypeId from = actual[0].id();
    if (!IsInteger(from) && !IsFraction(from)) {
      if (!CanCast(actual[0], to)) return std::nullopt;
      return BindCast(actual[0], to);
    }
    const bool whole = IsInteger(from);
    BoundScalar bound;
    bound.arguments = {whole ? TypeId::kInt64 : TypeId::kFloat64};
    bound.result = to;
    bound.kernel = [to, scale, whole](std::span<const Vector> args, RowSet rows) {
      Vector out(to, rows.size);
      auto* values = out.mutable_values<int64_t>();
      const auto store = [&](uint32_t row, int64_t count) {
        if (!__builtin_mul_overflow(count, scale, &values[row])) return;
        throw UserError(ErrorCode::kOutOfRange, "the number is too large for a timestamp");
      };
      if (whole) {
        const VectorReader<int64_t> counts(args[0]);
        rows.ForEach([&](uint32_t row) { store(row, counts.IsNull(row) ? 0 : counts[row]); });
        return out;
      }
      const VectorReader<double> counts(args[0]);
      rows.ForEach([&](uint32_t row) {
        const double scaled = counts.IsNull(row) ? 0 : counts[row] * static_cast<double>(scale);
        constexpr double kMost = 9223372036854775807.0;
        if (!(scaled < kMost && scaled > -kMost)) {
          throw UserError(ErrorCode::kOutOfRange, "the number is too large for a timestamp");
        }
        values[row] = static_cast<int64_t>(scaled);
      });
      return out;
    };
    return bound;
  };
  return overload;
}

/// to_unixtime(value): seconds since 1970, of a timestamp or of its text.
ScalarOverload ToUnixtimeOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kTimestamp};
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType seconds = LogicalType::Timestamp(TimeUnit::kSecond);
    if (actual.size() != 1) return std::nullopt;
    const bool number = IsInteger(actual[0].id()) || IsFraction(actual[0].id());
    if (!number && !CanCast(actual[0], seconds)) return std::nullopt;
    BoundScalar bound = BindCast(actual[0], number ? LogicalType(TypeId::kInt64) : seconds);
    if (!number) {
      bound.kernel = [cast = bound.kernel](std::span<const Vector> args, RowSet rows) {
        const Vector times = cast(args, rows);
        const VectorReader<int64_t> reader(times);
        Vector out(TypeId::kInt64, rows.size);
        auto* values = out.mutable_values<int64_t>();
        rows.ForEach([&](uint32_t row) { values[row] = reader.IsNull(row) ? 0 : reader[row]; });
        return out;
      };
      bound.result = TypeId::kInt64;
    }
    return bound;
  };
  return overload;
}

/// Makes an overload that is a cast to `to` of whatever can be cast to it.
ScalarOverload CastOverload(const LogicalType& to) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [to](const Types& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !CanCast(actual[0], to)) return std::nullopt;
    return BindCast(actual[0], to);
  };
  return overload;
}

}  // namespace

void RegisterDataFusionEpochs(FunctionRegistry& registry) {
  Family family(registry, "timestamp");
  const auto add = [&](const std::string& unit_name, TimeUnit unit, const std::string& printed) {
    family.Add(
        {"to_timestamp_" + unit_name},
        "Makes a timestamp of " + unit_name + " since 1970, or of a text or other timestamp.",
        {{"to_timestamp_" + unit_name + "(1)", printed}}, {ToTimestampOverload(unit)});
  };
  add("seconds", TimeUnit::kSecond, "1970-01-01 00:00:01");
  add("millis", TimeUnit::kMilli, "1970-01-01 00:00:00.001");
  add("micros", TimeUnit::kMicro, "1970-01-01 00:00:00.000001");
  add("nanos", TimeUnit::kNano, "1970-01-01 00:00:00.000000001");
  family.Add({"to_unixtime"}, "Returns the seconds since 1970 of a timestamp or of its text.",
             {{"to_unixtime('1970-01-02')", "86400"}}, {ToUnixtimeOverload()});
  family.Add({"to_local_time"}, "Drops the time zone: returns the time that clocks show there.",
             {{"to_local_time(TIMESTAMP '2024-05-01 12:00:00')", "2024-05-01 12:00:00"}},
             {CastOverload(TypeId::kTimestamp)});
  Family own(registry, "timestamp", "datafusion");
  constexpr int64_t kNanosPerSecond = 1'000'000'000;
  own.Add({"to_timestamp"}, "Makes a timestamp of seconds since 1970, or of a text.",
          {{"to_timestamp(1)", "1970-01-01 00:00:01"}},
          {ToTimestampOverload(TimeUnit::kNano, kNanosPerSecond)});
  own.Add({"to_date"}, "Casts to a date.", {{"to_date('2024-05-01')", "2024-05-01"}},
          {CastOverload(TypeId::kDate)});
  own.Add({"to_time"}, "Casts to a time of day.", {{"to_time('12:30:00')", "12:30:00"}},
          {CastOverload(TypeId::kTime)});
}

}  // namespace lakebolt
