#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/centroids.h"
#include "function/aggregate/fraction.h"
#include "function/aggregate/group_rows.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Values kept beyond twice those of the last compression before the next.
constexpr uint32_t kSlack = 1 << 16;

/// Estimates quantiles with a t-digest a group. Values are collected for all groups together; when
/// there are many, each group's are compressed, so that small groups stay exact. The state of a
/// group: its least and greatest value and its centroids.
class DigestStates final : public AggregateStates {
 public:
  DigestStates(LogicalType type, FractionList fractions)
      : type_(std::move(type)), fractions_(std::move(fractions)) {}

  static LogicalType StateType() {
    return LogicalType::Struct({{"least", TypeId::kFloat64},
                                {"greatest", TypeId::kFloat64},
                                {"centroids", LogicalType::List(CentroidType())}});
  }

  void Resize(uint32_t groups) override {
    rows_.Resize(groups);
    least_.Resize(groups);
    greatest_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    DispatchPhysical(type_.physical(), [&]<typename T>() {
      if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, int128_t> ||
                    std::is_same_v<T, uint128_t>) {
        ForEachValid<T>(args[0], rows, [&](uint32_t i, T value) {
          const auto number = static_cast<double>(value);
          if (!std::isfinite(number)) return;
          Add(groups == nullptr ? 0 : groups[i], {number, 1}, number, number);
        });
      }
    });
    if (rows_.size() >= next_compression_) CompressAll();
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* least = flat.children()[0].values<double>();
    const auto* greatest = flat.children()[1].values<double>();
    const Vector lists = flat.children()[2].Flatten();
    const auto* entries = lists.values<ListEntry>();
    const VectorReader<double> means(lists.children()[0].children()[0]);
    const VectorReader<double> weights(lists.children()[0].children()[1]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      for (uint32_t k = 0; k < entries[row].length; ++k) {
        const uint32_t at = entries[row].offset + k;
        Add(groups == nullptr ? 0 : groups[i], {means[at], weights[at]}, least[row], greatest[row]);
      }
    }
    if (rows_.size() >= next_compression_) CompressAll();
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    std::vector<Centroid> all;
    Vector lists(LogicalType::List(CentroidType()), count);
    for (uint32_t i = 0; i < count; ++i) {
      const std::vector<Centroid> own = CentroidsOf(begin + i);
      lists.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(all.size()),
                                              static_cast<uint32_t>(own.size())};
      all.insert(all.end(), own.begin(), own.end());
    }
    Vector centroids(CentroidType(), static_cast<uint32_t>(all.size()));
    for (size_t i = 0; i < all.size(); ++i) {
      centroids.mutable_children()[0].mutable_values<double>()[i] = all[i].mean;
      centroids.mutable_children()[1].mutable_values<double>()[i] = all[i].weight;
    }
    lists.mutable_children()[0] = std::move(centroids);
    Vector out(StateType(), count);
    out.mutable_children() = {least_.Export(TypeId::kFloat64, begin, count),
                              greatest_.Export(TypeId::kFloat64, begin, count), std::move(lists)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const auto width = static_cast<uint32_t>(fractions_.fractions.size());
    Vector values(type_, count * width);
    Vector lists(LogicalType::List(type_), fractions_.is_list ? count : 0);
    for (uint32_t i = 0; i < count; ++i) {
      const std::vector<Centroid> own = CentroidsOf(begin + i);
      Vector& out = fractions_.is_list ? lists : values;
      if (fractions_.is_list) {
        lists.mutable_values<ListEntry>()[i] = {i * width, own.empty() ? 0 : width};
      }
      if (own.empty()) {
        out.SetNull(i);
        continue;
      }
      for (uint32_t f = 0; f < width; ++f) {
        Write(
            QuantileOf(own, least_[begin + i], greatest_[begin + i], fractions_.fractions[f].value),
            i * width + f, values);
      }
    }
    if (!fractions_.is_list) return values;
    lists.mutable_children()[0] = std::move(values);
    return lists;
  }

  size_t MemoryBytes() const override {
    return centroids_.capacity() * sizeof(Centroid) + rows_.MemoryBytes() + least_.MemoryBytes() +
           greatest_.MemoryBytes();
  }

 private:
  static LogicalType CentroidType() {
    return LogicalType::Struct({{"mean", TypeId::kFloat64}, {"weight", TypeId::kFloat64}});
  }

  void Add(uint32_t group, Centroid centroid, double least, double greatest) {
    centroids_.push_back(centroid);
    rows_.Append(group);
    least_[group] = std::min(least_[group], least);
    greatest_[group] = std::max(greatest_[group], greatest);
  }

  std::vector<Centroid> CentroidsOf(uint32_t group) const {
    std::vector<Centroid> own;
    for (const uint32_t row : rows_.RowsOf(group)) own.push_back(centroids_[row]);
    CompressCentroids(own);
    return own;
  }

  void CompressAll() {
    std::vector<Centroid> centroids;
    GroupRows rows;
    rows.Resize(rows_.group_count());
    for (uint32_t g = 0; g < rows_.group_count(); ++g) {
      for (const Centroid& centroid : CentroidsOf(g)) {
        centroids.push_back(centroid);
        rows.Append(g);
      }
    }
    centroids_ = std::move(centroids);
    rows_ = std::move(rows);
    next_compression_ = rows_.size() * 2 + kSlack;
  }

  void Write(double value, uint32_t row, Vector& out) const {
    DispatchPhysical(type_.physical(), [&]<typename T>() {
      if constexpr (std::is_floating_point_v<T>) {
        out.mutable_values<T>()[row] = static_cast<T>(value);
      } else if constexpr (std::is_integral_v<T>) {
        const double rounded = std::nearbyint(value);
        const auto most = static_cast<double>(std::numeric_limits<T>::max());
        out.mutable_values<T>()[row] =
            rounded >= most ? std::numeric_limits<T>::max() : static_cast<T>(rounded);
      } else if constexpr (std::is_same_v<T, int128_t> || std::is_same_v<T, uint128_t>) {
        out.mutable_values<T>()[row] = static_cast<T>(std::nearbyint(value));
      }
    });
  }

  LogicalType type_;
  FractionList fractions_;
  std::vector<Centroid> centroids_;
  GroupRows rows_;
  StateColumn<double> least_{std::numeric_limits<double>::infinity()};
  StateColumn<double> greatest_{-std::numeric_limits<double>::infinity()};
  uint32_t next_compression_ = kSlack;
};

