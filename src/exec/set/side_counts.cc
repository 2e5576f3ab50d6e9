#include "exec/set/side_counts.h"

#include <algorithm>

#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Counts rows by which input they are of.
class SideCounts final : public AggregateStates {
 public:
  SideCounts(LogicalType state, SetOperationKind operation, bool all)
      : state_(std::move(state)), operation_(operation), all_(all) {}

  void Resize(uint32_t groups) override {
    left_.Resize(groups);
    right_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const VectorReader<uint8_t> is_right(args[0]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      auto& counts = is_right[rows[i]] != 0 ? right_ : left_;
      ++counts[groups == nullptr ? 0 : groups[i]];
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* left = flat.children()[0].values<int64_t>();
    const auto* right = flat.children()[1].values<int64_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      left_[group] += left[rows[i]];
      right_[group] += right[rows[i]];
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    auto* left = out.mutable_children()[0].mutable_values<int64_t>();
    auto* right = out.mutable_children()[1].mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) {
      left[i] = left_[begin + i];
      right[i] = right_[begin + i];
    }
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kInt64, count);
    auto* copies = out.mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) copies[i] = Copies(left_[begin + i], right_[begin + i]);
    return out;
  }

  size_t MemoryBytes() const override { return left_.MemoryBytes() + right_.MemoryBytes(); }

 private:
  int64_t Copies(int64_t left, int64_t right) const {
    if (operation_ == SetOperationKind::kIntersect) {
      const int64_t both = std::min(left, right);
      return all_ ? both : std::min<int64_t>(both, 1);
    }
    if (all_) return std::max<int64_t>(left - right, 0);
    return left > 0 && right == 0 ? 1 : 0;
  }

  LogicalType state_;
  SetOperationKind operation_;
  bool all_;
  StateColumn<int64_t> left_;
  StateColumn<int64_t> right_;
};

}  // namespace

std::shared_ptr<const BoundAggregate> MakeSideCounts(SetOperationKind operation, bool all) {
  auto bound = std::make_shared<BoundAggregate>();
  bound->name = "rows to give";
  bound->arguments = {TypeId::kBoolean};
  bound->result = TypeId::kInt64;
  bound->state = LogicalType::Struct({{"left", TypeId::kInt64}, {"right", TypeId::kInt64}});
  bound->ignores_order = true;
  bound->null_on_empty = false;
  bound->make_states = [state = bound->state, operation, all] {
    return std::make_unique<SideCounts>(state, operation, all);
  };
  return bound;
}

}  // namespace lakebolt
