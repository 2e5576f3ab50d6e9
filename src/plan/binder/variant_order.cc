#include "plan/binder/variant_order.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "function/scalar_adapter.h"
#include "types/variant/variant_key.h"

namespace lakebolt {

namespace {

bool IsVariant(const ExprPtr& value) {
  return value->type().id() == TypeId::kVariant;
}

}  // namespace

ExprPtr VariantKeyOf(ExprPtr variant) {
  static const auto kFunction = [] {
    auto function = std::make_shared<BoundScalar>();
    function->name = "variant_key";
    function->arguments = {TypeId::kVariant};
    function->result = TypeId::kBlob;
    function->kernel =
        MakeKernel<StringView>(TypeId::kBlob, [](StringHeap& heap, const StringView& blob) {
          return heap.Add(VariantKey(VariantView(blob.view())));
        });
    return std::shared_ptr<const BoundScalar>(std::move(function));
  }();
  const SourceRange range = variant->range();
  return std::make_shared<CallExpr>(kFunction, std::vector<ExprPtr>{std::move(variant)}, range);
}

bool CompareAsVariants(std::vector<ExprPtr>& values) {
  if (std::none_of(values.begin(), values.end(), IsVariant)) return false;
  const bool any_nested = std::any_of(
      values.begin(), values.end(), [](const ExprPtr& value) { return value->type().IsNested(); });
  if (any_nested) return false;
  for (ExprPtr& value : values) {
    const SourceRange range = value->range();
    if (!IsVariant(value)) {
      value = std::make_shared<CastExpr>(std::move(value), TypeId::kVariant, false, range);
    }
    value = VariantKeyOf(std::move(value));
  }
  return true;
}

}  // namespace lakebolt
