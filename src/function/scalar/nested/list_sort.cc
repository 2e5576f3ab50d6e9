// Sorting lists.

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/value_order.h"
#include "vector/compare_rows.h"
#include "vector/variant_keys.h"

namespace lakebolt {

namespace {

struct ListOrder {
  bool descending = false;
  bool nulls_first = false;
};

bool ReadDirection(const std::string& text) {
  const std::string upper = AsciiUpper(text);
  if (upper == "ASC" || upper == "DESC") return upper == "DESC";
  throw UserError(ErrorCode::kInvalidArgument, "there is no order '" + text + "'", {},
                  "it is 'ASC' or 'DESC'");
}

bool ReadNulls(const std::string& text) {
  const std::string upper = AsciiUpper(text);
  if (upper == "NULLS FIRST" || upper == "NULLS LAST") return upper == "NULLS FIRST";
  throw UserError(ErrorCode::kInvalidArgument, "there is no order of NULLs '" + text + "'", {},
                  "it is 'NULLS FIRST' or 'NULLS LAST'");
}

/// Sorts places of `elements` by value; equal ones keep their order.
template <typename Less>
void SortPlaces(const Vector& elements, ListOrder order, std::vector<uint32_t>& places, Less less) {
  // NULLs are moved to their end first, so that the comparison need not look for them.
  auto begin = places.begin();
  auto end = places.end();
  if (elements.validity() != nullptr) {
    const auto split = std::stable_partition(
        begin, end, [&](uint32_t place) { return elements.IsNull(place) == order.nulls_first; });
    (order.nulls_first ? begin : end) = split;
  }
  CancellationPoll poll;
  constexpr uint64_t kNanosPerComparison = 10;
  std::stable_sort(begin, end, [&](uint32_t a, uint32_t b) {
    poll.Spend(kNanosPerComparison);
    return order.descending ? less(b, a) : less(a, b);
  });
}

/// Calls `take(row, sorted places)` for each list.
template <typename Take>
void SortLists(const ListRows& lists, ListOrder order, RowSet rows, Take take) {
  const Vector elements = VariantKeys(lists.elements);
  std::vector<uint32_t> places;
  const auto sort_all = [&](auto less) {
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists.entries[row];
      places.clear();
      places.reserve(entry.length);
      ForEachElement(entry, [&](uint32_t k) { places.push_back(k); });
      SortPlaces(elements, order, places, less);
      take(row, places);
    });
  };
  const LogicalType& type = elements.type();
  if (type.IsNested()) {
    sort_all([&](uint32_t a, uint32_t b) { return CompareRows(elements, a, elements, b) < 0; });
  } else if (type.id() == TypeId::kNull) {
    sort_all([](uint32_t, uint32_t) { return false; });
  } else {
    DispatchPhysical(type.physical(), [&]<typename T>() {
      const T* values = elements.values<T>();
      sort_all([values](uint32_t a, uint32_t b) { return ValueLess<T>(values[a], values[b]); });
    });
  }
}

enum class SortResult : uint8_t { kElements, kPlaces };

Vector Sort(const LogicalType& list, SortResult result, ListOrder order, const Vector& input,
            RowSet rows) {
  const ListRows lists = LayOutLists(input, rows);
  if (result == SortResult::kElements) {
    PlaceLists out(rows.size);
    SortLists(lists, order, rows, [&](uint32_t row, const std::vector<uint32_t>& places) {
      for (const uint32_t place : places) out.Add(place);
      out.EndRow(row);
    });
    return out.Finish(list, lists.elements);
  }
  Vector numbers(TypeId::kInt64, lists.count());
  auto* values = numbers.mutable_values<int64_t>();
  SortLists(lists, order, rows, [&](uint32_t row, const std::vector<uint32_t>& places) {
    const uint32_t offset = lists.entries[row].offset;
    for (uint32_t k = 0; k < places.size(); ++k) values[offset + k] = places[k] - offset + 1;
  });
  return MakeListVector(LogicalType::List(TypeId::kInt64), lists.entries, std::move(numbers),
                        nullptr);
}