std::optional<BoundAggregate> BindApproxQuantile(const std::vector<LogicalType>& actual,
                                                 std::span<const Value* const> constants) {
  if (actual.size() != 2) return std::nullopt;
  LogicalType type = actual[0].id() == TypeId::kNull ? LogicalType(TypeId::kInt32) : actual[0];
  if (!type.IsNumeric() && !type.IsTemporal()) return std::nullopt;
  if (type.physical() == PhysicalType::kInt256) type = TypeId::kFloat64;
  const auto fractions = FractionList::From(actual[1], constants[1]);
  if (!fractions) return std::nullopt;
  if (fractions->descending) {
    throw UserError(ErrorCode::kOutOfRange,
                    "the fraction of approx_quantile must lie between 0 and 1");
  }
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = fractions->is_list ? LogicalType::List(type) : type;
  bound.state = DigestStates::StateType();
  bound.ignores_order = true;
  bound.constants = {*constants[1]};
  bound.make_states = [type, list = *fractions] {
    return std::make_unique<DigestStates>(type, list);
  };
  return bound;
}

}  // namespace

void RegisterApproxQuantile(FunctionRegistry& registry) {
  AggregateFunction function{
      "approx_quantile",
      {"approx_percentile_cont"},
      "Estimates quantiles with a t-digest, most precisely near both ends; a "
      "list of fractions gives a list.",
      {{"approx_quantile(42, 0.5)", "42"}},
      {{{TypeId::kFloat64, TypeId::kFloat64}, {}, BindApproxQuantile}}};
  function.direct_arguments = 1;
  registry.Add(std::move(function));
}

}  // namespace lakebolt
