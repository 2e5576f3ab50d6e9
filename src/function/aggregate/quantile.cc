#include <algorithm>

#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/fraction.h"
#include "function/aggregate/interpolate.h"
#include "function/aggregate/ranked_pick.h"
#include "function/aggregate/select_nth.h"
#include "function/aggregate/sorted_rows.h"
#include "types/value_order.h"

namespace lakebolt {

namespace {

/// Says what to compute of each group.
struct QuantileSpec {
  Pick pick = Pick::kDiscrete;
  FractionList fractions;
  LogicalType type;     // of the argument
  LogicalType element;  // of one quantile

  LogicalType Result() const { return fractions.is_list ? LogicalType::List(element) : element; }
};

/// Lays out one quantile a fraction and group: into lists, or as they are. Groups without values
/// are NULL.
Vector WrapQuantiles(const QuantileSpec& spec, Vector values, const std::vector<uint8_t>& present) {
  const auto width = static_cast<uint32_t>(spec.fractions.fractions.size());
  const auto count = static_cast<uint32_t>(present.size());
  Vector out = spec.fractions.is_list ? Vector(spec.Result(), count) : std::move(values);
  for (uint32_t i = 0; i < count; ++i) {
    if (spec.fractions.is_list) {
      out.mutable_values<ListEntry>()[i] = {i * width, present[i] != 0 ? width : 0};
    }
    if (present[i] == 0) out.SetNull(i);
  }
  if (spec.fractions.is_list) out.mutable_children()[0] = std::move(values);
  return out;
}

/// Finds quantiles by selection, the lowest first: each narrows the range left for
/// those above it.
template <typename T>
class QuantileStates final : public BufferedStates, public RankedPick {
 public:
  explicit QuantileStates(std::shared_ptr<const QuantileSpec> spec)
      : BufferedStates(spec->type, false), spec_(std::move(spec)) {}

  bool IsDescending() const override { return spec_->fractions.descending; }

  std::vector<Place> PlacesIn(size_t count) const override {
    std::vector<Place> places;
    for (const Fraction& fraction : spec_->fractions.fractions) {
      places.push_back(fraction.PlaceIn(spec_->pick, count));
    }
    return places;
  }

  Vector ResultsOf(const Vector& values, std::span<const Picked> picked,
                   const std::vector<uint8_t>& present) const override {
    const VectorReader<T> reader(values);
    Vector out(spec_->element, static_cast<uint32_t>(picked.size()));
    const size_t width = spec_->fractions.fractions.size();
    for (uint32_t i = 0; i < picked.size(); ++i) {
      if (present[i / width] == 0) continue;
      const auto [low, high, share] = picked[i];
      if (spec_->pick == Pick::kContinuous) {
        WriteInterpolated(spec_->type, reader[low], share, reader[high], i, out);
      } else {
        out.mutable_values<T>()[i] = reader[low];
      }
    }
    if constexpr (std::is_same_v<T, StringView>) out.ShareOwners(values);
    return WrapQuantiles(*spec_, std::move(out), present);
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const auto width = static_cast<uint32_t>(spec_->fractions.fractions.size());
    Vector out(spec_->element, count * width);
    std::vector<uint8_t> present(count);
    GrowingArray<T> scratch;
    for (uint32_t i = 0; i < count; ++i) {
      GatherGroup<T>(begin + i, scratch, [](const T& value) { return value; });
      present[i] = scratch.size() == 0 ? 0 : 1;
      if (present[i] == 0) continue;
      Quantiles(scratch, i * width, out);
    }
    if constexpr (std::is_same_v<T, StringView>) out.ShareOwners(values().View());
    return WrapQuantiles(*spec_, std::move(out), present);
  }

 private:
  void Quantiles(GrowingArray<T>& scratch, uint32_t to, Vector& out) const {
    if (spec_->fractions.descending) {
      Quantiles(scratch, to, out, [](const T& a, const T& b) { return ValueLess(b, a); });
    } else {
      Quantiles(scratch, to, out, [](const T& a, const T& b) { return ValueLess(a, b); });
    }
  }

  template <typename Less>
  void Quantiles(GrowingArray<T>& scratch, uint32_t to, Vector& out, Less less) const {
    size_t lowest = 0;
    for (const uint32_t f : spec_->fractions.ascending) {
      const Place place = spec_->fractions.fractions[f].PlaceIn(spec_->pick, scratch.size());
      SelectNth(scratch.data() + lowest, scratch.data() + place.low,
                scratch.data() + scratch.size(), less);
      lowest = place.low;
      if (spec_->pick != Pick::kContinuous) {
        out.mutable_values<T>()[to + f] = scratch[place.low];
        continue;
      }
      T high = scratch[place.low];
      if (place.share > 0) high = LeastOf(scratch.begin() + place.low + 1, scratch.end(), less);
      WriteInterpolated(spec_->type, scratch[place.low], place.share, high, to + f, out);
    }
  }

