// create_sort_key: bytes whose order is that of rows.

#include "function/scalar/bytes/sort_key.h"

#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/family.h"
#include "vector/order_key.h"

namespace lakebolt {

namespace {

/// Reads "DESC NULLS FIRST" and the like; NULLs come last where nothing is said.
KeyOrder ReadOrder(const std::string& text) {
  const std::string upper = AsciiUpper(text);
  for (const bool descending : {false, true}) {
    const std::string direction = descending ? "DESC" : "ASC";
    if (upper == direction || upper == direction + " NULLS LAST") return {descending, false};
    if (upper == direction + " NULLS FIRST") return {descending, true};
  }
  throw UserError(ErrorCode::kInvalidArgument, "there is no order '" + text + "'", {},
                  "it is ASC or DESC, with NULLS FIRST or NULLS LAST");
}

Vector MakeKeys(const std::vector<KeyOrder>& orders, std::span<const Vector> args, RowSet rows) {
  Vector out(TypeId::kBlob, rows.size);
  auto* values = out.mutable_values<StringView>();
  auto heap = std::make_shared<StringHeap>();
  std::vector<uint8_t> bytes;
  rows.ForEach([&](uint32_t row) {
    bytes.clear();
    for (size_t i = 0; i < orders.size(); ++i) {
      AppendOrderKey(args[2 * i], row, orders[i], bytes);
    }
    values[row] = heap->Add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  });
  out.AddOwner(std::move(heap));
  return out;
}

ScalarOverload SortKeyOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull, TypeId::kVarchar};
  overload.variadic = true;
  overload.bind_constants =
      [](const std::vector<LogicalType>& actual,
         std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.empty() || actual.size() % 2 != 0) return std::nullopt;
    std::vector<KeyOrder> orders;
    for (size_t i = 1; i < actual.size(); i += 2) {
      if (constants[i] == nullptr || constants[i]->IsNull() ||
          constants[i]->type().id() != TypeId::kVarchar) {
        throw UserError(ErrorCode::kInvalidArgument, "the order of a sort key must be a constant");
      }
      orders.push_back(ReadOrder(constants[i]->string()));
    }
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kBlob;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [orders = std::move(orders)](std::span<const Vector> args, RowSet rows) {
      return MakeKeys(orders, args, rows);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSortKey(FunctionRegistry& registry) {
  FunctionTraits traits;
  traits.nulls = NullHandling::kSpecial;
  traits.can_fail = false;
  Family(registry, "general")
      .Add({"create_sort_key"},
           "Makes bytes in whose order rows stand as ORDER BY puts them: values, each followed by "
           "its order.",
           {{"create_sort_key(1, 'ASC') < create_sort_key(2, 'ASC')", "true"}}, {SortKeyOverload()},
           traits);
}

}  // namespace lakebolt
