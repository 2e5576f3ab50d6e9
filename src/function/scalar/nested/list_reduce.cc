// Folding lists by a lambda. The k-th elements of all lists of a chunk are folded in one step, so
// that the lambda runs as often as the longest list has elements.

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/nested/list_rows.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

using Types = std::vector<LogicalType>;

const LogicalType kAnyList = LogicalType::List(TypeId::kNull);

[[noreturn]] void ThrowEmpty() {
  throw UserError(ErrorCode::kInvalidArgument, "cannot reduce an empty list", {},
                  "give a third argument to start from");
}

/// Folds the lists of a chunk, element by element.
class ListFold {
 public:
  ListFold(const Vector& lists, RowSet rows) : lists_(LayOutLists(lists, rows)), rows_(rows) {}

  /// Folds from `initial`, or, when that is null, from the first elements; then empty lists are
  /// errors. Returns a row for each row of the chunk.
  Vector Run(LambdaBody& lambda, const Vector* initial) {
    rows_.ForEach([&](uint32_t row) {
      if (lists_.IsNull(row)) return;
      if (initial == nullptr && lists_.entries[row].length == 0) ThrowEmpty();
      open_.push_back(row);
    });
    uint32_t step = 0;
    Vector state;
    if (initial == nullptr) {
      state = ElementsAt(0);
      step = 1;
    } else {
      state = initial->Gather(open_.data(), static_cast<uint32_t>(open_.size()));
    }
    places_.assign(rows_.size, kNoPlace);
    for (; !open_.empty(); ++step) {
      CheckCancellation();  // a step may take long where states grow
      state = FinishShorter(std::move(state), step);
      if (open_.empty()) break;
      state = Advance(lambda, std::move(state), step);
    }
    std::vector<const Vector*> parts;
    for (const Vector& part : done_) parts.push_back(&part);
    return GatherPlaces(ConcatVectors(lambda.result(), parts), places_);
  }

 private:
  Vector ElementsAt(uint32_t step) const {
    std::vector<uint32_t> places;
    for (const uint32_t row : open_) places.push_back(lists_.entries[row].offset + step);
    return lists_.elements.Gather(places.data(), static_cast<uint32_t>(places.size()));
  }

  /// Puts the states of lists without an element `step` aside and returns the others.
  Vector FinishShorter(Vector state, uint32_t step) {
    std::vector<uint32_t> going;
    std::vector<uint32_t> ending;
    std::vector<uint32_t> rows;
    for (uint32_t i = 0; i < open_.size(); ++i) {
      const uint32_t row = open_[i];
      if (lists_.entries[row].length > step) {
        going.push_back(i);
        rows.push_back(row);
      } else {
        places_[row] = finished_++;
        ending.push_back(i);
      }
    }
    if (ending.empty()) return state;
    done_.push_back(state.Gather(ending.data(), static_cast<uint32_t>(ending.size())));
    open_ = std::move(rows);
    return state.Gather(going.data(), static_cast<uint32_t>(going.size()));
  }

  Vector Advance(LambdaBody& lambda, Vector state, uint32_t step) {
    const auto count = static_cast<uint32_t>(open_.size());
    std::vector<Vector> parameters = {std::move(state), ElementsAt(step)};
    if (lambda.parameter_count() > 2) {
      parameters.push_back(Vector::Constant(Value::Int64(static_cast<int64_t>(step) + 1), count));
    }
    return lambda.Evaluate(parameters, open_.data(), count);
  }

  ListRows lists_;
  RowSet rows_;
  std::vector<uint32_t> open_;    // rows whose lists are not folded to the end
  std::vector<uint32_t> places_;  // by row: in the vectors of done_, end to end
  std::vector<Vector> done_;
  uint32_t finished_ = 0;
};

/// Returns the type that the state and the elements of reduce(list, lambda, initial) have.
std::optional<LogicalType> ReducedType(const Types& arguments) {
  if (arguments[0].id() == TypeId::kNull) return LogicalType(TypeId::kNull);
  if (arguments[0].id() != TypeId::kList) return std::nullopt;
  if (arguments.size() == 2) return arguments[0].element();
  return CommonType(arguments[0].element(), arguments[2]);
}

/// Binds a fold of NULLs, which gives NULL whatever the lambda says.
BoundScalar ReduceNulls(const Types& actual) {
  BoundScalar bound;
  bound.arguments = actual;
  bound.arguments[0] = kAnyList;
  bound.result = TypeId::kNull;
  bound.lambda_kernel = [](std::span<const Vector> args, std::span<LambdaBody* const>,
                           RowSet rows) {
    const ListRows lists = LayOutLists(args[0], rows);
    rows.ForEach([&](uint32_t row) {
      if (args.size() == 1 && !lists.IsNull(row) && lists.entries[row].length == 0) ThrowEmpty();
    });
    return Vector::Constant(Value(), rows.size);
  };
  return bound;
}

