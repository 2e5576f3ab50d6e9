// Values between known ones: fill.

#include "function/window/builtin.h"

namespace lakebolt {

namespace {

bool CanInterpolate(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kNull:
    case TypeId::kBoolean:
    case TypeId::kInterval:
    case TypeId::kVarchar: return false;
    default: return type.IsNumeric() || type.IsTemporal();
  }
}

std::optional<BoundWindow> BindFill(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || !CanInterpolate(actual[0])) return std::nullopt;
  BoundWindow bound;
  bound.arguments = actual;
  bound.result = actual[0];
  bound.fills = true;
  return bound;
}

}  // namespace

void RegisterFill(WindowRegistry& registry) {
  registry.Add(WindowFunction{
      "fill",
      {},
      "Replaces NULL by a value on the line through the nearest rows with values, along the one "
      "key of ORDER BY; beyond the first and the last of them the line goes on.",
      {{"fill(42) OVER (ORDER BY 1)", "42"}},
      {{{TypeId::kFloat64}, BindFill}}});
}

}  // namespace lakebolt
