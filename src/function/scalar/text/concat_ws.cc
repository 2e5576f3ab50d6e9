// concat_ws: texts and lists of texts, joined by a separator.

#include <optional>

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Shows an argument as texts of which a row has any number.
class Texts {
 public:
  explicit Texts(const Vector& vector) : vector_(vector) {
    if (vector.type().id() == TypeId::kList) {
      lists_.emplace(vector);
      const Vector& elements = lists_->elements();
      elements_ =
          CastVector(elements, kText, RowSet::Dense(elements.size()), CastMode::kStrict).Flatten();
    } else {
      texts_.emplace(vector);
    }
  }

  /// Calls `take` with each text of a row that is not NULL.
  template <typename F>
  void ForEach(uint32_t row, F take) const {
    if (vector_.IsNull(row)) return;
    if (texts_) return take((*texts_)[row].view());
    const ListEntry entry = (*lists_)[row];
    for (uint32_t i = entry.offset; i < entry.offset + entry.length; ++i) {
      if (!elements_.IsNull(i)) take(elements_.values<StringView>()[i].view());
    }
  }

 private:
  const Vector& vector_;
  std::optional<VectorReader<StringView>> texts_;  // or
  std::optional<ListReader> lists_;
  Vector elements_;
};

Vector Join(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> separators(args[0]);
  std::vector<Texts> texts;
  for (const Vector& arg : args.subspan(1)) texts.emplace_back(arg);
  Vector out(kText, rows.size);
  auto* values = out.mutable_values<StringView>();
  auto heap = std::make_shared<StringHeap>();
  std::string joined;
  rows.ForEach([&](uint32_t row) {
    if (separators.IsNull(row)) return out.SetNull(row);
    joined.clear();
    bool first = true;
    for (const Texts& argument : texts) {
      argument.ForEach(row, [&](std::string_view text) {
        if (!first) joined += separators[row].view();
        first = false;
        joined += text;
      });
    }
    values[row] = heap->Add(joined);
  });
  out.AddOwner(heap);
  return out;
}

ScalarOverload Overload(size_t least) {
  ScalarOverload overload;
  overload.parameters = {kText, kText};
  overload.result = kText;
  overload.variadic = true;
  overload.bind = [least](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() < least) return std::nullopt;
    BoundScalar bound;
    bound.name = "concat_ws";
    // Values of any type are cast to text, as people write concat_ws('-', a, 1).
    for (const LogicalType& type : actual) {
      const bool list = type.id() == TypeId::kList && !bound.arguments.empty();
      bound.arguments.push_back(list ? type : kText);
    }
    bound.result = kText;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = Join;
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterConcatWs(FunctionRegistry& registry) {
  Family(registry, "string")
      .Add(
          {"concat_ws"},
          "Joins texts, and those in lists, with the first one between them, leaving out NULLs.",
          {{"concat_ws('-', 'a', NULL, 'b')", "a-b"}, {"concat_ws('-', ['a', 'b'], 'c')", "a-b-c"}},
          {Overload(2)}, NeverFails());
  Family(registry, "string", "spark")
      .Add({"concat_ws"}, "Joins texts, and those in arrays, with the first one between them.",
           {{"concat_ws(',', array('a', NULL, 'b'), 'c', NULL)", "a,b,c"}, {"concat_ws('s')", ""}},
           {Overload(1)}, NeverFails());
}

}  // namespace lakebolt
