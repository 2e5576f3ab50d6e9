#include "function/aggregate/average.h"

#include "base/error.h"
#include "function/aggregate/batch_sum.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/clustered_sum.h"
#include "function/aggregate/state_column.h"
#include "function/aggregate/widening_sums.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

/// Divides a sum by a count, in the precision that keeps exact sums exact.
template <typename Sum>
double Quotient(const Sum& sum, int64_t count, double divisor) {
  return static_cast<double>(static_cast<long double>(sum) / static_cast<long double>(count) /
                             divisor);
}

/// Averages integers and decimals of up to 64 bits, summed exactly.
template <typename In>
class ExactAverageStates final : public AggregateStates {
 public:
  ExactAverageStates(LogicalType state, double divisor)
      : state_(std::move(state)), divisor_(divisor) {}

  void Resize(uint32_t groups) override { states_.Resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const Vector& values = args[0];
    if (UpdateByBatch(values, rows, groups)) return;
    if (states_.template StaysNarrow<In>(values, rows)) {
      if (!AddRuns(values, rows, groups)) AddEach(values, rows, groups, states_.narrow());
    } else {
      AddEach(values, rows, groups, states_.wide());
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* sums = flat.children()[0].values<int128_t>();
    const auto* counts = flat.children()[1].values<int64_t>();
    states_.template StaysNarrow<int128_t>(flat.children()[0], rows);
    for (uint32_t i = 0; i < rows.count; ++i) {
      AddTo(groups == nullptr ? 0 : groups[i], sums[rows[i]], counts[rows[i]]);
    }
  }

  void MergeRange(const AggregateStates& other, uint32_t begin, uint32_t count) override {
    states_.AddRange(static_cast<const ExactAverageStates&>(other).states_, begin, count);
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    auto* sums = out.mutable_children()[0].mutable_values<int128_t>();
    auto* counts = out.mutable_children()[1].mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) {
      const CountedSum<int128_t> state = states_[begin + i];
      sums[i] = state.sum;
      counts[i] = state.count;
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const CountedSum<int128_t> state = states_[begin + i];
      if (state.count == 0) {
        out.SetNull(i);
      } else {
        out.mutable_values<double>()[i] = Quotient(state.sum, state.count, divisor_);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override { return states_.MemoryBytes(); }

 private:
  /// Sums the rows apart where that is faster; see batch_sum.h.
  bool UpdateByBatch(const Vector& values, RowSet rows, const uint32_t* groups) {
    if (groups == nullptr) return UpdateWhole(values, rows);
    BatchSums batch;
    const uint32_t group_count = states_.size();
    if (!IsBatchWorthwhile(rows, group_count)) return false;
    if (!SumBatch<In>(values, rows, groups, group_count, batch)) return false;
    states_.StaysNarrow(batch.bits, rows.count);
    for (uint32_t g = 0; g < group_count; ++g) AddTo(g, batch.Of(g), 0);
    CountBatch(rows, groups, group_count, batch);
    for (uint32_t g = 0; g < group_count; ++g) AddTo(g, 0, batch.Of(g));
    return true;
  }

  bool UpdateWhole(const Vector& values, RowSet rows) {
    constexpr bool kIsWord = sizeof(In) == sizeof(int64_t);
    BatchSum sum;
    if (!(kIsWord && states_.is_wide()) && SumBatch<In>(values, rows, sum)) {
      states_.StaysNarrow(sum.bits, rows.count);
      AddTo(0, sum.sum, rows.count);
      return true;
    }
    if constexpr (kIsWord) {
      int128_t large;
      if (!SumBatchByHalves<In>(values, rows, large)) return false;
      states_.StaysNarrow(~uint64_t{0}, rows.count);
      AddTo(0, large, rows.count);
      return true;
    }
    return false;
  }

  /// Adds to narrow states where a group's rows stand together.
  bool AddRuns(const Vector& values, RowSet rows, const uint32_t* groups) {
    if (groups == nullptr) return false;
    const auto add = [states = states_.narrow()](uint32_t group, int64_t sum, uint32_t count) {
      states[group].sum += sum;
      states[group].count += count;
    };
    if (AreClustered(groups, rows.count)) {
      return SumClustered<In, true>(values, rows, groups, add);
    }
    return ComeInRuns(groups, rows.count) && SumRuns<In>(values, rows, groups, add);
  }

  template <typename State>
  static void AddEach(const Vector& values, RowSet rows, const uint32_t* groups, State* states) {
    using Sum = decltype(states->sum);
    ForEachValid<In>(values, rows, [&](uint32_t i, const In& value) {
      State& state = states[groups == nullptr ? 0 : groups[i]];
      state.sum += static_cast<Sum>(value);
      ++state.count;
    });
  }

  /// Adds what StaysNarrow was asked about.
  void AddTo(uint32_t group, int128_t sum, int64_t count) {
    if (states_.is_wide()) {
      states_.wide()[group].sum += sum;
      states_.wide()[group].count += count;
    } else {
      states_.narrow()[group].sum += static_cast<int64_t>(sum);
      states_.narrow()[group].count += count;
    }
  }

  LogicalType state_;
  double divisor_;
  WideningSums<CountedSum> states_;
};

/// Averages floating numbers, and those of more than 64 bits, checked addition by addition.
template <typename In, typename Sum>
class AverageStates final : public AggregateStates {
 public:
  AverageStates(LogicalType state, double divisor) : state_(std::move(state)), divisor_(divisor) {}

  void Resize(uint32_t groups) override { states_.Resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (groups == nullptr) {
      CountedSum<Sum> all;
      ForEachValid<In>(args[0], rows, [&](uint32_t, const In& value) { Add(all, value, 1); });
      Add(states_[0], all.sum, all.count);
    } else {
      ForEachValid<In>(args[0], rows,
                       [&](uint32_t i, const In& value) { Add(states_[groups[i]], value, 1); });
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* sums = flat.children()[0].values<Sum>();
    const auto* counts = flat.children()[1].values<int64_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      Add(states_[groups == nullptr ? 0 : groups[i]], sums[rows[i]], counts[rows[i]]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    auto* sums = out.mutable_children()[0].mutable_values<Sum>();
    auto* counts = out.mutable_children()[1].mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) {
      sums[i] = states_[begin + i].sum;
      counts[i] = states_[begin + i].count;
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const CountedSum<Sum>& state = states_[begin + i];
      if (state.count == 0) {
        out.SetNull(i);
      } else {
        out.mutable_values<double>()[i] = Quotient(state.sum, state.count, divisor_);
      }
    }
    return out;
  }

  size_t MemoryBytes() const override { return states_.MemoryBytes(); }

 private:
  static void Add(CountedSum<Sum>& state, const Sum& sum, int64_t count) {
    if constexpr (std::is_same_v<Sum, double>) {
      state.sum += sum;
    } else if (AddOverflows(state.sum, sum, state.sum)) {
      throw UserError(ErrorCode::kOutOfRange, "the sum for an average is too large", {},
                      "cast the argument to DOUBLE");
    }
    state.count += count;
  }

  LogicalType state_;
  double divisor_;
  StateColumn<CountedSum<Sum>> states_;
};

/// Returns what a sum is divided by: decimals are summed as integers.
double DivisorOf(const LogicalType& type) {
  return type.IsDecimal() ? static_cast<double>(WidePowerOfTen(type.scale())) : 1;
}

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
  const double divisor = DivisorOf(type);
  bound.make_states = [type, divisor, state = bound.state]() -> std::unique_ptr<AggregateStates> {
    return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
      if constexpr (std::is_floating_point_v<T>) {
        return std::make_unique<AverageStates<T, double>>(state, divisor);
      } else if constexpr (std::is_same_v<T, int128_t> || std::is_same_v<T, Int256>) {
        return std::make_unique<AverageStates<T, T>>(state, divisor);
      } else if constexpr (std::is_integral_v<T> && sizeof(T) <= sizeof(int64_t)) {
        return std::make_unique<ExactAverageStates<T>>(state, divisor);
      } else {
        throw InternalError("average of a type that is no number");
      }
    });
  };
  return bound;
}

}  // namespace

