#include "function/aggregate/builtin.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

namespace {

/// Joins strings with a separator, in the order in which rows come.
class StringAggregateStates final : public AggregateStates {
 public:
  static LogicalType StateType() {
    return LogicalType::Struct({{"text", TypeId::kVarchar}, {"separator", TypeId::kVarchar}});
  }

  void Resize(uint32_t groups) override {
    texts_.resize(groups);
    separators_.resize(groups);
    seen_.Resize(groups);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const VectorReader<StringView> values(args[0]);
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (values.IsNull(row)) continue;
      const std::string_view separator = args.size() > 1 ? ReadText(args[1], row) : ",";
      Append(groups == nullptr ? 0 : groups[i], values[row], separator);
    }
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* texts = flat.children()[0].values<StringView>();
    const auto* separators = flat.children()[1].values<StringView>();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      Append(groups == nullptr ? 0 : groups[i], texts[rows[i]], separators[rows[i]]);
    }
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(StateType(), count);
    out.mutable_children() = {Strings(texts_, begin, count), Strings(separators_, begin, count)};
    seen_.ApplyTo(out, begin);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out = Strings(texts_, begin, count);
    seen_.ApplyTo(out, begin);
    return out;
  }

  size_t MemoryBytes() const override {
    return (texts_.capacity() + separators_.capacity()) * sizeof(std::string) + bytes_;
  }

 private:
  static std::string_view ReadText(const Vector& column, uint32_t row) {
    const VectorReader<StringView> reader(column);
    // The view of an inline string points into the vector, not into a copy of its sixteen bytes.
    return reader.IsNull(row) ? std::string_view() : reader[row].view();
  }

  void Append(uint32_t group, std::string_view text, std::string_view separator) {
    if (seen_[group] != 0) texts_[group] += separator;
    texts_[group] += text;
    separators_[group] = separator;
    bytes_ += text.size() + separator.size();
    seen_[group] = 1;
  }

  static Vector Strings(const std::vector<std::string>& strings, uint32_t begin, uint32_t count) {
    Vector out(TypeId::kVarchar, count);
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < count; ++i) {
      out.mutable_values<StringView>()[i] = heap->Add(strings[begin + i]);
    }
    out.AddOwner(heap);
    return out;
  }

  std::vector<std::string> texts_;
  std::vector<std::string> separators_;
  size_t bytes_ = 0;
  SeenColumn seen_;
};

std::optional<BoundAggregate> BindStringAggregate(const std::vector<LogicalType>& actual) {
  if (actual.empty() || actual.size() > 2) return std::nullopt;
  BoundAggregate bound;
  bound.name = "string_agg";
  bound.arguments = std::vector<LogicalType>(actual.size(), TypeId::kVarchar);
  bound.result = TypeId::kVarchar;
  bound.state = StringAggregateStates::StateType();
  bound.make_states = [] { return std::make_unique<StringAggregateStates>(); };
  return bound;
}

}  // namespace

void RegisterStringAggregate(FunctionRegistry& registry) {
  registry.Add(AggregateFunction{"string_agg",
                                 {"group_concat", "listagg"},
                                 "Joins strings with a separator (\",\" unless given).",
                                 {{"string_agg('a', '-')", "a"}},
                                 {{{TypeId::kVarchar, TypeId::kVarchar}, BindStringAggregate}}});
}

}  // namespace lakebolt
