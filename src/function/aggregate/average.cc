#include "base/error.h"
#include "function/aggregate/batch_sum.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

/// Averages numbers: an exact 128-bit sum for integers and decimals, a double for floating ones.
template <typename In, typename Sum>
class AverageStates final : public AggregateStates {
 public:
  AverageStates(LogicalType state, double divisor) : state_(std::move(state)), divisor_(divisor) {}

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    counts_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (UpdateByBatch(args[0], rows, groups)) return;
    if (groups == nullptr) {
      Sum sum = 0;
      int64_t count = 0;
      ForEachValid<In>(args[0], rows, [&](uint32_t, const In& value) {
        sum += value;
        ++count;
      });
      Add(0, sum, count);
    } else {
      ForEachValid<In>(args[0], rows,
                       [&](uint32_t i, const In& value) { Add(groups[i], value, 1); });
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* sums = flat.children()[0].values<Sum>();
    const auto* counts = flat.children()[1].values<int64_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      Add(groups == nullptr ? 0 : groups[i], sums[rows[i]], counts[rows[i]]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    out.mutable_children() = {sums_.Export(state_.children()[0].type, begin, count),
                              counts_.Export(TypeId::kInt64, begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const int64_t rows = counts_[begin + i];
      if (rows == 0) {
        out.SetNull(i);
      } else {
        const auto sum = static_cast<long double>(sums_[begin + i]);
        out.mutable_values<double>()[i] =
            static_cast<double>(sum / static_cast<long double>(rows) / divisor_);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + counts_.MemoryBytes(); }

 private:
  /// Sums the rows apart where that is faster; see batch_sum.h.
  bool UpdateByBatch(const Vector& values, RowSet rows, const uint32_t* groups) {
    if constexpr (std::is_integral_v<In>) {
      if (groups == nullptr) {
        int64_t sum;
        if (!SumBatch<In>(values, rows, sum)) return false;
        Add(0, sum, rows.count);
        return true;
      }
      BatchSums batch;
      const uint32_t group_count = sums_.size();
      if (!IsBatchWorthwhile(rows, group_count)) return false;
      if (!SumBatch<In>(values, rows, groups, group_count, batch)) return false;
      for (uint32_t g = 0; g < group_count; ++g) sums_[g] += batch.Of(g);
      CountBatch(rows, groups, group_count, batch);
      for (uint32_t g = 0; g < group_count; ++g) counts_[g] += batch.Of(g);
      return true;
    } else {
      return false;
    }
  }

  void Add(uint32_t group, Sum sum, int64_t count) {
    if constexpr (std::is_same_v<In, int128_t> || std::is_same_v<In, Int256>) {
      if (AddOverflows(sums_[group], sum, sums_[group])) {
        throw UserError(ErrorCode::kOutOfRange, "the sum for an average is too large", {},
                        "cast the argument to DOUBLE");
      }
    } else {
      sums_[group] += sum;
    }
    counts_[group] += count;
  }

  LogicalType state_;
  double divisor_;
  StateColumn<Sum> sums_;
  StateColumn<int64_t> counts_;
};

std::optional<BoundAggregate> BindAverage(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  LogicalType type = actual[0];
  if (type.id() == TypeId::kNull || type.id() == TypeId::kUInt128) type = TypeId::kFloat64;
  if (!type.IsNumeric()) return std::nullopt;
  BoundAggregate bound;
  bound.ignores_order = true;
  bound.name = "avg";
  bound.arguments = {type};
  bound.result = TypeId::kFloat64;
  const LogicalType sum =
      type.IsFloating()
          ? LogicalType(TypeId::kFloat64)
          : LogicalType::Decimal(MostDigits(type, type), type.IsDecimal() ? type.scale() : 0);
  bound.state = LogicalType::Struct({{"sum", sum}, {"count", TypeId::kInt64}});
  const double divisor = type.IsDecimal() ? static_cast<double>(WidePowerOfTen(type.scale())) : 1;
  bound.make_states = [type, divisor, state = bound.state]() -> std::unique_ptr<AggregateStates> {
    return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
      if constexpr (std::is_floating_point_v<T>) {
        return std::make_unique<AverageStates<T, double>>(state, divisor);
      } else if constexpr (std::is_integral_v<T> || std::is_same_v<T, int128_t>) {
        return std::make_unique<AverageStates<T, int128_t>>(state, divisor);
      } else if constexpr (std::is_same_v<T, Int256>) {
        return std::make_unique<AverageStates<Int256, Int256>>(state, divisor);
      } else {
        throw InternalError("average of a type that is no number");
      }
    });
  };
  return bound;
}

}  // namespace

void RegisterAverage(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"avg",
                                 {"mean"},
                                 "Averages the values that are not NULL, as DOUBLE; integers and "
                                 "decimals are summed exactly first.",
                                 {{"avg(2)", "2.0"}},
                                 {{{TypeId::kFloat64}, BindAverage}}});
}

}  // namespace lakebolt
