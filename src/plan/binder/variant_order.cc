#include "plan/binder/variant_order.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "function/cast.h"
#include "plan/binder/coercion.h"
#include "vector/variant_keys.h"

namespace lakebolt {

namespace {

/// Returns the type that all values have or can be read as; nothing where there is none.
std::optional<LogicalType> CommonTypeOf(const std::vector<ExprPtr>& values) {
  std::optional<LogicalType> common;
  for (const ExprPtr& value : values) {
    common = common ? CommonType(*common, value->type()) : value->type();
    if (!common) break;
  }
  return common;
}

}  // namespace

ExprPtr VariantKeyOf(ExprPtr value) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "variant_key";
  function->arguments = {value->type()};
  function->result = VariantKeyType(value->type());
  function->kernel = [](std::span<const Vector> args, RowSet) { return VariantKeys(args[0]); };
  const SourceRange range = value->range();
  return std::make_shared<CallExpr>(std::move(function), std::vector<ExprPtr>{std::move(value)},
                                    range);
}

bool CompareAsVariants(std::vector<ExprPtr>& values) {
  const auto has_variants = [](const ExprPtr& value) { return HasVariants(value->type()); };
  if (std::none_of(values.begin(), values.end(), has_variants)) return false;
  const auto is_nested = [](const ExprPtr& value) { return value->type().IsNested(); };
  std::optional<LogicalType> common = TypeId::kVariant;
  if (std::any_of(values.begin(), values.end(), is_nested)) common = CommonTypeOf(values);
  if (!common) return false;
  for (ExprPtr& value : values) value = VariantKeyOf(CoerceTo(std::move(value), *common));
  return true;
}

}  // namespace lakebolt
