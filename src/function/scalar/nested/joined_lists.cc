#include "function/scalar/nested/joined_lists.h"

#include "vector/concat.h"

namespace lakebolt {

JoinedLists::JoinedLists(std::span<const Vector> lists, const LogicalType& element) {
  std::vector<Vector> flat;
  uint32_t total = 0;
  for (const Vector& column : lists) {
    readers_.emplace_back(column);
    flat.push_back(readers_.back().elements().Flatten());
    begins_.push_back(total);
    total += flat.back().size();
  }
  std::vector<const Vector*> parts;
  for (const Vector& part : flat) parts.push_back(&part);
  elements_ = ConcatVectors(element, parts);
}

}  // namespace lakebolt
