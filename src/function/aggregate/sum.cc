#include <cmath>

#include "base/error.h"
#include "function/aggregate/batch_sum.h"
#include "function/aggregate/bignum_sum.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

/// Sums integers and decimals exactly in 128 or 256 bits. 64-bit inputs cannot overflow that within
/// 2^64 rows; wider ones are checked addition by addition.
template <typename T, typename Sum>
class ExactSumStates final : public AggregateStates {
 public:
  explicit ExactSumStates(LogicalType result) : result_(std::move(result)) {}

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    if (groups == nullptr) {
      SumAll<T>(args[0], rows);
    } else {
      AddGrouped<T>(args[0], rows, groups);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    if (groups == nullptr) {
      SumAll<Sum>(states, rows);
    } else {
      AddGrouped<Sum>(states, rows, groups);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out = sums_.Export(result_, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    for (uint32_t g = begin; g < begin + count && result_.IsDecimal(); ++g) {
      if (!FitsPrecision(sums_[g], result_.precision())) Overflow();
    }
    return Export(begin, count);
  }

  size_t MemoryBytes() const override { return sums_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  [[noreturn]] void Overflow() const {
    throw UserError(ErrorCode::kOutOfRange, "the sum does not fit into " + result_.ToString(), {},
                    "cast the argument to DOUBLE");
  }

  template <typename In>
  void Add(const In& value, Sum& sum) {
    if constexpr (std::is_same_v<In, Sum>) {
      if (AddOverflows(sum, value, sum)) Overflow();
    } else {
      sum += value;
    }
  }

  template <typename In>
  void SumAll(const Vector& values, RowSet rows) {
    if constexpr (sizeof(In) <= 8) {
      int64_t small;
      if (rows.count > 0 && SumBatch<In>(values, rows, small)) {
        Add(small, sums_[0]);
        seen_[0] = 1;
        return;
      }
    }
    Sum sum = 0;
    uint32_t valid = 0;
    ForEachValid<In>(values, rows, [&](uint32_t, const In& value) {
      Add(value, sum);
      ++valid;
    });
    if (valid == 0) return;
    Add(sum, sums_[0]);
    seen_[0] = 1;
  }

  template <typename In>
  void AddGrouped(const Vector& values, RowSet rows, const uint32_t* groups) {
    if constexpr (sizeof(In) <= 8) {
      BatchSums batch;
      if (IsBatchWorthwhile(rows, sums_.size()) &&
          SumBatch<In>(values, rows, groups, sums_.size(), batch)) {
        for (uint32_t g = 0; g < sums_.size(); ++g) sums_[g] += batch.Of(g);
        if (!seen_.All()) {
          for (uint32_t i = 0; i < rows.count; ++i) seen_[groups[i]] = 1;
        }
        return;
      }
    }
    ForEachValid<In>(values, rows, [&](uint32_t i, const In& value) {
      Add(value, sums_[groups[i]]);
      seen_[groups[i]] = 1;
    });
  }

  LogicalType result_;
  StateColumn<Sum> sums_;
  SeenColumn seen_;
};

/// Sums floating numbers with Neumaier's compensation, so that the order of rows hardly matters.
class FloatSumStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"sum", TypeId::kFloat64}, {"error", TypeId::kFloat64}});
  }

  void Resize(uint32_t groups) override {
    sums_.Resize(groups);
    errors_.Resize(groups);
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
      errors_[group] += errors[rows[i]];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    out.mutable_children() = {sums_.Export(TypeId::kFloat64, begin, count),
                              errors_.Export(TypeId::kFloat64, begin, count)};
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      const double sum = sums_[begin + i];
      out.mutable_values<double>()[i] = std::isfinite(sum) ? sum + errors_[begin + i] : sum;
    }
    seen_.ApplyTo(out, begin);
    return out;
  }

  size_t MemoryBytes() const override {
    return sums_.MemoryBytes() + errors_.MemoryBytes() + seen_.MemoryBytes();
  }

 private:
  void Add(double value, uint32_t group) {
    const double old = sums_[group];
    const double sum = old + value;
    errors_[group] += std::abs(old) >= std::abs(value) ? (old - sum) + value : (value - sum) + old;
    sums_[group] = sum;
    seen_[group] = 1;
  }

  template <typename T>
  void AddAll(const Vector& values, RowSet rows, const uint32_t* groups) {
    ForEachValid<T>(values, rows,
                    [&](uint32_t i, T value) { Add(value, groups == nullptr ? 0 : groups[i]); });
  }

  StateColumn<double> sums_;
  StateColumn<double> errors_;
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
      if constexpr (std::is_integral_v<T> || std::is_same_v<T, int128_t>) {
        return std::make_unique<ExactSumStates<T, int128_t>>(result);
      } else if constexpr (std::is_same_v<T, Int256>) {
        return std::make_unique<ExactSumStates<Int256, Int256>>(result);
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
