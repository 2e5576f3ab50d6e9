// Functions that apply a lambda to the elements of a list, all elements of a chunk at once.

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

namespace {

using Types = std::vector<LogicalType>;

const LogicalType kAnyList = LogicalType::List(TypeId::kNull);

/// Returns a list's element type; NULL counts as a list of NULLs, others give nothing.
std::optional<LogicalType> ElementOf(const LogicalType& type) {
  if (type.id() == TypeId::kNull) return LogicalType(TypeId::kNull);
  if (type.id() != TypeId::kList) return std::nullopt;
  return type.element();
}

/// Declares a lambda over the elements of argument 0 and, if it wants, their numbers.
LambdaParameter OverElements() {
  return {1, 1, 2, [](const Types& arguments) -> std::optional<Types> {
            const auto element = ElementOf(arguments[0]);
            if (!element) return std::nullopt;
            return Types{*element, TypeId::kInt64};
          }};
}

/// Evaluates a lambda over all elements, which are numbered from `first`.
Vector Apply(LambdaBody& lambda, const ListRows& lists, int64_t first = 1) {
  std::vector<Vector> parameters = {lists.elements};
  if (lambda.parameter_count() > 1) parameters.push_back(ElementNumbers(lists, first));
  return lambda.Evaluate(parameters, lists.rows.data(), lists.count());
}

/// Makes an overload (LIST, LAMBDA) whose lambda must give `wanted` (kNull: anything), and whose
/// result is `result(list type, body type)`.
template <typename Result>
ScalarOverload OverElementsOverload(const LogicalType& wanted, Result result, LambdaKernel kernel) {
  ScalarOverload overload;
  overload.parameters = {kAnyList, TypeId::kNull};
  overload.lambdas = {OverElements()};
  overload.bind = [=](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType list = LogicalType::List(*ElementOf(actual[0]));
    const LogicalType body = wanted.id() == TypeId::kNull ? actual[1] : wanted;
    if (!CanCast(actual[1], body)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {list, body};
    bound.result = result(list, body);
    bound.lambda_kernel = kernel;
    return bound;
  };
  return overload;
}

ScalarOverload TransformOverload(int64_t first) {
  return OverElementsOverload(
      TypeId::kNull,
      [](const LogicalType&, const LogicalType& body) { return LogicalType::List(body); },
      [first](std::span<const Vector> args, std::span<LambdaBody* const> lambdas, RowSet rows) {
        const ListRows lists = LayOutLists(args[0], rows);
        return MakeListVector(LogicalType::List(lambdas[0]->result()), lists.entries,
                              Apply(*lambdas[0], lists, first), lists.validity);
      });
}

ScalarOverload FilterOverload(int64_t first) {
  return OverElementsOverload(
      TypeId::kBoolean, [](const LogicalType& list, const LogicalType&) { return list; },
      [first](std::span<const Vector> args, std::span<LambdaBody* const> lambdas, RowSet rows) {
        const ListRows lists = LayOutLists(args[0], rows);
        const Vector keep = Apply(*lambdas[0], lists, first);
        GrowingArray<uint32_t> kept;
        std::vector<ListEntry> entries(rows.size);
        if (lists.count() > 0) {
          const VectorReader<uint8_t> reader(keep);
          rows.ForEach([&](uint32_t row) {
            const ListEntry in = lists.entries[row];
            const auto begin = static_cast<uint32_t>(kept.size());
            ForEachElement(in, [&](uint32_t k) {
              if (!reader.IsNull(k) && reader[k] != 0) kept.Add(k);
            });
            entries[row] = {begin, static_cast<uint32_t>(kept.size()) - begin};
          });
        }
        return MakeListVector(
            args[0].type(), entries,
            lists.elements.Gather(kept.data(), static_cast<uint32_t>(kept.size())), lists.validity);
      });
}

/// Returns the first element for which the lambda is true.
ScalarOverload FirstOverload() {
  return OverElementsOverload(
      TypeId::kBoolean, [](const LogicalType& list, const LogicalType&) { return list.element(); },
      [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas, RowSet rows) {
        const ListRows lists = LayOutLists(args[0], rows);
        const Vector holds = Apply(*lambdas[0], lists);
        std::vector<uint32_t> places(rows.size, kNoPlace);
        if (lists.count() > 0) {
          const VectorReader<uint8_t> reader(holds);
          rows.ForEach([&](uint32_t row) {
            places[row] = FindElement(lists.entries[row], [&](uint32_t k) {
              return !reader.IsNull(k) && reader[k] != 0;
            });
          });
        }
        return GatherPlaces(lists.elements, places);
      });
}

/// Answers for each list whether the lambda holds for some element (or, with `all`, for all):
/// `!all` decides as soon as it is met, else a NULL makes the answer NULL.
template <bool kAll>
ScalarOverload QuantifierOverload() {
  return OverElementsOverload(
      TypeId::kBoolean,
      [](const LogicalType&, const LogicalType&) { return LogicalType(TypeId::kBoolean); },
      [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas, RowSet rows) {
        const ListRows lists = LayOutLists(args[0], rows);
        const Vector holds = Apply(*lambdas[0], lists);
        Vector out(TypeId::kBoolean, rows.size);
        auto* values = out.mutable_values<uint8_t>();
        rows.ForEach([&](uint32_t row) {
          const ListEntry entry = lists.entries[row];
          bool decided = false;
          bool unknown = lists.IsNull(row);
          if (entry.length > 0) {
            const VectorReader<uint8_t> reader(holds);
            ForEachElement(entry, [&](uint32_t k) {
              const bool is_null = reader.IsNull(k);
              unknown |= is_null;
              decided |= !is_null && (reader[k] != 0) != kAll;
            });
          }
          values[row] = decided != kAll ? 1 : 0;
          if (unknown && !decided) out.SetNull(row);
        });
        return out;
      });
}

Vector ZipWith(const Vector& left, const Vector& right, LambdaBody& lambda, RowSet rows) {
  const ListReader a(left);
  const ListReader b(right);
  std::vector<ListEntry> entries(rows.size);
  GrowingArray<uint32_t> left_places;
  GrowingArray<uint32_t> right_places;
  GrowingArray<uint32_t> owners;
  BufferPtr validity;
  rows.ForEach([&](uint32_t row) {
    if (a.IsNull(row) || b.IsNull(row)) {
      if (validity == nullptr) validity = MakeBitmap(rows.size, true);
      ClearBit(validity->as<uint64_t>(), row);
      return;
    }
    const ListEntry x = a[row];
    const ListEntry y = b[row];
    const uint32_t length = std::max(x.length, y.length);
    entries[row] = {static_cast<uint32_t>(owners.size()), length};
    for (uint32_t k = 0; k < length; ++k) {
      left_places.Add(k < x.length ? x.offset + k : kNoPlace);
      right_places.Add(k < y.length ? y.offset + k : kNoPlace);
      owners.Add(row);
    }
  });
  const std::vector<Vector> parameters = {GatherPlaces(a.elements(), left_places),
                                          GatherPlaces(b.elements(), right_places)};
  return MakeListVector(
      LogicalType::List(lambda.result()), entries,
      lambda.Evaluate(parameters, owners.data(), static_cast<uint32_t>(owners.size())), validity);
}

ScalarOverload ZipWithOverload() {
  ScalarOverload overload;
  overload.parameters = {kAnyList, kAnyList, TypeId::kNull};
  overload.lambdas = {{2, 2, 2, [](const Types& arguments) -> std::optional<Types> {
                         const auto left = ElementOf(arguments[0]);
                         const auto right = ElementOf(arguments[1]);
                         if (!left || !right) return std::nullopt;
                         return Types{*left, *right};
                       }}};
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    BoundScalar bound;
    bound.arguments = {LogicalType::List(*ElementOf(actual[0])),
                       LogicalType::List(*ElementOf(actual[1])), actual[2]};
    bound.result = LogicalType::List(actual[2]);
    bound.lambda_kernel = [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas,
                             RowSet rows) { return ZipWith(args[0], args[1], *lambdas[0], rows); };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterListLambdas(FunctionRegistry& registry) {
  Family spark(registry, "list", "spark");
  spark.Add({"transform"},
            "Applies a lambda to each element; a second parameter is the element's number, from 0.",
            {{"transform(array(5, 6), (x, i) -> x + i)", "[5, 7]"}}, {TransformOverload(0)});
  spark.Add({"filter"},
            "Keeps the elements for which a lambda is true; a second parameter is the element's "
            "number, from 0.",
            {{"filter(array(0, 2, 3), (x, i) -> x > i)", "[2, 3]"}}, {FilterOverload(0)});
  registry.Add(ScalarFunction{
      "list_transform",
      {"array_transform", "list_apply", "array_apply", "apply", "transform"},
      "list",
      "Applies a lambda to each element; a second parameter is the element's number, from 1.",
      {{"list_transform([1, 2, 3], lambda x: x + 1)", "[2, 3, 4]"},
       {"list_transform([5, 6], (x, i) -> x * i)", "[5, 12]"},
       {"[x * 2 for x in [1, 2, 3] if x > 1]", "[4, 6]"}},
      {},
      {TransformOverload(1)}});
  registry.Add(ScalarFunction{
      "list_filter",
      {"array_filter", "filter"},
      "list",
      "Keeps the elements for which a lambda is true; a second parameter is the element's number.",
      {{"list_filter([3, 4, 5], lambda x: x > 3)", "[4, 5]"}},
      {},
      {FilterOverload(1)}});
  registry.Add(ScalarFunction{"array_first",
                              {},
                              "list",
                              "Returns the first element for which a lambda is true.",
                              {{"array_first([1, 2, 3], lambda x: x > 1)", "2"}},
                              {},
                              {FirstOverload()}});
  registry.Add(ScalarFunction{
      "exists",
      {"any_match", "array_any_match", "list_any_match"},
      "list",
      "Tells whether a lambda is true for some element; NULL when it is NULL for one and true for "
      "none.",
      {{"exists([1, 2], lambda x: x > 1)", "true"}},
      {},
      {QuantifierOverload<false>()}});
  registry.Add(ScalarFunction{
      "forall",
      {"all_match"},
      "list",
      "Tells whether a lambda is true for all elements; NULL when it is NULL for one and false for "
      "none.",
      {{"forall([1, 2], lambda x: x > 1)", "false"}},
      {},
      {QuantifierOverload<true>()}});
  registry.Add(ScalarFunction{
      "zip_with",
      {},
      "list",
      "Applies a lambda to the elements of two lists side by side; the shorter one is filled up "
      "with NULLs.",
      {{"zip_with([1, 2], [10, 20], lambda x, y: x + y)", "[11, 22]"}},
      {},
      {ZipWithOverload()}});
}

}  // namespace lakebolt
