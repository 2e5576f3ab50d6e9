#include "expression/scatter.h"

#include <cstring>

namespace lakebolt {

namespace {

/// Appends the rows of `b` to those of `a`, both flat.
Vector Concat(const Vector& a, const Vector& b) {
  const uint32_t size = a.size() + b.size();
  Vector out(a.type(), size);
  if (a.MayHaveNulls() || b.MayHaveNulls()) {
    for (uint32_t i = 0; i < size; ++i) {
      if (i < a.size() ? a.IsNull(i) : b.IsNull(i - a.size())) out.SetNull(i);
    }
  }
  out.ShareOwners(a);
  out.ShareOwners(b);
  if (out.type().physical() == PhysicalType::kStruct) {
    for (size_t k = 0; k < out.children().size(); ++k) {
      out.mutable_children()[k] = Concat(a.children()[k].Flatten(), b.children()[k].Flatten());
    }
    return out;
  }
  const size_t width = PhysicalWidth(out.type().physical());
  uint8_t* values = out.mutable_values<uint8_t>();
  if (a.size() > 0) std::memcpy(values, a.values<uint8_t>(), a.size() * width);
  if (b.size() > 0) std::memcpy(values + a.size() * width, b.values<uint8_t>(), b.size() * width);
  if (out.type().physical() == PhysicalType::kList) {
    const uint32_t shift = a.children()[0].size();
    auto* entries = out.mutable_values<ListEntry>();
    for (uint32_t i = a.size(); i < size; ++i) entries[i].offset += shift;
    out.mutable_children()[0] = Concat(a.children()[0].Flatten(), b.children()[0].Flatten());
  }
  return out;
}

void ScatterNulls(const Vector& from, const uint32_t* rows, uint32_t count, Vector& to) {
  if (!from.MayHaveNulls() && from.type().id() != TypeId::kNull) {
    if (to.validity() == nullptr) return;
    uint64_t* bits = to.MutableValidity();
    for (uint32_t i = 0; i < count; ++i) SetBit(bits, rows[i]);
    return;
  }
  uint64_t* bits = to.MutableValidity();
  for (uint32_t i = 0; i < count; ++i) {
    if (from.IsNull(rows[i])) {
      ClearBit(bits, rows[i]);
    } else {
      SetBit(bits, rows[i]);
    }
  }
}

void ScatterLists(const Vector& flat, const uint32_t* rows, uint32_t count, Vector& to) {
  const uint32_t shift = to.children()[0].size();
  to.mutable_children()[0] = Concat(to.children()[0].Flatten(), flat.children()[0].Flatten());
  const auto* in = flat.values<ListEntry>();
  auto* out = to.mutable_values<ListEntry>();
  for (uint32_t i = 0; i < count; ++i) {
    out[rows[i]] = {in[rows[i]].offset + shift, in[rows[i]].length};
  }
}

}  // namespace

void ScatterRows(const Vector& from, const uint32_t* rows, uint32_t count, Vector& to) {
  if (count == 0) return;
  const PhysicalType physical = to.type().physical();
  if (physical == PhysicalType::kStruct || physical == PhysicalType::kList) {
    const Vector flat = from.Flatten();
    ScatterNulls(flat, rows, count, to);
    if (physical == PhysicalType::kList) return ScatterLists(flat, rows, count, to);
    for (size_t k = 0; k < to.children().size(); ++k) {
      ScatterRows(flat.children()[k], rows, count, to.mutable_children()[k]);
    }
    return;
  }
  ScatterNulls(from, rows, count, to);
  DispatchPhysical(physical, [&]<typename T>() {
    T* out = to.mutable_values<T>();
    const VectorReader<T> in(from);
    if (in.IsConstant()) {
      const T value = in[0];
      for (uint32_t i = 0; i < count; ++i) out[rows[i]] = value;
    } else {
      for (uint32_t i = 0; i < count; ++i) out[rows[i]] = in[rows[i]];
    }
  });
  if (physical == PhysicalType::kString) to.ShareOwners(from);
}

}  // namespace lakebolt
