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

std::optional<BoundAggregate> BindTimeAverage(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  const LogicalType& type = actual[0];
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