/// Makes the overload with `options` constant texts behind the list: the direction (unless
/// `reversed` fixes it), then the place of NULLs.
ScalarOverload SortOverload(SortResult result, bool reversed, size_t options,
                            bool nulls_first = false) {
  ScalarOverload overload;
  overload.parameters = {AnyList()};
  overload.parameters.resize(1 + options, TypeId::kVarchar);
  overload.bind_constants =
      [=](const Types& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 1 + options) return std::nullopt;
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    ListOrder order{reversed, nulls_first};
    // With a NULL option the result is NULL, whatever the others say.
    const bool is_null =
        std::any_of(constants.begin() + 1, constants.end(),
                    [](const Value* value) { return value != nullptr && value->IsNull(); });
    for (size_t i = 1; i < actual.size(); ++i) {
      if (actual[i].id() != TypeId::kVarchar && actual[i].id() != TypeId::kNull) {
        return std::nullopt;
      }
      if (constants[i] == nullptr) {
        throw UserError(ErrorCode::kInvalidArgument, "the order of a sort must be a constant");
      }
      if (is_null) continue;
      const std::string text = constants[i]->string();
      if (i == 1 && !reversed) {
        order.descending = ReadDirection(text);
      } else {
        order.nulls_first = ReadNulls(text);
      }
    }
    Types arguments(1 + options, TypeId::kVarchar);
    arguments[0] = list;
    const LogicalType type =
        result == SortResult::kElements ? list : LogicalType::List(TypeId::kInt64);
    return MakeBound(std::move(arguments), type, [=](std::span<const Vector> args, RowSet rows) {
      return Sort(list, result, order, args[0], rows);
    });
  };
  return overload;
}

/// Makes Spark's sort_array(array [, ascending]); NULL is less than all else.
ScalarOverload SortArrayOverload(bool with_direction) {
  ScalarOverload overload;
  overload.parameters = {AnyList()};
  if (with_direction) overload.parameters.push_back(TypeId::kBoolean);
  overload.bind_constants =
      [=](const Types& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != (with_direction ? 2 : 1)) return std::nullopt;
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    bool ascending = true;
    if (with_direction) {
      if (actual[1].id() != TypeId::kBoolean) return std::nullopt;
      if (constants[1] == nullptr || constants[1]->IsNull()) {
        throw UserError(ErrorCode::kInvalidArgument, "the order of a sort must be a constant");
      }
      ascending = constants[1]->boolean();
    }
    const LogicalType list = LogicalType::List(*element);
    Types arguments = {list};
    if (with_direction) arguments.push_back(TypeId::kBoolean);
    return MakeBound(std::move(arguments), list, [=](std::span<const Vector> args, RowSet rows) {
      return Sort(list, SortResult::kElements, {!ascending, ascending}, args[0], rows);
    });
  };
  return overload;
}

/// Sorts by a lambda that says whether its first argument comes before (-1), with (0) or behind (1)
/// its second. Merges runs bottom-up; all merges of one level, in all lists, go on in step, so that
/// the lambda runs over many pairs at once.
class LambdaSort {
 public:
  LambdaSort(const ListRows& lists, LambdaBody& lambda) : lists_(lists), lambda_(lambda) {}

  std::vector<uint32_t> Run() {
    from_.resize(lists_.count());
    for (uint32_t i = 0; i < from_.size(); ++i) from_[i] = i;
    uint32_t longest = 0;
    for (const ListEntry& entry : lists_.entries) longest = std::max(longest, entry.length);
    for (uint64_t width = 1; width < longest; width *= 2) MergeLevel(width);
    return std::move(from_);
  }

 private:
  struct Merge {
    uint32_t left, left_end, right, right_end, out, row;
  };

  void MergeLevel(uint64_t width) {
    to_ = from_;
    std::vector<Merge> merges;
    for (uint32_t row = 0; row < lists_.entries.size(); ++row) {
      const ListEntry entry = lists_.entries[row];
      for (uint64_t at = 0; at + width < entry.length; at += 2 * width) {
        const auto begin = static_cast<uint32_t>(entry.offset + at);
        const auto middle = static_cast<uint32_t>(begin + width);
        const auto end =
            static_cast<uint32_t>(entry.offset + std::min<uint64_t>(at + 2 * width, entry.length));
        merges.push_back({begin, middle, middle, end, begin, row});
      }
    }
    while (!merges.empty()) Step(merges);
    from_.swap(to_);
  }

