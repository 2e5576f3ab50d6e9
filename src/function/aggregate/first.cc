#include "function/aggregate/first.h"

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "vector/column_buffer.h"

namespace lakebolt {

namespace {

enum class End : uint8_t { kFirst, kLast };

/// Keeps one row's value by position. Which row comes first is only defined where rows have an
/// order, as in SQL at large.
class FirstStates final : public AggregateStates {
 public:
  FirstStates(LogicalType type, End end, bool skips_nulls)
      : end_(end), skips_nulls_(skips_nulls), state_(StateType(type)), values_(std::move(type)) {}

  static LogicalType StateType(const LogicalType& type) {
    return LogicalType::Struct({{"seen", TypeId::kBoolean}, {"value", type}});
  }

  void Resize(uint32_t groups) override {
    if (groups <= seen_.size()) return;
    values_.AppendNulls(static_cast<uint32_t>(groups - seen_.size()));
    seen_.resize(groups, 0);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    OfferAll(args[0], rows, groups, nullptr);
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    OfferAll(flat.children()[1], rows, groups, flat.children()[0].values<uint8_t>());
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector seen(TypeId::kBoolean, count);
    for (uint32_t i = 0; i < count; ++i) seen.mutable_values<uint8_t>()[i] = seen_[begin + i];
    Vector out = Vector::Flat(state_, count, Buffer::Allocate(0), nullptr);
    out.mutable_children() = {std::move(seen), Finalize(begin, count)};
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    return values_.Copy(begin, count);
  }

  size_t MemoryBytes() const override { return values_.MemoryBytes() + seen_.capacity(); }

 private:
  void OfferAll(const Vector& column, RowSet rows, const uint32_t* groups, const uint8_t* seen) {
    const bool skips =
        skips_nulls_ && (column.MayHaveNulls() || column.type().id() == TypeId::kNull);
    touched_.clear();
    // For the last value the rows are gone through from their end, so that one is written a group.
    for (uint32_t n = 0; n < rows.count; ++n) {
      const uint32_t i = end_ == End::kFirst ? n : rows.count - 1 - n;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if (seen_[group] == kDone || (end_ == End::kFirst && seen_[group] != 0)) continue;
      if (seen != nullptr && seen[rows[i]] == 0) continue;
      if (skips && (column.IsNull(rows[i]) || column.type().id() == TypeId::kNull)) continue;
      values_.Overwrite(group, column, rows[i]);
      seen_[group] = end_ == End::kFirst ? 1 : kDone;
      touched_.push_back(group);
      if (groups == nullptr) break;
    }
    for (const uint32_t group : touched_) seen_[group] = 1;
  }

  static constexpr uint8_t kDone = 2;  // the last value of these rows is found

  End end_;
  bool skips_nulls_;
  LogicalType state_;
  ColumnBuffer values_;
  std::vector<uint8_t> seen_;
  std::vector<uint32_t> touched_;
};

BoundAggregate Bound(const LogicalType& type, End end, bool skips_nulls) {
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = type;
  bound.state = FirstStates::StateType(type);
  bound.make_states = [=] { return std::make_unique<FirstStates>(type, end, skips_nulls); };
  return bound;
}

AggregateOverload Plain(End end, bool skips_nulls) {
  return {{TypeId::kNull},
          [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
            if (actual.size() != 1) return std::nullopt;
            return Bound(actual[0], end, skips_nulls);
          }};
}

/// Binds Spark's f(x, true), which leaves NULLs out.
AggregateOverload Choosing(End end) {
  const auto bind = [=](const std::vector<LogicalType>& actual,
                        std::span<const Value* const> constants) -> std::optional<BoundAggregate> {
    if (actual.size() != 2 || actual[1].id() != TypeId::kBoolean) return std::nullopt;
    if (constants[1] == nullptr || constants[1]->IsNull()) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "whether NULLs are left out must be a constant, TRUE or FALSE");
    }
    BoundAggregate bound = Bound(actual[0], end, constants[1]->boolean());
    bound.constants = {*constants[1]};
    return bound;
  };
  return {{TypeId::kNull, TypeId::kBoolean}, {}, bind};
}

}  // namespace

BoundAggregate BindFirst(const LogicalType& type, bool last, bool skips_nulls) {
  BoundAggregate bound = Bound(type, last ? End::kLast : End::kFirst, skips_nulls);
  bound.name = last ? "last" : "first";
  return bound;
}

void RegisterFirst(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"any_value",
                                 {},
                                 "Gives one of the values that are not NULL: the first.",
                                 {{"any_value(5)", "5"}},
                                 {Plain(End::kFirst, true), Choosing(End::kFirst)}});
  registry.Add(AggregateFunction{"first",
                                 {"arbitrary", "first_value"},
                                 "Gives the value of the first row, NULL included unless a second "
                                 "argument is TRUE.",
                                 {{"first(5)", "5"}},
                                 {Plain(End::kFirst, false), Choosing(End::kFirst)}});
  registry.Add(AggregateFunction{"last",
                                 {"last_value"},
                                 "Gives the value of the last row, NULL included unless a second "
                                 "argument is TRUE.",
                                 {{"last(5)", "5"}},
                                 {Plain(End::kLast, false), Choosing(End::kLast)}});
  const auto spark = [&](const char* name, std::vector<std::string> aliases, const char* text,
                         End end) {
    AggregateFunction function{name,
                               std::move(aliases),
                               text,
                               {{std::string(name) + "(5)", "5"}},
                               {Plain(end, false), Choosing(end)}};
    function.dialect = "spark";
    registry.Add(std::move(function));
  };
  spark("any_value", {"first_value"},
        "Gives the value of the first row, NULL included unless a second argument is TRUE.",
        End::kFirst);
  spark("last", {"last_value"},
        "Gives the value of the last row, NULL included unless a second argument is TRUE.",
        End::kLast);
}

}  // namespace lakebolt
