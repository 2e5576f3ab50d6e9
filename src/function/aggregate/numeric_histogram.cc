// histogram_numeric: the centres and heights of at most n bins. (Ben-Haim & Tom-Tov, "A Streaming
// Parallel Decision Tree Algorithm", JMLR 11, 2010: a value becomes a bin of its own; past n bins
// the two nearest ones become one at their weighted mean.)

#include <algorithm>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"
#include "function/cast.h"

namespace lakebolt {

namespace {

struct Bin {
  double centre;
  double height;
};

/// Gives the numbers of java.util.Random, by which Spark decides between bins equally near.
class JavaRandom {
 public:
  explicit JavaRandom(uint64_t seed) : state_((seed ^ kMultiplier) & kMask) {}

  /// Returns a number from 0 to below 1.
  double NextDouble() {
    constexpr double kUnit = 1.0 / static_cast<double>(uint64_t{1} << 53);
    const uint64_t high = Next(26) << 27;
    return static_cast<double>(high + Next(27)) * kUnit;
  }

 private:
  static constexpr uint64_t kMultiplier = 0x5DEECE66DULL;
  static constexpr uint64_t kMask = (uint64_t{1} << 48) - 1;

  uint64_t Next(int bits) {
    state_ = (state_ * kMultiplier + 0xB) & kMask;
    return state_ >> (48 - bits);
  }

  uint64_t state_;
};

/// Finds the bin whose right neighbour is nearest.
size_t NearestPair(const std::vector<Bin>& bins, JavaRandom& random) {
  size_t nearest = 0;
  double least = bins[1].centre - bins[0].centre;
  int ties = 1;
  for (size_t i = 1; i + 1 < bins.size(); ++i) {
    const double distance = bins[i + 1].centre - bins[i].centre;
    if (distance < least) {
      least = distance;
      nearest = i;
      ties = 1;
    } else if (distance == least && random.NextDouble() <= 1.0 / ++ties) {
      nearest = i;
    }
  }
  return nearest;
}

void AddValue(std::vector<Bin>& bins, double value, size_t most, JavaRandom& random) {
  const auto place = std::lower_bound(bins.begin(), bins.end(), value,
                                      [](const Bin& bin, double x) { return bin.centre < x; });
  if (place != bins.end() && place->centre == value) {
    place->height += 1;
    return;
  }
  bins.insert(place, {value, 1});
  if (bins.size() <= most) return;
  const size_t nearest = NearestPair(bins, random);
  Bin& left = bins[nearest];
  const Bin right = bins[nearest + 1];
  const double height = left.height + right.height;
  left.centre = left.centre * (left.height / height) + right.centre / height * right.height;
  left.height = height;
  bins.erase(bins.begin() + static_cast<ptrdiff_t>(nearest) + 1);
}

class NumericHistogramStates final : public BufferedStates {
 public:
  NumericHistogramStates(LogicalType result, size_t bins)
      : BufferedStates(TypeId::kFloat64, false), result_(std::move(result)), bins_(bins) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(result_, count);
    const LogicalType& x = result_.element().children()[0].type;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> kept = rows().RowsOf(begin + i);
      if (kept.empty()) {
        out.SetNull(i);
        continue;
      }
      constexpr uint64_t kSparkSeed = 31183;
      JavaRandom random(kSparkSeed);
      std::vector<Bin> bins;
      constexpr uint64_t kNanosPerValue = 50;
      CancellationPoll poll;
      for (const uint32_t row : kept) {
        poll.Spend(kNanosPerValue);
        AddValue(bins, values().values<double>()[row], bins_, random);
      }
      std::vector<Value> parts;
      for (const Bin& bin : bins) {
        Value centre = x.IsInteger() ? Value::Integral(x, static_cast<int128_t>(bin.centre))
                                     : CastValue(Value::Float64(bin.centre), x);
        parts.push_back(
            Value::Nested(result_.element(), {std::move(centre), Value::Float64(bin.height)}));
      }
      out.SetValue(i, Value::Nested(result_, std::move(parts)));
    }
    return out;
  }

 private:
  LogicalType result_;
  size_t bins_;
};

std::optional<BoundAggregate> Bind(const std::vector<LogicalType>& actual,
                                   std::span<const Value* const> constants) {
  constexpr int128_t kMostBins = 1'000'000;
  if (actual.size() != 2 || !actual[1].IsInteger()) return std::nullopt;
  if (!actual[0].IsNumeric() && actual[0].id() != TypeId::kNull) return std::nullopt;
  if (constants[1] == nullptr || constants[1]->IsNull() || constants[1]->integral() < 2 ||
      constants[1]->integral() > kMostBins) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "histogram_numeric takes a constant number of bins, at least 2");
  }
  const LogicalType x = actual[0].id() == TypeId::kNull ? LogicalType(TypeId::kInt32) : actual[0];
  BoundAggregate bound;
  bound.arguments = {TypeId::kFloat64};
  bound.constants = {*constants[1]};
  bound.result = LogicalType::List(LogicalType::Struct({{"x", x}, {"y", TypeId::kFloat64}}));
  bound.state = LogicalType::List(TypeId::kFloat64);
  bound.make_states = [result = bound.result,
                       bins = static_cast<size_t>(constants[1]->integral())] {
    return std::make_unique<NumericHistogramStates>(result, bins);
  };
  return bound;
}

}  // namespace

void RegisterNumericHistogram(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"histogram_numeric",
                                 {},
                                 "Gives the centres and heights of at most so many bins, which lie "
                                 "where the values do.",
                                 {{"histogram_numeric(42, 3)", "[{'x': 42, 'y': 1.0}]"}},
                                 {{{TypeId::kFloat64, TypeId::kInt32}, {}, Bind}}});
}

}  // namespace lakebolt
