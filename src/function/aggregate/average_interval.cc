#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

/// Averages intervals: what is left of months becomes days, what is left of days time.
class IntervalAverageStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    const LogicalType wide = LogicalType::Decimal(kMaxDecimal128Precision, 0);
    return LogicalType::Struct({{"months", TypeId::kInt64},
                                {"days", TypeId::kInt64},
                                {"nanos", wide},
                                {"count", TypeId::kInt64}});
  }

  void Resize(uint32_t groups) override {
    months_.Resize(groups);
    days_.Resize(groups);
    nanos_.Resize(groups);
    counts_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    ForEachValid<Interval>(args[0], rows, [&](uint32_t i, Interval span) {
      Add(groups == nullptr ? 0 : groups[i], span.months, span.days, span.nanos, 1);
    });
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto& parts = flat.children();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      Add(groups == nullptr ? 0 : groups[i], parts[0].values<int64_t>()[row],
          parts[1].values<int64_t>()[row], parts[2].values<int128_t>()[row],
          parts[3].values<int64_t>()[row]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    const LogicalType type = StateType();
    Vector out(type, count);
    out.mutable_children() = {months_.Export(TypeId::kInt64, begin, count),
                              days_.Export(TypeId::kInt64, begin, count),
                              nanos_.Export(type.children()[2].type, begin, count),
                              counts_.Export(TypeId::kInt64, begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kInterval, count);
    for (uint32_t i = 0; i < count; ++i) {
      if (counts_[begin + i] == 0) {
        out.SetNull(i);
        out.mutable_values<Interval>()[i] = {};
      } else {
        out.mutable_values<Interval>()[i] = Average(begin + i);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override {
    return months_.MemoryBytes() + days_.MemoryBytes() + nanos_.MemoryBytes() +
           counts_.MemoryBytes();
  }

 private:
  void Add(uint32_t group, int64_t months, int64_t days, int128_t nanos, int64_t count) {
    months_[group] += months;
    days_[group] += days;
    nanos_[group] += nanos;
    counts_[group] += count;
  }

  Interval Average(uint32_t group) const {
    constexpr int64_t kDaysPerMonth = 30;
    constexpr int64_t kNanosPerMicro = 1'000;
    constexpr int128_t kMicrosOfDay = kMicrosPerDay;
    const int64_t count = counts_[group];
    const int64_t days = days_[group] % count + months_[group] % count * kDaysPerMonth;
    const int128_t micros = nanos_[group] / kNanosPerMicro;
    const int128_t rest = micros % count + days % count * kMicrosOfDay;
    return {static_cast<int32_t>(months_[group] / count),
            static_cast<int32_t>(days_[group] / count + days / count),
            static_cast<int64_t>((micros / count + rest / count) * kNanosPerMicro)};
  }

  StateColumn<int64_t> months_;
  StateColumn<int64_t> days_;
  StateColumn<int128_t> nanos_;
  StateColumn<int64_t> counts_;
};

std::optional<BoundAggregate> BindIntervalAverage(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || actual[0].id() != TypeId::kInterval) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {TypeId::kInterval};
  bound.result = TypeId::kInterval;
  bound.state = IntervalAverageStates::StateType();
  bound.ignores_order = true;
  bound.make_states = []() -> std::unique_ptr<AggregateStates> {
    return std::make_unique<IntervalAverageStates>();
  };
  return bound;
}

}  // namespace

void RegisterIntervalAverage(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"avg",
                                 {},
                                 "",
                                 {{"avg(INTERVAL '3 days')", "3 days"}},
                                 {{{TypeId::kInterval}, BindIntervalAverage}}});
}

}  // namespace lakebolt
