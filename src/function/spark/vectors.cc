// Vectors, which are arrays of FLOAT: norms, products, distances. NULL for vectors with NULLs
// in them, and for what is not defined.

#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

const LogicalType kFloat = TypeId::kFloat32;

LogicalType VectorType() {
  return LogicalType::List(kFloat);
}

/// Shows the numbers of one row.
struct FloatSpan {
  const Vector* elements;
  ListEntry entry;

  uint32_t size() const { return entry.length; }
  float operator[](uint32_t i) const { return elements->values<float>()[entry.offset + i]; }
  bool HasNull() const {
    for (uint32_t i = 0; i < entry.length; ++i) {
      if (elements->IsNull(entry.offset + i)) return true;
    }
    return false;
  }
};

/// Reads the vectors of a column.
class FloatSpans {
 public:
  explicit FloatSpans(const Vector& column)
      : lists_(column), elements_(lists_.elements().Flatten()) {}
  FloatSpan operator[](uint32_t row) const { return {&elements_, lists_[row]}; }

 private:
  ListReader lists_;
  Vector elements_;
};

using PairFunction = std::optional<float> (*)(const FloatSpan&, const FloatSpan&);

double Product(const FloatSpan& a, const FloatSpan& b) {
  double sum = 0;
  for (uint32_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

std::optional<float> InnerProduct(const FloatSpan& a, const FloatSpan& b) {
  return static_cast<float>(Product(a, b));
}

std::optional<float> CosineSimilarity(const FloatSpan& a, const FloatSpan& b) {
  const double norms = std::sqrt(Product(a, a) * Product(b, b));
  if (norms == 0) return std::nullopt;
  return static_cast<float>(Product(a, b) / norms);
}

std::optional<float> Distance(const FloatSpan& a, const FloatSpan& b) {
  double sum = 0;
  for (uint32_t i = 0; i < a.size(); ++i) {
    const double difference = double{a[i]} - b[i];
    sum += difference * difference;
  }
  return static_cast<float>(std::sqrt(sum));
}

ScalarOverload PairOverload(PairFunction function) {
  ScalarOverload overload;
  overload.parameters = {VectorType(), VectorType()};
  overload.result = kFloat;
  overload.kernel = [function](std::span<const Vector> args, RowSet rows) {
    const FloatSpans left(args[0]);
    const FloatSpans right(args[1]);
    Vector out(kFloat, rows.size);
    auto* values = out.mutable_values<float>();
    rows.ForEach([&](uint32_t row) {
      const FloatSpan a = left[row];
      const FloatSpan b = right[row];
      if (a.size() != b.size()) {
        throw UserError(ErrorCode::kInvalidArgument, "the vectors have " +
                                                         std::to_string(a.size()) + " and " +
                                                         std::to_string(b.size()) + " dimensions");
      }
      std::optional<float> result;
      if (!a.HasNull() && !b.HasNull()) result = function(a, b);
      values[row] = result.value_or(0);
      if (!result) out.SetNull(row);
    });
    return out;
  };
  return overload;
}

/// Returns the norm of degree 1 (sum of sizes), 2 (Euclidean) or infinity (largest size).
double Norm(const FloatSpan& vector, float degree) {
  if (degree == 2) return std::sqrt(Product(vector, vector));
  const bool sums = degree == 1;
  if (!sums && degree != std::numeric_limits<float>::infinity()) {
    throw UserError(ErrorCode::kInvalidArgument, "the degree of a norm is 1, 2 or infinity");
  }
  double norm = 0;
  for (uint32_t i = 0; i < vector.size(); ++i) {
    const double size = std::fabs(vector[i]);
    norm = sums ? norm + size : std::fmax(norm, size);
  }
  return norm;
}

float DegreeOf(std::span<const Vector> args, uint32_t row) {
  return args.size() > 1 ? VectorReader<float>(args[1])[row] : 2;
}

Vector Norms(std::span<const Vector> args, RowSet rows) {
  const FloatSpans vectors(args[0]);
  Vector out(kFloat, rows.size);
  auto* values = out.mutable_values<float>();
  rows.ForEach([&](uint32_t row) {
    const FloatSpan vector = vectors[row];
    values[row] = static_cast<float>(Norm(vector, DegreeOf(args, row)));
    if (vector.HasNull()) out.SetNull(row);
  });
  return out;
}

/// Collects vectors of computed numbers.
class VectorRows {
 public:
  explicit VectorRows(uint32_t size)
      : out_(VectorType(), size), entries_(out_.mutable_values<ListEntry>()) {}

  void SetNull(uint32_t row) { out_.SetNull(row); }
  void Append(double number) { numbers_.push_back(static_cast<float>(number)); }
  /// Ends the vector of a row: the numbers appended since the last one.
  void End(uint32_t row) {
    const auto end = static_cast<uint32_t>(numbers_.size());
    entries_[row] = {begin_, end - begin_};
    begin_ = end;
  }
  Vector Finish() {
    Vector elements(kFloat, static_cast<uint32_t>(numbers_.size()));
    std::copy(numbers_.begin(), numbers_.end(), elements.mutable_values<float>());
    out_.mutable_children()[0] = std::move(elements);
    return std::move(out_);
  }

 private:
  Vector out_;
  ListEntry* entries_;
  uint32_t begin_ = 0;
  std::vector<float> numbers_;
};

Vector Normalized(std::span<const Vector> args, RowSet rows) {
  const FloatSpans vectors(args[0]);
  VectorRows out(rows.size);
  rows.ForEach([&](uint32_t row) {
    const FloatSpan vector = vectors[row];
    const double norm = vector.HasNull() ? 0 : Norm(vector, DegreeOf(args, row));
    if (norm == 0 && vector.size() > 0) {
      out.SetNull(row);
    } else {
      for (uint32_t i = 0; i < vector.size(); ++i) out.Append(vector[i] / norm);
    }
    out.End(row);
  });
  return out.Finish();
}

std::vector<ScalarOverload> NormOverloads(const LogicalType& result, const ScalarKernel& kernel) {
  std::vector<ScalarOverload> overloads(2);
  for (ScalarOverload& overload : overloads) {
    overload.parameters = {VectorType()};
    overload.result = result;
    overload.kernel = kernel;
  }
  overloads[1].parameters.push_back(kFloat);
  return overloads;
}

}  // namespace

void RegisterSparkVectors(FunctionRegistry& registry) {
  Family family(registry, "list");
  family.Add({"vector_inner_product"}, "Returns the inner product of two vectors of FLOAT.",
             {{"vector_inner_product([1, 2]::FLOAT[], [3, 4]::FLOAT[])", "11.0"}},
             {PairOverload(InnerProduct)});
  family.Add({"vector_cosine_similarity"}, "Returns the cosine of the angle between two vectors.",
             {{"vector_cosine_similarity([1, 0]::FLOAT[], [2, 0]::FLOAT[])", "1.0"}},
             {PairOverload(CosineSimilarity)});
  family.Add({"vector_l2_distance"}, "Returns the Euclidean distance of two vectors of FLOAT.",
             {{"vector_l2_distance([1, 2]::FLOAT[], [4, 6]::FLOAT[])", "5.0"}},
             {PairOverload(Distance)});
  family.Add({"vector_norm"}, "Returns a vector's norm of degree 1, 2 (unless given) or infinity.",
             {{"vector_norm([3, 4]::FLOAT[])", "5.0"}, {"vector_norm([3, 4]::FLOAT[], 1)", "7.0"}},
             NormOverloads(kFloat, Norms));
  family.Add({"vector_normalize"}, "Divides a vector by its norm; NULL where that is 0.",
             {{"vector_normalize([3, 4]::FLOAT[])", "[0.6, 0.8]"}},
             NormOverloads(VectorType(), Normalized));
}

}  // namespace lakebolt
