#include <array>
#include <cmath>

#include "base/error.h"
#include "function/aggregate/batch_sum.h"
#include "function/aggregate/bignum_sum.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/clustered_sum.h"
#include "function/aggregate/state_column.h"
#include "function/aggregate/widening_sums.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

[[noreturn]] void SumOverflow(const LogicalType& result) {
  throw UserError(ErrorCode::kOutOfRange, "the sum does not fit into " + result.ToString(), {},
                  "cast the argument to DOUBLE");
}

/// Sums integers and decimals of up to 64 bits exactly, which cannot overflow 128 bits within 2^64
/// rows.
template <typename T>
class ExactSumStates final : public AggregateStates {
 public:
  explicit ExactSumStates(LogicalType result) : result_(std::move(result)) {}

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Add<T>(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    Add<int128_t>(states, rows, groups);
  }

  void MergeRange(const AggregateStates& other, uint32_t begin, uint32_t count) override {
    const auto& states = static_cast<const ExactSumStates&>(other);
    sums_.AddRange(states.sums_, begin, count);
    seen_.AddRange(states.seen_, begin, count);
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(result_, count);
    auto* to = out.mutable_values<int128_t>();
    if (sums_.is_wide()) {
      for (uint32_t i = 0; i < count; ++i) to[i] = sums_.wide()[begin + i].sum;
    } else {
      for (uint32_t i = 0; i < count; ++i) to[i] = sums_.narrow()[begin + i].sum;
    }
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out = Export(begin, count);
    const auto* sums = out.values<int128_t>();
    if (!result_.IsDecimal() || (!sums_.is_wide() && result_.precision() >= kDigitsOfWord)) {
      return out;
    }
    for (uint32_t i = 0; i < count; ++i) {
      if (!FitsPrecision(sums[i], result_.precision())) SumOverflow(result_);
    }
    return out;
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  static constexpr int kDigitsOfWord = 19;  // any number of 64 bits has at most so many

  template <typename In>
  void Add(const Vector& values, RowSet rows, const uint32_t* groups) {
    if (groups == nullptr) {
      AddAll<In>(values, rows);
    } else if (AddBatch<In>(values, rows, groups)) {
      return;
    } else if (sums_.template StaysNarrow<In>(values, rows)) {
      if (!AddClustered<In>(values, rows, groups)) {
        AddGrouped<In>(values, rows, groups, sums_.narrow());
      }
    } else {
      AddGrouped<In>(values, rows, groups, sums_.wide());
    }
  }

  template <typename In, typename Sums>
  void AddGrouped(const Vector& values, RowSet rows, const uint32_t* groups, Sums* sums) {
    using Sum = decltype(sums->sum);
    ForEachValid<In>(values, rows, [&](uint32_t i, const In& value) {
      sums[groups[i]].sum += static_cast<Sum>(value);
      seen_[groups[i]] = 1;
    });
  }

  /// Adds to narrow sums where a group's rows stand together.
  template <typename In>
  bool AddClustered(const Vector& values, RowSet rows, const uint32_t* groups) {
    constexpr uint32_t kLeastRows = 32;
    if constexpr (sizeof(In) <= sizeof(int64_t)) {
      if (rows.count < kLeastRows) return false;
      PlainSum<int64_t>* sums = sums_.narrow();
      if (AreClustered(groups, rows.count)) {
        const auto add = [=](uint32_t group, int64_t sum, uint32_t) { sums[group].sum += sum; };
        if (!SumClustered<In, false>(values, rows, groups, add)) return false;
        for (uint32_t g = groups[0]; g <= groups[rows.count - 1]; ++g) seen_[g] = 1;
        return true;
      }
      const auto add = [&](uint32_t group, int64_t sum, uint32_t) {
        sums[group].sum += sum;
        seen_[group] = 1;
      };
      return ComeInRuns(groups, rows.count) && SumRuns<In>(values, rows, groups, add);
    } else {
      return false;
    }
  }

  template <typename In>
  void AddAll(const Vector& values, RowSet rows) {
    if (AddWhole<In>(values, rows)) return;
    sums_.template StaysNarrow<In>(values, rows);
    int128_t sum = 0;
    uint32_t valid = 0;
    ForEachValid<In>(values, rows, [&](uint32_t, const In& value) {
      sum += value;
      ++valid;
    });
    if (valid == 0) return;
    AddTo(0, sum);
    seen_[0] = 1;
  }

  template <typename In>
  bool AddWhole(const Vector& values, RowSet rows) {
    constexpr bool kIsWord = sizeof(In) == sizeof(int64_t);
    if (rows.count == 0) return false;
    if constexpr (sizeof(In) <= sizeof(int64_t)) {
      BatchSum batch;
      if (!(kIsWord && sums_.is_wide()) && SumBatch<In>(values, rows, batch)) {
        sums_.StaysNarrow(batch.bits, rows.count);
        AddTo(0, batch.sum);
        seen_[0] = 1;
        return true;
      }
    }
    if constexpr (kIsWord) {
      int128_t large;
      if (!SumBatchByHalves<In>(values, rows, large)) return false;
      sums_.StaysNarrow(~uint64_t{0}, rows.count);
      AddTo(0, large);
      seen_[0] = 1;
      return true;
    }
    return false;
  }

  template <typename In>
  bool AddBatch(const Vector& values, RowSet rows, const uint32_t* groups) {
    if constexpr (sizeof(In) <= sizeof(int64_t)) {
      if (!IsBatchWorthwhile(rows, sums_.size())) return false;
      BatchSums batch;
      if (!SumBatch<In>(values, rows, groups, sums_.size(), batch)) return false;
      sums_.StaysNarrow(batch.bits, rows.count);
      for (uint32_t g = 0; g < sums_.size(); ++g) AddTo(g, batch.Of(g));
      if (seen_.All()) return true;
      for (uint32_t i = 0; i < rows.count; ++i) seen_[groups[i]] = 1;
      return true;
    } else {
      return false;
    }
  }

  /// Adds what StaysNarrow was asked about.
  void AddTo(uint32_t group, int128_t sum) {
    if (sums_.is_wide()) {
      sums_.wide()[group].sum += sum;
    } else {
      sums_.narrow()[group].sum += static_cast<int64_t>(sum);
    }
  }

  LogicalType result_;
  WideningSums<PlainSum> sums_;
  SeenColumn seen_;
};

/// Sums numbers of more than 64 bits, checked addition by addition.
template <typename Sum>
class CheckedSumStates final : public AggregateStates {
 public:
  explicit CheckedSumStates(LogicalType result) : result_(std::move(result)) {}

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<Sum>(states, rows, [&](uint32_t i, const Sum& value) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if (AddOverflows(sums_[group], value, sums_[group])) SumOverflow(result_);
      seen_[group] = 1;
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out = sums_.Export(result_, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    for (uint32_t g = begin; g < begin + count && result_.IsDecimal(); ++g) {
      if (!FitsPrecision(sums_[g], result_.precision())) SumOverflow(result_);
    }
    return Export(begin, count);
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  LogicalType result_;
  StateColumn<Sum> sums_;
  SeenColumn seen_;
};

/// Is a sum with what rounding has lost of it.
struct Compensated {
  double sum = 0;
  double error = 0;
};

/// Sums floating numbers with Neumaier's compensation, so that the order of rows hardly matters.
class FloatSumStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"sum", TypeId::kFloat64}, {"error", TypeId::kFloat64}});
  }

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (args[0].type().id() == TypeId::kFloat32) {
      AddAll<float>(args[0], rows, groups);
    } else {
      AddAll<double>(args[0], rows, groups);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* sums = flat.children()[0].values<double>();
    const auto* errors = flat.children()[1].values<double>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      Add(sums[rows[i]], group);
      sums_[group].error += errors[rows[i]];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    auto* sums = out.mutable_children()[0].mutable_values<double>();
    auto* errors = out.mutable_children()[1].mutable_values<double>();
    for (uint32_t i = 0; i < count; ++i) {
      sums[i] = sums_[begin + i].sum;
      errors[i] = sums_[begin + i].error;
    }
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const auto& [sum, error] = sums_[begin + i];
      out.mutable_values<double>()[i] = std::isfinite(sum) ? sum + error : sum;
    }
    seen_.ApplyTo(out, begin);
    return out;
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  void Add(double value, uint32_t group) {
    Compensated& state = sums_[group];
    const double old = state.sum;
    const double sum = old + value;
    state.error += std::abs(old) >= std::abs(value) ? (old - sum) + value : (value - sum) + old;
    state.sum = sum;
    seen_[group] = 1;
  }

  template <typename T>
  void AddAll(const Vector& values, RowSet rows, const uint32_t* groups) {
    if (groups == nullptr && AddWhole<T>(values, rows)) return;
    ForEachValid<T>(values, rows,
                    [&](uint32_t i, T value) { Add(value, groups == nullptr ? 0 : groups[i]); });
  }

  /// Sums rows without NULLs in several lanes, whose additions do not wait for each other. What
  /// rounding loses of an addition is computed without a comparison (Knuth's two-sum).
  template <typename T>
  bool AddWhole(const Vector& values, RowSet rows) {
    constexpr uint32_t kLanes = 8;
    std::array<double, kLanes> sums{};
    std::array<double, kLanes> errors{};
    const auto add = [](double value, double& sum, double& error) {
      const double old = sum;
      sum = old + value;
      const double added = sum - old;
      error += (old - (sum - added)) + (value - added);
    };
    const bool read = ReadWithoutNulls<T>(values, rows, [&](auto at) {
      uint32_t i = 0;
      for (; i + kLanes <= rows.count; i += kLanes) {
        std::array<double, kLanes> block;
        for (uint32_t lane = 0; lane < kLanes; ++lane) {
          block[lane] = static_cast<double>(at(i + lane));
        }
        for (uint32_t lane = 0; lane < kLanes; ++lane) add(block[lane], sums[lane], errors[lane]);
      }
      for (; i < rows.count; ++i) add(static_cast<double>(at(i)), sums[0], errors[0]);
    });
    if (!read) return false;
    for (uint32_t lane = 0; lane < kLanes && rows.count > 0; ++lane) {
      Add(sums[lane], 0);
      sums_[0].error += errors[lane];
    }
    return true;
  }

  StateColumn<Compensated> sums_;
  SeenColumn seen_;
};

