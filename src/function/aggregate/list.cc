#include "function/aggregate/builtin.h"

namespace lakebolt {

namespace {

/// Collects values, NULLs too, in the order in which rows come.
class ListStates final : public AggregateStates {
 public:
  explicit ListStates(LogicalType list) : list_(std::move(list)) {}

  void Resize(uint32_t groups) override { values_.resize(groups); }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    for (uint32_t i = 0; i < rows.count; ++i) {
      Append(groups == nullptr ? 0 : groups[i], args[0].GetValue(rows[i]));
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    for (uint32_t i = 0; i < rows.count; ++i) {
      const Value list = states.GetValue(rows[i]);
      if (list.IsNull()) continue;
      for (const Value& value : list.parts()) Append(groups == nullptr ? 0 : groups[i], value);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    uint32_t total = 0;
    for (uint32_t g = begin; g < begin + count; ++g) {
      total += static_cast<uint32_t>(values_[g].size());
    }
    Vector out(list_, count);
    Vector elements(list_.element(), total);
    auto* entries = out.mutable_values<ListEntry>();
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const std::vector<Value>& values = values_[begin + i];
      entries[i] = {next, static_cast<uint32_t>(values.size())};
      for (const Value& value : values) elements.SetValue(next++, value);
      if (values.empty()) out.SetNull(i);
    }
    out.mutable_children()[0] = std::move(elements);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }

  size_t MemoryBytes() const override {
    return values_.capacity() * sizeof(std::vector<Value>) + bytes_;
  }

 private:
  void Append(uint32_t group, Value value) {
    bytes_ += sizeof(Value);
    if (!value.IsNull() && value.type().IsStringLike()) bytes_ += value.string().size();
    values_[group].push_back(std::move(value));
  }

  LogicalType list_;
  std::vector<std::vector<Value>> values_;
  size_t bytes_ = 0;
};

std::optional<BoundAggregate> BindList(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  BoundAggregate bound;
  bound.arguments = actual;
  bound.result = LogicalType::List(actual[0]);
  bound.state = bound.result;
  bound.make_states = [list = bound.result] { return std::make_unique<ListStates>(list); };
  return bound;
}

}  // namespace

void RegisterList(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"list",
                                 {"array_agg"},
                                 "Collects all values into a list, NULLs too.",
                                 {{"list(42)", "[42]"}},
                                 {{{TypeId::kNull}, BindList}}});
}

}  // namespace lakebolt
