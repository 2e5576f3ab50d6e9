#include "function/aggregate/builtin.h"

namespace lakebolt {

namespace {

/// Keeps the value that came with the largest or smallest key; the first of equals.
class ArgExtremeStates final : public AggregateStates {
 public:
  ArgExtremeStates(LogicalType state, bool largest) : state_(std::move(state)), largest_(largest) {}

  void Resize(uint32_t groups) override {
    values_.resize(groups, Value(state_.children()[0].type));
    keys_.resize(groups, Value(state_.children()[1].type));
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    for (uint32_t i = 0; i < rows.count; ++i) {
      // Rows whose value or key is NULL do not take part.
      if (args[0].IsNull(rows[i])) continue;
      Offer(groups == nullptr ? 0 : groups[i], args[0], args[1].GetValue(rows[i]), rows[i]);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    for (uint32_t i = 0; i < rows.count; ++i) {
      Offer(groups == nullptr ? 0 : groups[i], flat.children()[0],
            flat.children()[1].GetValue(rows[i]), rows[i]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    out.mutable_children() = {Column(state_.children()[0].type, values_, begin, count),
                              Column(state_.children()[1].type, keys_, begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return Column(state_.children()[0].type, values_, begin, count);
  }

  size_t MemoryBytes() const override { return 2 * values_.capacity() * sizeof(Value); }

 private:
  void Offer(uint32_t group, const Vector& values, Value key, uint32_t row) {
    if (key.IsNull()) return;
    if (!keys_[group].IsNull()) {
      const int order = Value::Compare(key, keys_[group]);
      if (largest_ ? order <= 0 : order >= 0) return;
    }
    keys_[group] = std::move(key);
    values_[group] = values.GetValue(row);
  }

  static Vector Column(const LogicalType& type, const std::vector<Value>& values, uint32_t begin,
                       uint32_t count) {
    Vector out(type, count);
    for (uint32_t i = 0; i < count; ++i) out.SetValue(i, values[begin + i]);
    return out;
  }

  LogicalType state_;
  bool largest_;
  std::vector<Value> values_;
  std::vector<Value> keys_;
};

void Add(FunctionRegistry& registry, const char* name, const char* alias, bool largest,
         FunctionExample example) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 2) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = actual;
    bound.result = actual[0];
    bound.state = LogicalType::Struct({{"value", actual[0]}, {"key", actual[1]}});
    bound.make_states = [=, state = bound.state] {
      return std::make_unique<ArgExtremeStates>(state, largest);
    };
    return bound;
  };
  registry.Add(AggregateFunction{name,
                                 {alias, largest ? "argmax" : "argmin"},
                                 largest ? "Returns the value of the row with the largest key."
                                         : "Returns the value of the row with the smallest key.",
                                 {std::move(example)},
                                 {{{TypeId::kNull, TypeId::kNull}, bind}}});
}

}  // namespace

void RegisterArgExtremes(FunctionRegistry& registry) {
  Add(registry, "arg_max", "max_by", true, {"arg_max('a', 1)", "a"});
  Add(registry, "arg_min", "min_by", false, {"arg_min('a', 1)", "a"});
}

}  // namespace lakebolt
