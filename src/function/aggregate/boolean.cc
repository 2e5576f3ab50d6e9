#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Joins booleans by AND or OR, leaving out NULLs.
template <bool kAnd>
class BooleanStates final : public AggregateStates {
 public:
  void Resize(uint32_t groups) override {
    result_.Resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    Merge(args[0], rows, groups);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    ForEachValid<uint8_t>(states, rows, [&](uint32_t i, uint8_t value) {
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      result_[group] = kAnd ? result_[group] & value : result_[group] | value;
      seen_[group] = 1;
    });
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out = result_.Export(TypeId::kBoolean, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }
  Vector Finalize(uint32_t begin, uint32_t count) const override { return Export(begin, count); }
  size_t MemoryBytes() const override { return result_.MemoryBytes() + seen_.MemoryBytes(); }

 private:
  StateColumn<uint8_t> result_{kAnd ? uint8_t{1} : uint8_t{0}};
  SeenColumn seen_;
};

template <bool kAnd>
std::optional<BoundAggregate> BindBoolean(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  if (actual[0].id() != TypeId::kBoolean && actual[0].id() != TypeId::kNull) return std::nullopt;
  BoundAggregate bound;
  bound.ignores_order = true;
  bound.name = kAnd ? "bool_and" : "bool_or";
  bound.arguments = {TypeId::kBoolean};
  bound.result = TypeId::kBoolean;
  bound.state = TypeId::kBoolean;
  bound.ignores_duplicates = true;
  bound.make_states = [] { return std::make_unique<BooleanStates<kAnd>>(); };
  return bound;
}

}  // namespace

void RegisterBoolean(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"bool_and",
                                 {"every"},
                                 "Tells whether every value that is not NULL is true.",
                                 {{"bool_and(true)", "true"}},
                                 {{{TypeId::kBoolean}, BindBoolean<true>}}});
  registry.Add(AggregateFunction{"bool_or",
                                 {"some", "any"},
                                 "Tells whether some value is true.",
                                 {{"bool_or(false)", "false"}},
                                 {{{TypeId::kBoolean}, BindBoolean<false>}}});
}

}  // namespace lakebolt
