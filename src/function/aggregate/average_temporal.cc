#include <array>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/interpolate.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Averages points in time and times of day: an exact sum of their units, divided.
template <typename T>
class TimeAverageStates final : public AggregateStates {
 public:
  TimeAverageStates(LogicalType result, int64_t factor)
      : result_(std::move(result)), factor_(factor) {}

  static LogicalType StateType() {
    return LogicalType::Struct(
        {{"sum", LogicalType::Decimal(kMaxDecimalPrecision128, 0)}, {"count", TypeId::kInt64}});
  }

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    counts_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<T>(args[0], rows, [&](uint32_t i, T value) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      sums_[group] += value;
      ++counts_[group];
    });
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* sums = flat.children()[0].values<int128_t>();
    const auto* counts = flat.children()[1].values<int64_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      sums_[group] += sums[rows[i]];
      counts_[group] += counts[rows[i]];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    const LogicalType type = StateType();
    Vector out(type, count);
    out.mutable_children() = {sums_.Export(type.children()[0].type, begin, count),
                              counts_.Export(TypeId::kInt64, begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(result_, count);
    for (uint32_t i = 0; i < count; ++i) {
      const int64_t rows = counts_[begin + i];
      if (rows == 0) {
        out.SetNull(i);
        continue;
      }
      // Rounded, halves down: as DuckDB does.
      const int128_t sum = sums_[begin + i] * factor_;
      out.mutable_values<int64_t>()[i] = static_cast<int64_t>((sum + (rows - 1) / 2) / rows);
    }
    return out;
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + counts_.MemoryBytes(); }

 private:
  static constexpr int kMaxDecimalPrecision128 = 38;

  LogicalType result_;
  int64_t factor_;  // units of the result in one of the argument
  StateColumn<int128_t> sums_;
  StateColumn<int64_t> counts_;
};

/// Averages intervals: months, days and the rest apart, what does not divide shifted right.
class IntervalAverageStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"months", TypeId::kInt64},
                                {"days", TypeId::kInt64},
                                {"micros", TypeId::kInt64},
                                {"count", TypeId::kInt64}});
  }

  void Resize(uint32_t groups) override {
    for (StateColumn<int64_t>& part : parts_) part.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<Interval>(args[0], rows, [&](uint32_t i, const Interval& value) {
      Add(groups == nullptr ? 0 : groups[i], {value.months, value.days, value.nanos / 1000, 1});
    });
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    for (uint32_t i = 0; i < rows.count; ++i) {
      std::array<int64_t, kParts> values{};
      for (size_t part = 0; part < kParts; ++part) {
        values[part] = flat.children()[part].values<int64_t>()[rows[i]];
      }
      Add(groups == nullptr ? 0 : groups[i], values);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    for (size_t part = 0; part < kParts; ++part) {
      out.mutable_children()[part] = parts_[part].Export(TypeId::kInt64, begin, count);
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kInterval, count);
    for (uint32_t i = 0; i < count; ++i) {
      const int64_t rows = parts_[3][begin + i];
      if (rows == 0) {
        out.SetNull(i);
      } else {
        out.mutable_values<Interval>()[i] = Divide(begin + i, rows);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override {
    size_t bytes = 0;
    for (const StateColumn<int64_t>& part : parts_) bytes += part.MemoryBytes();
    return bytes;
  }

 private:
  static constexpr size_t kParts = 4;

  void Add(uint32_t group, const std::array<int64_t, kParts>& values) {
    for (size_t part = 0; part < kParts; ++part) {
      if (__builtin_add_overflow(parts_[part][group], values[part], &parts_[part][group])) {
        throw UserError(ErrorCode::kOutOfRange, "the sum of the intervals is out of range");
      }
    }
  }

  /// Divides as DuckDB does, which adds the microseconds left over as they are.
  Interval Divide(uint32_t group, int64_t rows) const {
    constexpr int64_t kDaysPerMonth = 30;
    const int64_t months = parts_[0][group];
    const int64_t days = parts_[1][group];
    const int64_t micros = parts_[2][group];
    const int64_t month_rest = months % rows * kDaysPerMonth;
    const int64_t day_rest = days % rows + month_rest % rows;
    const auto day_micros =
        static_cast<int64_t>(static_cast<int128_t>(day_rest) * kMicrosPerDay / rows);
    const int64_t total = micros / rows + micros % rows + day_micros;
    return {static_cast<int32_t>(months / rows),
            static_cast<int32_t>(days / rows + month_rest / rows), total * 1000};
  }

  std::array<StateColumn<int64_t>, kParts> parts_;  // months, days, microseconds, rows
};

std::optional<BoundAggregate> BindTimeAverage(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  const LogicalType& type = actual[0];
  if (type.id() == TypeId::kInterval) {
    BoundAggregate bound;
    bound.arguments = {type};
    bound.result = type;
    bound.state = IntervalAverageStates::StateType();
    bound.ignores_order = true;
    bound.make_states = [] { return std::make_unique<IntervalAverageStates>(); };
    return bound;
  }
  const bool is_date = type.id() == TypeId::kDate;
  if (!is_date && type.id() != TypeId::kTime && type.id() != TypeId::kTimestamp) {
    return std::nullopt;
  }
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = is_date ? LogicalType::Timestamp(TimeUnit::kMicro) : type;
  bound.state = TimeAverageStates<int64_t>::StateType();
  bound.ignores_order = true;
  bound.make_states = [result = bound.result, is_date]() -> std::unique_ptr<AggregateStates> {
    if (is_date) return std::make_unique<TimeAverageStates<int32_t>>(result, kMicrosPerDay);
    return std::make_unique<TimeAverageStates<int64_t>>(result, 1);
  };
  return bound;
}

}  // namespace

void RegisterTemporalAverage(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"avg",
                                 {},
                                 "",
                                 {{"avg(DATE '2024-01-01')", "2024-01-01 00:00:00"}},
                                 {{{LogicalType::Timestamp(TimeUnit::kMicro)}, BindTimeAverage}}});
}

}  // namespace lakebolt
