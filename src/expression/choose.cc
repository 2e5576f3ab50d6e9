#include "expression/choose.h"

#include <algorithm>

namespace lakebolt {

namespace {

/// Reads the rows of a flat or constant vector.
template <typename T>
struct Source {
  explicit Source(const Vector& vector)
      : values(vector.values<T>()), mask(vector.IsConstant() ? 0 : ~uint32_t{0}) {}
  const T& operator[](uint32_t row) const { return values[row & mask]; }

  const T* values;
  uint32_t mask;
};

/// Chooses between two vectors, each constant or not known when compiling.
template <typename T>
void ChooseOfTwo(const Vector& first, const Vector& second, const uint8_t* choice, RowSet rows,
                 T* out) {
  const T* a = first.values<T>();
  const T* b = second.values<T>();
  const auto loop = [&](auto value_of_a, auto value_of_b) {
    rows.ForEach([&](uint32_t row) {
      const T x = value_of_a(row);
      const T y = value_of_b(row);
      out[row] = choice[row] != 0 ? y : x;
    });
  };
  const auto flat_a = [a](uint32_t row) { return a[row]; };
  const auto flat_b = [b](uint32_t row) { return b[row]; };
  const auto constant_a = [value = a[0]](uint32_t) { return value; };
  const auto constant_b = [value = b[0]](uint32_t) { return value; };
  if (first.IsConstant()) {
    second.IsConstant() ? loop(constant_a, constant_b) : loop(constant_a, flat_b);
  } else {
    second.IsConstant() ? loop(flat_a, constant_b) : loop(flat_a, flat_b);
  }
}

template <typename T>
void ChooseValues(std::span<const Vector> vectors, const uint8_t* choice, RowSet rows, T* out) {
  if (vectors.size() == 2) return ChooseOfTwo(vectors[0], vectors[1], choice, rows, out);
  const bool constant = std::all_of(vectors.begin(), vectors.end(),
                                    [](const Vector& vector) { return vector.IsConstant(); });
  if (constant) {
    std::vector<T> values;
    for (const Vector& vector : vectors) values.push_back(vector.values<T>()[0]);
    rows.ForEach([&](uint32_t row) { out[row] = values[choice[row]]; });
    return;
  }
  std::vector<Source<T>> sources;
  for (const Vector& vector : vectors) sources.emplace_back(vector);
  rows.ForEach([&](uint32_t row) { out[row] = sources[choice[row]][row]; });
}

}  // namespace

bool CanChoose(const LogicalType& type, std::span<const Vector> vectors) {
  constexpr size_t kMostVectors = 255;
  const PhysicalType physical = type.physical();
  if (physical == PhysicalType::kStruct || physical == PhysicalType::kList ||
      vectors.size() > kMostVectors || type.id() == TypeId::kNull) {
    return false;
  }
  return std::all_of(vectors.begin(), vectors.end(), [&](const Vector& vector) {
    return !vector.IsDictionary() && vector.type().physical() == physical &&
           vector.type().id() != TypeId::kNull;
  });
}

Vector Choose(const LogicalType& type, std::span<const Vector> vectors, const uint8_t* choice,
              RowSet rows, bool may_give_nulls) {
  Vector out(type, rows.size);
  if (rows.count == 0) return out;
  DispatchPhysical(type.physical(), [&]<typename T>() {
    ChooseValues<T>(vectors, choice, rows, out.mutable_values<T>());
  });
  bool nulls = false;
  for (const Vector& vector : vectors) {
    nulls |= vector.MayHaveNulls();
    if (type.physical() == PhysicalType::kString) out.ShareOwners(vector);
  }
  if (nulls && may_give_nulls) {
    rows.ForEach([&](uint32_t row) {
      if (vectors[choice[row]].IsNull(row)) out.SetNull(row);
    });
  }
  return out;
}

}  // namespace lakebolt
