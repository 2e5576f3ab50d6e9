// vector_sum and vector_avg: lists of numbers of one length, added up place by place.

#include "base/error.h"
#include "function/aggregate/buffered_states.h"
#include "function/aggregate/builtin.h"
#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

namespace {

const LogicalType kFloats = LogicalType::List(TypeId::kFloat32);

/// Keeps the sums of a group as doubles; the count of its lists stands behind them. The state is
/// that list.
class VectorFoldStates final : public AggregateStates {
 public:
  explicit VectorFoldStates(bool averages) : averages_(averages) {}

  static LogicalType StateType() { return LogicalType::List(TypeId::kFloat64); }

  void Resize(uint32_t groups) override { sums_.resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const ListReader lists(args[0]);
    const VectorReader<float> elements(lists.elements());
    std::vector<double> one;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (lists.IsNull(rows[i])) continue;
      const ListEntry entry = lists[rows[i]];
      one.clear();
      for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
        if (elements.IsNull(k)) {
          throw UserError(ErrorCode::kInvalidArgument, "a vector has no NULL among its numbers");
        }
        one.push_back(static_cast<double>(elements[k]));
      }
      one.push_back(1);
      Join(groups == nullptr ? 0 : groups[i], one);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const ListReader lists(states);
    const VectorReader<double> elements(lists.elements());
    std::vector<double> one;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (lists.IsNull(rows[i])) continue;
      const ListEntry entry = lists[rows[i]];
      one.clear();
      for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
        one.push_back(elements[k]);
      }
      Join(groups == nullptr ? 0 : groups[i], one);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    return Lists<double>(StateType(), begin, count,
                         [](const std::vector<double>& sums, size_t k) { return sums[k]; });
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return Lists<float>(kFloats, begin, count, [this](const std::vector<double>& sums, size_t k) {
      return static_cast<float>(averages_ ? sums[k] / sums.back() : sums[k]);
    });
  }

  size_t MemoryBytes() const override {
    size_t bytes = sums_.capacity() * sizeof(sums_[0]);
    for (const std::vector<double>& sums : sums_) bytes += sums.capacity() * sizeof(double);
    return bytes;
  }

 private:
  void Join(uint32_t group, const std::vector<double>& other) {
    std::vector<double>& sums = sums_[group];
    if (other.empty()) return;
    if (sums.empty()) {
      sums = other;
      return;
    }
    if (sums.size() != other.size()) {
      throw UserError(ErrorCode::kInvalidArgument, "vectors of different lengths, " +
                                                       std::to_string(sums.size() - 1) + " and " +
                                                       std::to_string(other.size() - 1));
    }
    for (size_t k = 0; k < sums.size(); ++k) sums[k] += other[k];
  }

  /// Lays out `value(sums, k)` of each group; the count is left out of lists of floats.
  template <typename T, typename Get>
  Vector Lists(const LogicalType& type, uint32_t begin, uint32_t count, const Get& value) const {
    constexpr size_t kBehind = std::is_same_v<T, float> ? 1 : 0;
    size_t total = 0;
    for (uint32_t i = 0; i < count; ++i) total += sums_[begin + i].size();
    Vector elements(type.element(), static_cast<uint32_t>(total));
    std::vector<ListEntry> entries(count);
    NullRows nulls(count);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const std::vector<double>& sums = sums_[begin + i];
      entries[i].offset = next;
      if (sums.empty()) {
        nulls.Set(i);
        continue;
      }
      for (size_t k = 0; k + kBehind < sums.size(); ++k) {
        elements.mutable_values<T>()[next++] = value(sums, k);
      }
      entries[i].length = next - entries[i].offset;
    }
    for (; next < total; ++next) elements.mutable_values<T>()[next] = 0;
    return MakeListVector(type, entries, std::move(elements), nulls.Take());
  }

  bool averages_;
  std::vector<std::vector<double>> sums_;
};

void Add(FunctionRegistry& registry, const char* name, const char* description, bool averages) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 1 || actual[0].id() != TypeId::kList) return std::nullopt;
    const LogicalType& element = actual[0].element();
    if (!element.IsNumeric() && element.id() != TypeId::kNull) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = {kFloats};
    bound.result = kFloats;
    bound.state = VectorFoldStates::StateType();
    bound.ignores_order = true;
    bound.make_states = [averages] { return std::make_unique<VectorFoldStates>(averages); };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 {},
                                 description,
                                 {{std::string(name) + "([1.0, 2.0])", "[1.0, 2.0]"}},
                                 {{{kFloats}, bind}}});
}

}  // namespace

void RegisterVectorFolds(FunctionRegistry& registry) {
  Add(registry, "vector_sum", "Adds up lists of numbers, place by place.", false);
  Add(registry, "vector_avg", "Averages lists of numbers, place by place.", true);
}

}  // namespace lakebolt