bool HasExactSum(const LogicalType& type) {
  return (type.IsInteger() || type.IsDecimal()) &&
         PhysicalWidth(type.physical()) <= sizeof(int64_t);
}

std::shared_ptr<const BoundScalar> AverageOfSum(const LogicalType& sum, const LogicalType& type) {
  auto bound = std::make_shared<BoundScalar>();
  bound->name = "average";
  bound->arguments = {sum, TypeId::kInt64};
  bound->result = TypeId::kFloat64;
  bound->kernel = [divisor = DivisorOf(type)](std::span<const Vector> args, RowSet rows) {
    Vector out(TypeId::kFloat64, rows.size);
    auto* values = out.mutable_values<double>();
    const VectorReader<int128_t> sums(args[0]);
    const VectorReader<int64_t> counts(args[1]);
    rows.ForEach([&](uint32_t row) { values[row] = Quotient(sums[row], counts[row], divisor); });
    return out;
  };
  return bound;
}

void RegisterAverage(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"avg",
                                 {"mean"},
                                 "Averages the values that are not NULL, as DOUBLE; integers and "
                                 "decimals are summed exactly first.",
                                 {{"avg(2)", "2.0"}},
                                 {{{TypeId::kFloat64}, BindAverage}}});
}

}  // namespace lakebolt