/// Makes DuckDB's reduce(list, lambda [, initial]).
ScalarOverload ReduceOverload(bool with_initial) {
  ScalarOverload overload;
  overload.parameters = {kAnyList, TypeId::kNull};
  if (with_initial) overload.parameters.push_back(TypeId::kNull);
  overload.lambdas = {{1, 2, 3, [](const Types& arguments) -> std::optional<Types> {
                         const auto type = ReducedType(arguments);
                         if (!type) return std::nullopt;
                         return Types{*type, *type, TypeId::kInt64};
                       }}};
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    const auto type = ReducedType(actual);
    if (type->id() == TypeId::kNull) return ReduceNulls(actual);
    if (!CanCast(actual[1], *type)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {LogicalType::List(*type), *type};
    if (actual.size() == 3) bound.arguments.push_back(*type);
    bound.result = *type;
    bound.lambda_kernel = [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas,
                             RowSet rows) {
      return ListFold(args[0], rows).Run(*lambdas[0], args.size() > 1 ? &args[1] : nullptr);
    };
    return bound;
  };
  return overload;
}

/// Returns the type that the state of aggregate(list, initial, merge) has.
std::optional<LogicalType> StateType(const Types& arguments) {
  if (arguments[0].id() == TypeId::kNull) return arguments[1];
  if (arguments[0].id() != TypeId::kList) return std::nullopt;
  const LogicalType& element = arguments[0].element();
  if (!arguments[1].IsNumeric() || !element.IsNumeric()) return arguments[1];
  return CommonType(arguments[1], element);
}

/// Makes Spark's aggregate(list, initial, merge [, finish]).
ScalarOverload FoldOverload(bool with_finish) {
  ScalarOverload overload;
  overload.parameters = {kAnyList, TypeId::kNull, TypeId::kNull};
  overload.lambdas = {{2, 2, 2, [](const Types& arguments) -> std::optional<Types> {
                         const auto state = StateType(arguments);
                         if (!state) return std::nullopt;
                         const bool is_list = arguments[0].id() == TypeId::kList;
                         return Types{*state, is_list ? arguments[0].element() : arguments[0]};
                       }}};
  if (with_finish) {
    overload.parameters.push_back(TypeId::kNull);
    overload.lambdas.push_back({3, 1, 1, [](const Types& arguments) -> std::optional<Types> {
                                  const auto state = StateType(arguments);
                                  return state ? std::optional(Types{*state}) : std::nullopt;
                                }});
  }
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    const auto state = StateType(actual);
    if (!CanCast(actual[2], *state)) return std::nullopt;
    const bool is_list = actual[0].id() == TypeId::kList;
    BoundScalar bound;
    bound.arguments = {is_list ? actual[0] : kAnyList, *state, *state};
    bound.result = *state;
    if (actual.size() == 4) {
      bound.arguments.push_back(actual[3]);
      bound.result = actual[3];
    }
    bound.lambda_kernel = [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas,
                             RowSet rows) {
      Vector state = ListFold(args[0], rows).Run(*lambdas[0], &args[1]);
      if (lambdas.size() == 1) return state;
      std::vector<uint32_t> live;
      rows.ForEach([&](uint32_t row) { live.push_back(row); });
      const auto count = static_cast<uint32_t>(live.size());
      const Vector compact = state.Gather(live.data(), count);
      const Vector result = lambdas[1]->Evaluate({&compact, 1}, live.data(), count);
      std::vector<uint32_t> places(rows.size, kNoPlace);
      const ListReader lists(args[0]);
      for (uint32_t i = 0; i < count; ++i) {
        if (!lists.IsNull(live[i])) places[live[i]] = i;
      }
      return GatherPlaces(result, places);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterListReduce(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "list_reduce",
      {"array_reduce", "reduce"},
      "list",
      "Folds a list from the left by a lambda of the state so far, the element and, if it wants, "
      "the element's number; starts from the first element or from a given value.",
      {{"list_reduce([1, 2, 3], lambda acc, x: acc + x)", "6"},
       {"list_reduce([1, 2, 3], lambda acc, x: acc + x, 10)", "16"},
       {"reduce([1, 2, 3], 10, (acc, x) -> acc + x, acc -> acc * 2)", "32"}},
      {},
      {ReduceOverload(false), ReduceOverload(true), FoldOverload(false), FoldOverload(true)}});
  registry.Add(ScalarFunction{"list_aggregate",
                              {},
                              "list",
                              "",
                              {{"aggregate([1, 2, 3], 0, (acc, x) -> acc + x)", "6"}},
                              {},
                              {FoldOverload(false), FoldOverload(true)}});
}

}  // namespace lakebolt
