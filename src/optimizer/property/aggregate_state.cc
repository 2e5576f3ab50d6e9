#include "optimizer/property/aggregate_state.h"

#include <algorithm>

namespace lakebolt {

namespace {

bool IsBounded(const LogicalType& type) {
  if (type.id() == TypeId::kStruct) {
    const auto& fields = type.children();
    return std::all_of(fields.begin(), fields.end(),
                       [](const Field& field) { return IsBounded(field.type); });
  }
  return !type.IsNested() && type.id() != TypeId::kBlob && type.id() != TypeId::kBit &&
         type.id() != TypeId::kBignum;
}

}  // namespace

bool HasCompactState(const AggregateCall& call) {
  return !call.distinct && call.function->order.empty() && call.function->ignores_order &&
         IsBounded(call.function->state);
}

bool StateIsResult(const AggregateCall& call) {
  const std::string& name = call.function->name;
  return call.function->state == call.function->result &&
         (name == "sum" || name == "count" || name == "count_star" || name == "min" ||
          name == "max");
}

}  // namespace lakebolt
