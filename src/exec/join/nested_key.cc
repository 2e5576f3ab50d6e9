#include "exec/join/nested_key.h"

#include <vector>

#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

Vector HashRows(std::span<const Vector> args, RowSet rows) {
  Vector out(TypeId::kUInt64, rows.size);
  auto* hashes = out.mutable_values<uint64_t>();
  if (rows.IsDense()) {
    HashColumn(args[0], rows, true, hashes);
    return out;
  }
  std::vector<uint64_t> found(rows.count);
  HashColumn(args[0], rows, true, found.data());
  for (uint32_t i = 0; i < rows.count; ++i) hashes[rows[i]] = found[i];
  return out;
}

}  // namespace

ExprPtr MakeNestedKey(const ExprPtr& value, bool null_safe) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "hash";
  function->arguments = {value->type()};
  function->result = TypeId::kUInt64;
  function->traits.nulls = null_safe ? NullHandling::kSpecial : NullHandling::kPropagate;
  function->traits.can_fail = false;
  function->kernel = HashRows;
  return std::make_shared<CallExpr>(std::move(function), std::vector<ExprPtr>{value});
}

}  // namespace lakebolt
