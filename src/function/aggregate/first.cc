#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

enum class Kept : uint8_t { kFirst, kLast, kAnyValid };

/// Keeps one row's value by position. Which row comes first is only defined where rows have an
/// order, as in SQL at large.
class FirstStates final : public AggregateStates {
 public:
  FirstStates(LogicalType type, Kept kept) : type_(std::move(type)), kept_(kept) {}

  static LogicalType StateType(const LogicalType& type) {
    return LogicalType::Struct({{"seen", TypeId::kBoolean}, {"value", type}});
  }

  void Resize(uint32_t groups) override {
    values_.resize(groups, Value(type_));
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    for (uint32_t i = 0; i < rows.count; ++i) Offer(args[0], rows[i], groups, i);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* seen = flat.children()[0].values<uint8_t>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (seen[rows[i]] != 0) Offer(flat.children()[1], rows[i], groups, i);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector seen(TypeId::kBoolean, count);
    for (uint32_t i = 0; i < count; ++i) {
      seen.mutable_values<uint8_t>()[i] = seen_[begin + i] ? 1 : 0;
    }
    Vector out(StateType(type_), count);
    out.mutable_children() = {std::move(seen), Finalize(begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(type_, count);
    for (uint32_t i = 0; i < count; ++i) out.SetValue(i, values_[begin + i]);
    return out;
  }

  size_t MemoryBytes() const override {
    return values_.capacity() * sizeof(Value) + seen_.MemoryBytes();
  }

 private:
  void Offer(const Vector& column, uint32_t row, const uint32_t* groups, uint32_t i) {
    const uint32_t group = groups == nullptr ? 0 : groups[i];
    if (seen_[group] != 0 && kept_ != Kept::kLast) return;
    if (kept_ == Kept::kAnyValid && column.IsNull(row)) return;
    values_[group] = column.GetValue(row);
    seen_[group] = 1;
  }

  LogicalType type_;
  Kept kept_;
  std::vector<Value> values_;
  SeenColumn seen_;
};

AggregateOverload Overload(const char* name, Kept kept) {
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != 1) return std::nullopt;
    const LogicalType type = actual[0];
    BoundAggregate bound;
    bound.name = name;
    bound.arguments = {type};
    bound.result = type;
    bound.state = FirstStates::StateType(type);
    bound.make_states = [type, kept] { return std::make_unique<FirstStates>(type, kept); };
    return bound;
  };
  return {{TypeId::kNull}, bind};
}

}  // namespace

void RegisterFirst(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"any_value",
                                 {},
                                 "Gives one of the values that are not NULL.",
                                 {{"any_value(5)", "5"}},
                                 {Overload("any_value", Kept::kAnyValid)}});
  registry.Add(AggregateFunction{"first",
                                 {"arbitrary"},
                                 "Gives the value of the first row, NULL included.",
                                 {{"first(5)", "5"}},
                                 {Overload("first", Kept::kFirst)}});
  registry.Add(AggregateFunction{"last",
                                 {},
                                 "Gives the value of the last row, NULL included.",
                                 {{"last(5)", "5"}},
                                 {Overload("last", Kept::kLast)}});
}

}  // namespace lakebolt
