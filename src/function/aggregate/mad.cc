#include <algorithm>
#include <cmath>

#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/fraction.h"
#include "function/aggregate/interpolate.h"
#include "function/aggregate/select_nth.h"
#include "types/value_order.h"

namespace lakebolt {

namespace {

/// Computes the median absolute deviation: the median of the distances from the median. `N` is the
/// number in which it is worked out: double, or int128_t for decimals and points in time.
template <typename T, typename N>
class DeviationStates final : public BufferedStates {
 public:
  DeviationStates(const LogicalType& type, LogicalType result)
      : BufferedStates(type, false), result_(std::move(result)) {
    if (type.id() == TypeId::kDate) {
      unit_nanos_ = kMicrosPerDay * 1000;
    } else if (type.IsTemporal()) {
      constexpr int64_t kNanos[] = {1'000'000'000, 1'000'000, 1000, 1};
      unit_nanos_ = kNanos[static_cast<int>(type.unit())];
    }
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(result_, count);
    GrowingArray<N> scratch;
    const N unit = result_.id() == TypeId::kInterval ? static_cast<N>(unit_nanos_) : N{1};
    for (uint32_t i = 0; i < count; ++i) {
      GatherGroup<T>(begin + i, scratch, [unit](T value) { return static_cast<N>(value) * unit; });
      if (scratch.size() == 0) {
        out.SetNull(i);
        continue;
      }
      const N middle = Median(scratch);
      ForEachBlock(scratch.size(), [&](size_t from, size_t to) {
        for (size_t k = from; k < to; ++k) {
          const N number = scratch[k];
          scratch[k] = number < middle ? middle - number : number - middle;
        }
      });
      Write(Median(scratch), i, out);
    }
    return out;
  }

 private:
  static N Median(GrowingArray<N>& numbers) {
    const Place place = Fraction{}.PlaceIn(Pick::kContinuous, numbers.size());
    N* const low = numbers.data() + place.low;
    N* const end = numbers.data() + numbers.size();
    const auto less = [](N a, N b) { return ValueLess(a, b); };
    SelectNth(numbers.data(), low, end, less);
    if (place.share == 0) return *low;
    const N high = LeastOf(low + 1, end, less);
    if constexpr (std::is_same_v<N, double>) {
      return Interpolate(*low, place.share, high);
    } else {
      return InterpolateDecimal<T>(*low, place.share, high);
    }
  }

  void Write(N value, uint32_t row, Vector& out) const {
    if constexpr (std::is_same_v<N, double>) {
      if (result_.id() == TypeId::kFloat32) {
        out.mutable_values<float>()[row] = static_cast<float>(value);
      } else {
        out.mutable_values<double>()[row] = value;
      }
    } else if (result_.id() == TypeId::kInterval) {
      // Intervals are given in days and whole microseconds.
      constexpr int128_t kNanosPerDay = static_cast<int128_t>(kMicrosPerDay) * 1000;
      out.mutable_values<Interval>()[row] = {
          0, static_cast<int32_t>(value / kNanosPerDay),
          static_cast<int64_t>(value % kNanosPerDay / 1000 * 1000)};
    } else {
      out.mutable_values<T>()[row] = static_cast<T>(value);
    }
  }

  LogicalType result_;
  int64_t unit_nanos_ = 1;
};

std::optional<BoundAggregate> BindDeviation(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  LogicalType type = actual[0];
  const bool wide = type.physical() == PhysicalType::kInt256;
  if (type.id() == TypeId::kNull || type.IsInteger() || wide) type = TypeId::kFloat64;
  if (!type.IsNumeric() && !type.IsTemporal()) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = type.IsTemporal() ? LogicalType(TypeId::kInterval) : type;
  bound.state = LogicalType::List(type);
  bound.ignores_order = true;
  bound.make_states = [type, result = bound.result]() -> std::unique_ptr<AggregateStates> {
    return DispatchPhysical(type.physical(), [&]<typename T>() -> std::unique_ptr<AggregateStates> {
      if constexpr (std::is_floating_point_v<T>) {
        return std::make_unique<DeviationStates<T, double>>(type, result);
      } else if constexpr (std::is_integral_v<T> || std::is_same_v<T, int128_t>) {
        return std::make_unique<DeviationStates<T, int128_t>>(type, result);
      } else {
        throw InternalError("deviation of a type that is no number");
      }
    });
  };
  return bound;
}

}  // namespace

void RegisterDeviation(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"mad",
                                 {},
                                 "Gives the median of the distances of all values from their "
                                 "median; an interval for dates and times.",
                                 {{"mad(7)", "0.0"}},
                                 {{{TypeId::kFloat64}, BindDeviation}}});
}

}  // namespace lakebolt
