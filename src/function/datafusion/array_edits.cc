// Functions that replace, drop and find the elements of a list that equal a value. NULL elements
// equal NULL.

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "function/datafusion/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "vector/compare_rows.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Says how many of the equal elements are meant.
enum class Reach : uint8_t { kFirst, kCount /* as many as the last argument says */, kAll };

/// Reads how many equal elements are meant, row by row.
class MatchCount {
 public:
  MatchCount(Reach reach, const Vector* counts)
      : constant_(reach == Reach::kFirst ? 1 : std::numeric_limits<int64_t>::max()) {
    if (reach == Reach::kCount) counts_.emplace(*counts);
  }
  bool IsNull(uint32_t row) const { return counts_ && counts_->IsNull(row); }
  int64_t operator[](uint32_t row) const { return counts_ ? (*counts_)[row] : constant_; }

 private:
  int64_t constant_;
  std::optional<VectorReader<int64_t>> counts_;
};

Types WithCount(Types types, Reach reach) {
  if (reach == Reach::kCount) types.push_back(TypeId::kInt64);
  return types;
}

/// array_replace(list, from, to [, count]).
ScalarOverload ReplaceOverload(Reach reach) {
  return MakeBinding(WithCount({AnyList(), TypeId::kNull, TypeId::kNull}, reach),
                     [reach](const Types& actual) -> std::optional<BoundScalar> {
                       auto type = ElementOf(actual[0]);
                       for (size_t i = 1; i < 3 && type; ++i) type = CommonType(*type, actual[i]);
                       if (!type) return std::nullopt;
                       const LogicalType list = LogicalType::List(*type);
                       const auto kernel = [list, reach](std::span<const Vector> args,
                                                         RowSet rows) {
                         const ListReader lists(args[0]);
                         const Vector own = lists.elements().Flatten();
                         const Vector added = args[2].Flatten();
                         const Vector elements = ConcatVectors(list.element(), {&own, &added});
                         const MatchCount counts(reach, &args.back());
                         PlaceLists out(rows.size);
                         NullRows nulls(rows.size);
                         rows.ForEach([&](uint32_t row) {
                           if (lists.IsNull(row) || counts.IsNull(row)) {
                             nulls.Set(row);
                             return;
                           }
                           const ListEntry entry = lists[row];
                           int64_t left = counts[row];
                           for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
                             const bool meant = left > 0 && CompareRows(own, k, args[1], row) == 0;
                             left -= meant ? 1 : 0;
                             out.Add(meant ? own.size() + row : k);
                           }
                           out.EndRow(row);
                         });
                         return out.Finish(list, elements, nulls.Take());
                       };
                       return MakeBound(WithCount({list, *type, *type}, reach), list, kernel);
                     });
}

/// array_remove(list, value [, count]).
ScalarOverload RemoveOverload(Reach reach) {
  return MakeBinding(
      WithCount({AnyList(), TypeId::kNull}, reach),
      [reach](const Types& actual) -> std::optional<BoundScalar> {
        auto type = ElementOf(actual[0]);
        if (type) type = CommonType(*type, actual[1]);
        if (!type) return std::nullopt;
        const LogicalType list = LogicalType::List(*type);
        const auto kernel = [list, reach](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const MatchCount counts(reach, &args.back());
          PlaceLists out(rows.size);
          rows.ForEach([&](uint32_t row) {
            const ListEntry entry = lists[row];
            int64_t left = counts[row];
            for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
              const bool meant = left > 0 && CompareRows(lists.elements(), k, args[1], row) == 0;
              left -= meant ? 1 : 0;
              if (!meant) out.Add(k);
            }
            out.EndRow(row);
          });
          return out.Finish(list, lists.elements());
        };
        return MakeBound(WithCount({list, *type}, reach), list, kernel);
      });
}

