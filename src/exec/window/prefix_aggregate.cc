#include <algorithm>
#include <numeric>
#include <utility>

#include "exec/window/framed_aggregate.h"

namespace lakebolt {

namespace {

/// Counts rows: a frame's count is the difference of two running counts.
class PrefixCount final : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(call_.distinct);
    before_.resize(rows_.rows + 1);
    uint32_t count = 0;
    for (uint32_t row = 0; row < rows_.rows; ++row) {
      before_[row] = count;
      count += Counts(row) && (arguments_.empty() || !arguments_[0].IsNull(row)) ? 1 : 0;
    }
    before_[rows_.rows] = count;
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    Vector out(call_.type(), batch.count);
    auto* counts = out.mutable_values<int64_t>();
    for (uint32_t i = 0; i < batch.count; ++i) {
      int64_t count = 0;
      for (uint32_t r = 0; r < frames.range_count; ++r) {
        const FrameBatch::Range& range = frames.rows[i][r];
        count += before_[range.end] - before_[range.begin];
      }
      counts[i] = count;
    }
    const auto add = [&](const Vector& state, const auto& reaches) {
      const int64_t more = VectorReader<int64_t>(state)[0];
      for (uint32_t i = 0; i < batch.count; ++i) counts[i] += reaches(i) ? more : 0;
    };
    ForStatesBefore(batch, add);
    ForStatesBehind(batch, add);
    return out;
  }

 private:
  std::vector<uint32_t> before_;
};

/// Sums integers of up to 64 bits exactly: a frame's sum is the difference of two running sums in
/// 128 bits, which cannot overflow. Results come from the aggregate itself, by way of its states.
class PrefixSum final : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(call_.distinct);
    sums_.resize(rows_.rows + 1);
    counts_.resize(rows_.rows + 1);
    DispatchPhysical(arguments_[0].type().physical(), [&]<typename T>() {
      if constexpr (std::is_integral_v<T>) Accumulate<T>();
    });
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    std::vector<int128_t> sums(batch.count, 0);
    std::vector<int64_t> counts(batch.count, 0);
    for (uint32_t i = 0; i < batch.count; ++i) {
      for (uint32_t r = 0; r < frames.range_count; ++r) {
        const FrameBatch::Range& range = frames.rows[i][r];
        sums[i] += sums_[range.end] - sums_[range.begin];
        counts[i] += counts_[range.end] - counts_[range.begin];
      }
    }
    const auto add = [&](const Vector& state, const auto& reaches) {
      const auto [sum, count] = ReadState(state);
      for (uint32_t i = 0; i < batch.count; ++i) {
        if (!reaches(i)) continue;
        sums[i] += sum;
        counts[i] += count;
      }
    };
    ForStatesBefore(batch, add);
    ForStatesBehind(batch, add);
    auto states = call_.aggregate->make_states();
    states->Resize(batch.count);
    std::vector<uint32_t> groups(batch.count);
    std::iota(groups.begin(), groups.end(), 0);
    states->Merge(MakeStates(sums, counts), RowSet::Dense(batch.count), groups.data());
    return states->Finalize(0, batch.count);
  }

 private:
  template <typename T>
  void Accumulate() {
    const VectorReader<T> values(arguments_[0]);
    int128_t sum = 0;
    uint32_t count = 0;
    for (uint32_t row = 0; row < rows_.rows; ++row) {
      sums_[row] = sum;
      counts_[row] = count;
      if (!Counts(row) || values.IsNull(row)) continue;
      sum += values[row];
      ++count;
    }
    sums_[rows_.rows] = sum;
    counts_[rows_.rows] = count;
  }

  /// Returns the sum of an exported state, and the number of values, or 1 where it has only the sum
  /// of any.
  static std::pair<int128_t, int64_t> ReadState(const Vector& state) {
    if (state.IsNull(0)) return {0, 0};
    const Vector flat = state.Flatten();
    if (!flat.type().IsNested()) return {flat.values<int128_t>()[0], 1};
    return {flat.children()[0].values<int128_t>()[0], flat.children()[1].values<int64_t>()[0]};
  }

  /// Makes states as the aggregate exports them: a sum, or a sum and a count.
  Vector MakeStates(const std::vector<int128_t>& sums, const std::vector<int64_t>& counts) const {
    Vector states(call_.aggregate->state, static_cast<uint32_t>(sums.size()));
    const bool pairs = call_.aggregate->state.IsNested();
    auto* out = pairs ? states.mutable_children()[0].mutable_values<int128_t>()
                      : states.mutable_values<int128_t>();
    std::copy(sums.begin(), sums.end(), out);
    if (pairs) {
      std::copy(counts.begin(), counts.end(),
                states.mutable_children()[1].mutable_values<int64_t>());
      return states;
    }
    for (uint32_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) states.SetNull(i);
    }
    return states;
  }

  std::vector<int128_t> sums_;    // of the rows before
  std::vector<uint32_t> counts_;  // of the values among them
};

bool IsSmallInteger(PhysicalType type) {
  if (type == PhysicalType::kList || type == PhysicalType::kStruct) return false;
  return DispatchPhysical(
      type, []<typename T>() { return std::is_integral_v<T> && sizeof(T) <= sizeof(int64_t); });
}

/// Tells whether the states have the form that PrefixSum makes.
bool HasPrefixStates(const BoundAggregate& aggregate) {
  const LogicalType& state = aggregate.state;
  if (aggregate.name == "sum") return state.physical() == PhysicalType::kInt128;
  if (aggregate.name != "avg" || state.physical() != PhysicalType::kStruct) return false;
  return state.children().size() == 2 &&
         state.children()[0].type.physical() == PhysicalType::kInt128 &&
         state.children()[1].type.physical() == PhysicalType::kInt64;
}

}  // namespace

std::unique_ptr<WindowCallEvaluator> TryMakePrefixAggregate(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending,
                                                            const CallEdges* edges) {
  const BoundAggregate& aggregate = *call.aggregate;
  const bool is_count = (aggregate.name == "count" && call.arguments.size() == 1) ||
                        (aggregate.name == "count_star" && call.arguments.empty());
  if (is_count && aggregate.result.physical() == PhysicalType::kInt64) {
    return std::make_unique<PrefixCount>(rows, call, descending, edges);
  }
  if (call.arguments.size() == 1 && HasPrefixStates(aggregate) &&
      IsSmallInteger(call.arguments[0].type.physical())) {
    return std::make_unique<PrefixSum>(rows, call, descending, edges);
  }
  return nullptr;
}

}  // namespace lakebolt
