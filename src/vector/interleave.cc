#include "vector/interleave.h"

#include <algorithm>

#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Takes the rows of each vector together, and puts them in their places then.
Vector InterleaveInSteps(const LogicalType& type, const std::vector<const Vector*>& vectors,
                         const InterleavedRows& rows) {
  std::vector<std::vector<uint32_t>> rows_of(vectors.size());
  for (size_t i = 0; i < rows.rows.size(); ++i) rows_of[rows.sources[i]].push_back(rows.rows[i]);
  std::vector<Vector> parts;
  std::vector<uint32_t> next;
  uint32_t begin = 0;
  for (size_t v = 0; v < vectors.size(); ++v) {
    const auto count = static_cast<uint32_t>(rows_of[v].size());
    parts.push_back(vectors[v]->Gather(rows_of[v].data(), count));
    next.push_back(begin);
    begin += count;
  }
  std::vector<const Vector*> all;
  for (const Vector& part : parts) all.push_back(&part);
  std::vector<uint32_t> order;
  order.reserve(rows.rows.size());
  for (const uint32_t source : rows.sources) order.push_back(next[source]++);
  return ConcatVectors(type, all).Flatten().Gather(order.data(),
                                                   static_cast<uint32_t>(order.size()));
}

}  // namespace

Vector Interleave(const LogicalType& type, const std::vector<const Vector*>& vectors,
                  const InterleavedRows& rows) {
  const bool is_flat = std::all_of(vectors.begin(), vectors.end(),
                                   [](const Vector* vector) { return vector->IsFlat(); });
  if (!is_flat || type.IsNested()) return InterleaveInSteps(type, vectors, rows);
  const auto count = static_cast<uint32_t>(rows.rows.size());
  Vector out(type, count);
  DispatchPhysical(type.physical(), [&]<typename T>() {
    std::vector<const T*> values;
    for (const Vector* vector : vectors) values.push_back(vector->values<T>());
    T* to = out.mutable_values<T>();
    for (uint32_t i = 0; i < count; ++i) to[i] = values[rows.sources[i]][rows.rows[i]];
  });
  const bool may_have_nulls = std::any_of(vectors.begin(), vectors.end(), [](const Vector* vector) {
    return vector->validity() != nullptr;
  });
  for (uint32_t i = 0; may_have_nulls && i < count; ++i) {
    if (vectors[rows.sources[i]]->IsNull(rows.rows[i])) out.SetNull(i);
  }
  for (const Vector* vector : vectors) out.ShareOwners(*vector);
  return out;
}

}  // namespace lakebolt
