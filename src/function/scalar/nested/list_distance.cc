// Distances and products of vectors that are lists of FLOAT or DOUBLE.

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/array_type.h"

namespace lakebolt {

namespace {

template <typename T>
T InnerProduct(const T* a, const T* b, uint32_t n) {
  T sum = 0;
  ForEachBlock(n, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) sum += a[i] * b[i];
  });
  return sum;
}

template <typename T>
T Distance(const T* a, const T* b, uint32_t n) {
  T sum = 0;
  ForEachBlock(n, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  });
  return std::sqrt(sum);
}

template <typename T>
T CosineSimilarity(const T* a, const T* b, uint32_t n) {
  T product = 0;
  T a_square = 0;
  T b_square = 0;
  ForEachBlock(n, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      product += a[i] * b[i];
      a_square += a[i] * a[i];
      b_square += b[i] * b[i];
    }
  });
  const T similarity = product / std::sqrt(a_square * b_square);
  // Rounding must not take it out of its bounds; that of a vector without length is no number.
  return std::isnan(similarity) ? similarity : std::clamp(similarity, T{-1}, T{1});
}

template <typename T>
T CosineDistance(const T* a, const T* b, uint32_t n) {
  return T{1} - CosineSimilarity(a, b, n);
}

template <typename T>
T NegativeProduct(const T* a, const T* b, uint32_t n) {
  return -InnerProduct(a, b, n);
}

template <typename T>
using VectorFunction = T (*)(const T* a, const T* b, uint32_t n);

void CheckNoNulls(const Vector& elements, ListEntry entry, const char* side) {
  if (elements.validity() == nullptr) return;
  if (FindElement(entry, [&](uint32_t k) { return elements.IsNull(k); }) == kNoPlace) return;
  throw UserError(ErrorCode::kInvalidArgument, std::string("the ") + side + " vector holds a NULL");
}

template <typename T>
Vector Run(VectorFunction<T> function, const LogicalType& type, std::span<const Vector> args,
           RowSet rows) {
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const Vector a = left.elements().Flatten();
  const Vector b = right.elements().Flatten();
  Vector out(type, rows.size);
  T* values = out.mutable_values<T>();
  rows.ForEach([&](uint32_t row) {
    const ListEntry x = left[row];
    const ListEntry y = right[row];
    if (x.length != y.length) {
      throw UserError(ErrorCode::kInvalidArgument, "the vectors have " + std::to_string(x.length) +
                                                       " and " + std::to_string(y.length) +
                                                       " dimensions");
    }
    CheckNoNulls(a, x, "left");
    CheckNoNulls(b, y, "right");
    values[row] = function(a.values<T>() + x.offset, b.values<T>() + y.offset, x.length);
    // Between vectors without dimensions there is no angle.
    if (x.length == 0 && std::isnan(values[row])) out.SetNull(row);
  });
  return out;
}

/// Computes the cross product of vectors of three dimensions.
template <typename T>
Vector CrossProduct(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  constexpr uint32_t kDimensions = 3;
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const Vector a = left.elements().Flatten();
  const Vector b = right.elements().Flatten();
  std::vector<ListEntry> entries(rows.size);
  Vector products(type.element(), rows.size * kDimensions);
  T* out = products.mutable_values<T>();
  rows.ForEach([&](uint32_t row) {
    if (args[0].IsNull(row) || args[1].IsNull(row)) return;
    const ListEntry x = left[row];
    const ListEntry y = right[row];
    if (x.length != kDimensions || y.length != kDimensions) {
      throw UserError(ErrorCode::kInvalidArgument, "a cross product is of vectors of 3 dimensions");
    }
    CheckNoNulls(a, x, "left");
    CheckNoNulls(b, y, "right");
    const T* u = a.values<T>() + x.offset;
    const T* v = b.values<T>() + y.offset;
    entries[row] = {row * kDimensions, kDimensions};
    T* w = out + entries[row].offset;
    w[0] = u[1] * v[2] - u[2] * v[1];
    w[1] = u[2] * v[0] - u[0] * v[2];
    w[2] = u[0] * v[1] - u[1] * v[0];
  });
  return MakeListVector(type, entries, std::move(products), nullptr);
}

template <typename T>
ScalarOverload CrossOverload(TypeId element) {
  ScalarOverload overload;
  overload.parameters = {LogicalType::List(element), LogicalType::List(element)};
  overload.result = ArrayType(element, 3);
  overload.kernel = [type = overload.result](std::span<const Vector> args, RowSet rows) {
    return CrossProduct<T>(type, args, rows);
  };
  return overload;
}

template <typename T>
ScalarOverload VectorOverload(TypeId element, VectorFunction<T> function) {
  const LogicalType list = LogicalType::List(element);
  ScalarOverload overload;
  overload.parameters = {list, list};
  overload.result = element;
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    return Run<T>(function, element, args, rows);
  };
  return overload;
}

}  // namespace

void RegisterListDistance(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       FunctionExample example, VectorFunction<float> narrow,
                       VectorFunction<double> wide) {
    aliases.push_back("array_" + name);
    registry.Add(ScalarFunction{"list_" + name,
                                std::move(aliases),
                                "list",
                                std::move(description),
                                {std::move(example)},
                                {},
                                {VectorOverload<float>(TypeId::kFloat32, narrow),
                                 VectorOverload<double>(TypeId::kFloat64, wide)}});
  };
  add("distance", {"<->"}, "Returns the Euclidean distance of two vectors.",
      {"list_distance([1, 2], [4, 6])", "5.0"}, Distance<float>, Distance<double>);
  add("inner_product", {"list_dot_product", "array_dot_product", "inner_product", "dot_product"},
      "Returns the inner product of two vectors.", {"list_inner_product([1, 2], [3, 4])", "11.0"},
      InnerProduct<float>, InnerProduct<double>);
  add("negative_inner_product", {"list_negative_dot_product", "array_negative_dot_product"},
      "Returns the negative inner product of two vectors.",
      {"list_negative_inner_product([1, 2], [3, 4])", "-11.0"}, NegativeProduct<float>,
      NegativeProduct<double>);
  add("cosine_similarity", {}, "Returns the cosine of the angle between two vectors.",
      {"list_cosine_similarity([1, 0], [1, 0])", "1.0"}, CosineSimilarity<float>,
      CosineSimilarity<double>);
  registry.Add(ScalarFunction{
      "array_cross_product",
      {},
      "list",
      "Returns the cross product of two vectors of three dimensions.",
      {{"array_cross_product([1.0, 2.0, 3.0], [2.0, 3.0, 4.0])", "[-1.0, 2.0, -1.0]"}},
      {},
      {CrossOverload<float>(TypeId::kFloat32), CrossOverload<double>(TypeId::kFloat64)}});
  add("cosine_distance", {"<=>", "cosine_distance"},
      "Returns one less the cosine of the angle between two vectors.",
      {"list_cosine_distance([1, 0], [1, 0])", "0.0"}, CosineDistance<float>,
      CosineDistance<double>);
}

}  // namespace lakebolt