  std::shared_ptr<const QuantileSpec> spec_;
};

/// Finds quantiles of nested values, ordered by their keys as bytes.
class NestedQuantileStates final : public BufferedStates {
 public:
  explicit NestedQuantileStates(std::shared_ptr<const QuantileSpec> spec)
      : BufferedStates(spec->type, false), spec_(std::move(spec)) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const Vector all = values().View();
    std::vector<uint8_t> present(count);
    std::vector<uint32_t> chosen(count * spec_->fractions.fractions.size());
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> kept = rows().RowsOf(begin + i);
      present[i] = kept.empty() ? 0 : 1;
      if (present[i] == 0) continue;
      const std::vector<uint32_t> sorted =
          SortedRows(all, kept, {spec_->fractions.descending, false});
      for (const uint32_t f : spec_->fractions.ascending) {
        const Place place = spec_->fractions.fractions[f].PlaceIn(spec_->pick, sorted.size());
        chosen[i * spec_->fractions.fractions.size() + f] = sorted[place.low];
      }
    }
    if (values().size() == 0) {
      return WrapQuantiles(*spec_, Vector(spec_->element, static_cast<uint32_t>(chosen.size())),
                           present);
    }
    return WrapQuantiles(*spec_, all.Gather(chosen.data(), static_cast<uint32_t>(chosen.size())),
                         present);
  }

 private:
  std::shared_ptr<const QuantileSpec> spec_;
};

std::unique_ptr<AggregateStates> MakeStates(const std::shared_ptr<const QuantileSpec>& spec) {
  if (spec->type.IsNested()) return std::make_unique<NestedQuantileStates>(spec);
  return DispatchPhysical(spec->type.physical(),
                          [&]<typename T>() -> std::unique_ptr<AggregateStates> {
                            return std::make_unique<QuantileStates<T>>(spec);
                          });
}

BoundAggregate MakeBound(QuantileSpec spec, std::vector<Value> constants) {
  BoundAggregate bound;
  bound.arguments = {spec.type};
  bound.result = spec.Result();
  bound.state = LogicalType::List(spec.type);
  bound.ignores_order = true;
  bound.constants = std::move(constants);
  bound.make_states = [shared = std::make_shared<const QuantileSpec>(std::move(spec))] {
    return MakeStates(shared);
  };
  return bound;
}

/// Binds f(x, fraction or fractions), and up to `ignored` constants behind, which tune what is
/// exact here.
AggregateOverload Overload(Pick pick, size_t ignored) {
  const auto bind = [=](const std::vector<LogicalType>& actual,
                        std::span<const Value* const> constants) -> std::optional<BoundAggregate> {
    if (actual.size() < 2 || actual.size() > 2 + ignored) return std::nullopt;
    QuantileSpec spec;
    spec.pick = pick;
    spec.type = actual[0].id() == TypeId::kNull ? LogicalType(TypeId::kInt32) : actual[0];
    spec.element = spec.type;
    if (pick == Pick::kContinuous) {
      const auto between = InterpolatedType(spec.type);
      if (!between) return std::nullopt;
      spec.element = *between;
    }
    const auto fractions = FractionList::From(actual[1], constants[1]);
    if (!fractions) return std::nullopt;
    spec.fractions = *fractions;
    std::vector<Value> taken;
    for (size_t i = 1; i < actual.size(); ++i) {
      if (constants[i] == nullptr) return std::nullopt;
      taken.push_back(*constants[i]);
    }
    return MakeBound(std::move(spec), std::move(taken));
  };
  return {{TypeId::kNull, TypeId::kFloat64}, {}, bind};
}

std::optional<BoundAggregate> BindMedian(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  QuantileSpec spec;
  spec.type = actual[0].id() == TypeId::kNull ? LogicalType(TypeId::kInt32) : actual[0];
  const auto between = InterpolatedType(spec.type);
  spec.pick = between ? Pick::kContinuous : Pick::kDiscrete;
  spec.element = between.value_or(spec.type);
  spec.fractions = FractionList::Half();
  return MakeBound(std::move(spec), {});
}

}  // namespace

void RegisterQuantiles(FunctionRegistry& registry) {
  AggregateFunction continuous{
      "quantile_cont",
      {"percentile_cont", "percentile"},
      "Gives the value below which a fraction of all values lies, interpolated between two values "
      "where it falls there; a list of fractions gives a list. A negative fraction counts from the "
      "greatest value.",
      {{"quantile_cont(42, 0.5)", "42.0"},
       {"percentile_cont(0.5) WITHIN GROUP (ORDER BY 42)", "42.0"}},
      {Overload(Pick::kContinuous, 0)}};
  continuous.direct_arguments = 1;
  registry.Add(std::move(continuous));
  AggregateFunction discrete{
      "quantile_disc",
      {"quantile", "percentile_disc"},
      "Gives the first value at or below which a fraction of all values lies; a list of fractions "
      "gives a list.",
      {{"quantile_disc(42, 0.5)", "42"}},
      {Overload(Pick::kDiscrete, 0)}};
  discrete.direct_arguments = 1;
  registry.Add(std::move(discrete));
  AggregateFunction reservoir{"reservoir_quantile",
                              {},
                              "Gives a value near the quantile; the size of a sample is taken but "
                              "not needed, as all values are kept.",
                              {{"reservoir_quantile(42, 0.5)", "42"}},
                              {Overload(Pick::kLower, 1)}};
  reservoir.direct_arguments = 1;
  registry.Add(std::move(reservoir));
  AggregateFunction approximate{"percentile_approx",
                                {"approx_percentile"},
                                "Gives a percentile as Spark does; the accuracy is taken but not "
                                "needed, as the answer is exact.",
                                {{"percentile_approx(42, 0.5, 100)", "42"}},
                                {Overload(Pick::kDiscrete, 1)}};
  approximate.direct_arguments = 1;
  registry.Add(std::move(approximate));
  registry.Add(AggregateFunction{"median",
                                 {"approx_median"},
                                 "Gives the middle value; between two, their mean where the type "
                                 "has one.",
                                 {{"median(42)", "42.0"}},
                                 {{{TypeId::kNull}, BindMedian}}});
}

}  // namespace lakebolt