std::optional<BoundAggregate> BindSum(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  LogicalType type = actual[0].WithoutAlias();
  if (type.id() == TypeId::kNull) type = TypeId::kInt32;
  if (!type.IsNumeric() && type.id() != TypeId::kBoolean) return std::nullopt;
  BoundAggregate bound;
  bound.ignores_order = true;
  bound.name = "sum";
  bound.arguments = {type};
  // What passes a HUGEINT is summed approximately.
  if (type.id() == TypeId::kUInt128) bound.arguments[0] = TypeId::kFloat64;
  if (type.IsFloating() || type.id() == TypeId::kUInt128) {
    bound.result = TypeId::kFloat64;
    bound.state = FloatSumStates::StateType();
    bound.make_states = [] { return std::make_unique<FloatSumStates>(); };
    return bound;
  }
  bound.result = type.IsDecimal() ? LogicalType::Decimal(MostDigits(type, type), type.scale())
                                  : LogicalType(TypeId::kInt128);
  bound.state = bound.result;
  bound.make_states = [type, result = bound.result]() -> std::unique_ptr<AggregateStates> {
    return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
      if constexpr (std::is_same_v<T, int128_t> || std::is_same_v<T, Int256>) {
        return std::make_unique<CheckedSumStates<T>>(result);
      } else if constexpr (std::is_integral_v<T> && sizeof(T) <= sizeof(int64_t)) {
        return std::make_unique<ExactSumStates<T>>(result);
      } else {
        throw InternalError("sum of a type that is no number");
      }
    });
  };
  return bound;
}

}  // namespace

void RegisterSum(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{
      "sum",
      {"sum_no_overflow"},
      "Adds up all values that are not NULL; NULL when there are none. Integers and decimals are "
      "summed exactly, as HUGEINT and DECIMAL(38, s); floating numbers with error compensation.",
      {{"sum(42)", "42"}},
      {{{TypeId::kFloat64}, BindSum}, {{TypeId::kBignum}, BindBignumSum}}});
}

}  // namespace lakebolt
