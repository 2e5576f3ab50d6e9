#pragma once

#include <vector>

#include "function/aggregate/state_column.h"
#include "function/aggregate_function.h"

namespace lakebolt {

/// Holds sums over the values of each group that can be joined, and turns them into vectors and
/// back. `Sums` is a struct of doubles with `Join(const Sums&)` and `kFields`, an array of the name
/// and the member pointer of each.
template <typename Sums>
class MomentStates : public AggregateStates {
 public:
  static LogicalType StateType() {
    std::vector<Field> fields;
    for (const auto& [name, member] : Sums::kFields) fields.push_back({name, TypeId::kFloat64});
    return LogicalType::Struct(std::move(fields));
  }

  void Resize(uint32_t groups) override { groups_.Resize(groups); }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    std::vector<const double*> columns;
    for (const Vector& child : flat.children()) columns.push_back(child.values<double>());
    for (uint32_t i = 0; i < rows.count; ++i) {
      Sums other;
      for (size_t f = 0; f < columns.size(); ++f) {
        other.*Sums::kFields[f].second = columns[f][rows[i]];
      }
      groups_[groups == nullptr ? 0 : groups[i]].Join(other);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    size_t field = 0;
    for (const auto& [name, member] : Sums::kFields) {
      auto* values = out.mutable_children()[field++].mutable_values<double>();
      for (uint32_t i = 0; i < count; ++i) values[i] = groups_[begin + i].*member;
    }
    return out;
  }

  size_t MemoryBytes() const override { return groups_.MemoryBytes(); }

 protected:
  StateColumn<Sums> groups_;
};

}  // namespace lakebolt