/// array_positions(list, value).
ScalarOverload PositionsOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kNull}, [](const Types& actual) -> std::optional<BoundScalar> {
        auto type = ElementOf(actual[0]);
        if (type) type = CommonType(*type, actual[1]);
        if (!type) return std::nullopt;
        const LogicalType result = LogicalType::List(TypeId::kUInt64);
        const auto kernel = [result](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          std::vector<uint64_t> places;
          std::vector<ListEntry> entries(rows.size);
          NullRows nulls(rows.size);
          rows.ForEach([&](uint32_t row) {
            if (lists.IsNull(row)) {
              nulls.Set(row);
              return;
            }
            const ListEntry entry = lists[row];
            const auto begin = static_cast<uint32_t>(places.size());
            for (uint32_t k = 0; k < entry.length; ++k) {
              if (CompareRows(lists.elements(), entry.offset + k, args[1], row) == 0) {
                places.push_back(k + 1);
              }
            }
            entries[row] = {begin, static_cast<uint32_t>(places.size()) - begin};
          });
          Vector elements(TypeId::kUInt64, static_cast<uint32_t>(places.size()));
          std::copy(places.begin(), places.end(), elements.mutable_values<uint64_t>());
          return MakeListVector(result, entries, std::move(elements), nulls.Take());
        };
        return MakeBound({LogicalType::List(*type), *type}, result, kernel);
      });
}

/// array_position(list, value, from): the search begins at a place, from 1.
ScalarOverload PositionFromOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kNull, TypeId::kInt64},
      [](const Types& actual) -> std::optional<BoundScalar> {
        auto type = ElementOf(actual[0]);
        if (type) type = CommonType(*type, actual[1]);
        if (!type) return std::nullopt;
        const auto kernel = [](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const VectorReader<int64_t> begins(args[2]);
          Vector out(TypeId::kInt32, rows.size);
          auto* values = out.mutable_values<int32_t>();
          rows.ForEach([&](uint32_t row) {
            values[row] = 0;
            const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
            const int64_t begin = begins.IsNull(row) ? 1 : begins[row];
            if (begin < 1 || begin > int64_t{entry.length} + 1) {
              throw UserError(
                  ErrorCode::kOutOfRange,
                  "the search begins at " + std::to_string(begin) + ", outside of the list");
            }
            for (auto k = static_cast<uint32_t>(begin - 1); k < entry.length && values[row] == 0;
                 ++k) {
              if (CompareRows(lists.elements(), entry.offset + k, args[1], row) == 0) {
                values[row] = static_cast<int32_t>(k) + 1;
              }
            }
            if (values[row] == 0) out.SetNull(row);
          });
          return out;
        };
        return MakeBound({LogicalType::List(*type), *type, TypeId::kInt64}, TypeId::kInt32, kernel,
                         true);
      });
}

}  // namespace

void RegisterDataFusionArrayEdits(FunctionRegistry& registry) {
  Family family(registry, "list");
  family.Add({"array_replace", "list_replace"}, "Replaces the first element equal to a value.",
             {{"array_replace([1, 2, 2], 2, 5)", "[1, 5, 2]"}}, {ReplaceOverload(Reach::kFirst)},
             SeesNulls());
  family.Add({"array_replace_n", "list_replace_n"},
             "Replaces the first elements equal to a value, at most as many as the last argument.",
             {{"array_replace_n([2, 2, 2], 2, 5, 2)", "[5, 5, 2]"}},
             {ReplaceOverload(Reach::kCount)}, SeesNulls());
  family.Add({"array_replace_all", "list_replace_all"}, "Replaces all elements equal to a value.",
             {{"array_replace_all([1, 2, 2], 2, 5)", "[1, 5, 5]"}}, {ReplaceOverload(Reach::kAll)},
             SeesNulls());
  family.Add({"array_remove_n", "list_remove_n"},
             "Drops the first elements equal to a value, at most as many as the last argument.",
             {{"array_remove_n([2, 1, 2, 2], 2, 2)", "[1, 2]"}}, {RemoveOverload(Reach::kCount)});
  family.Add({"array_positions", "list_positions"},
             "Returns where the elements equal to a value stand, from 1.",
             {{"array_positions([5, 6, 5], 5)", "[1, 3]"}}, {PositionsOverload()}, SeesNulls());
  family.Add({"list_position"}, "", {{"list_position([7, 8, 7], 7, 2)", "3"}},
             {PositionFromOverload()}, SeesNulls());
  Family own(registry, "list", "datafusion");
  own.Add({"array_remove", "list_remove"}, "Drops the first element equal to a value.",
          {{"array_remove([1, 2, 1], 1)", "[2, 1]"}}, {RemoveOverload(Reach::kFirst)});
}

}  // namespace lakebolt