  /// Moves one element in each merge; merges with one side used up are finished.
  void Step(std::vector<Merge>& merges) {
    std::vector<uint32_t> a;
    std::vector<uint32_t> b;
    std::vector<uint32_t> rows;
    for (const Merge& merge : merges) {
      a.push_back(from_[merge.left]);
      b.push_back(from_[merge.right]);
      rows.push_back(merge.row);
    }
    const auto count = static_cast<uint32_t>(merges.size());
    const std::vector<Vector> pair = {lists_.elements.Gather(a.data(), count),
                                      lists_.elements.Gather(b.data(), count)};
    const Vector order = lambda_.Evaluate(pair, rows.data(), count);
    const VectorReader<int64_t> reader(order);
    std::vector<Merge> going;
    for (uint32_t i = 0; i < count; ++i) {
      Merge merge = merges[i];
      if (reader.IsNull(i)) {
        throw UserError(ErrorCode::kInvalidArgument, "the comparison of a sort gives NULL");
      }
      to_[merge.out++] = reader[i] > 0 ? from_[merge.right++] : from_[merge.left++];
      if (merge.left < merge.left_end && merge.right < merge.right_end) {
        going.push_back(merge);
        continue;
      }
      while (merge.left < merge.left_end) to_[merge.out++] = from_[merge.left++];
      while (merge.right < merge.right_end) to_[merge.out++] = from_[merge.right++];
    }
    merges = std::move(going);
  }

  const ListRows& lists_;
  LambdaBody& lambda_;
  std::vector<uint32_t> from_;
  std::vector<uint32_t> to_;
};

ScalarOverload LambdaSortOverload() {
  ScalarOverload overload;
  overload.parameters = {AnyList(), TypeId::kNull};
  overload.lambdas = {{1, 2, 2, [](const Types& arguments) -> std::optional<Types> {
                         const auto element = ElementOf(arguments[0]);
                         if (!element) return std::nullopt;
                         return Types{*element, *element};
                       }}};
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    if (!actual[1].IsNumeric() && actual[1].id() != TypeId::kNull) return std::nullopt;
    BoundScalar bound;
    bound.result = LogicalType::List(*ElementOf(actual[0]));
    bound.arguments = {bound.result, TypeId::kInt64};
    bound.lambda_kernel = [type = bound.result](std::span<const Vector> args,
                                                std::span<LambdaBody* const> lambdas, RowSet rows) {
      const ListRows lists = LayOutLists(args[0], rows);
      const std::vector<uint32_t> sorted = LambdaSort(lists, *lambdas[0]).Run();
      return MakeListVector(type, lists.entries, GatherPlaces(lists.elements, sorted),
                            lists.validity);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterListSort(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "list_sort",
      {"array_sort", "sort_array"},
      "list",
      "Sorts a list: 'ASC' or 'DESC', 'NULLS FIRST' or 'NULLS LAST' (as without a word), or by a "
      "lambda that compares two elements and gives a negative number, 0 or a positive one.",
      {{"list_sort([3, NULL, 1])", "[1, 3, NULL]"},
       {"list_sort([3, NULL, 1], 'DESC', 'NULLS FIRST')", "[NULL, 3, 1]"},
       {"list_sort([1, 3, 2], (a, b) -> b - a)", "[3, 2, 1]"}},
      {},
      {SortOverload(SortResult::kElements, false, 0), SortOverload(SortResult::kElements, false, 1),
       SortOverload(SortResult::kElements, false, 2), LambdaSortOverload()}});
  Family(registry, "list", "datafusion")
      .Add({"array_sort", "list_sort"}, "Sorts a list; NULLs come first unless it says otherwise.",
           {{"array_sort([3, NULL, 1])", "[NULL, 1, 3]"}},
           {SortOverload(SortResult::kElements, false, 0, true),
            SortOverload(SortResult::kElements, false, 1, true),
            SortOverload(SortResult::kElements, false, 2)});
  Family(registry, "list", "spark")
      .Add({"sort_array"}, "Sorts an array from the least element up, NULL first, or down.",
           {{"sort_array(array(2, NULL, 1))", "[null, 1, 2]"},
            {"sort_array(array(2, NULL, 1), false)", "[2, 1, null]"}},
           {SortArrayOverload(false), SortArrayOverload(true)});
  registry.Add(ScalarFunction{"list_reverse_sort",
                              {"array_reverse_sort"},
                              "list",
                              "Sorts a list from the greatest element down.",
                              {{"list_reverse_sort([3, NULL, 1])", "[3, 1, NULL]"}},
                              {},
                              {SortOverload(SortResult::kElements, true, 0),
                               SortOverload(SortResult::kElements, true, 1)}});
  registry.Add(ScalarFunction{
      "list_grade_up",
      {"array_grade_up", "grade_up"},
      "list",
      "Returns the positions, from 1, in which the elements of a list stand in order.",
      {{"list_grade_up([30, 10, 20])", "[2, 3, 1]"}},
      {},
      {SortOverload(SortResult::kPlaces, false, 0), SortOverload(SortResult::kPlaces, false, 1),
       SortOverload(SortResult::kPlaces, false, 2)}});
}

}  // namespace lakebolt
