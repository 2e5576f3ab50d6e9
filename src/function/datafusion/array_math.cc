// Arithmetic of vectors that are lists of numbers, element by element.

#include <cmath>

#include "base/error.h"
#include "function/datafusion/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

namespace {

LogicalType Doubles() {
  return LogicalType::List(TypeId::kFloat64);
}

/// Collects the lists of doubles that a function makes, row by row.
class DoubleLists {
 public:
  explicit DoubleLists(uint32_t rows) : entries_(rows), nulls_(rows) {}

  void Add(double value) { values_.push_back(value); }
  void AddNull() {
    missing_.push_back(static_cast<uint32_t>(values_.size()));
    values_.push_back(0);
  }
  void EndRow(uint32_t row) {
    const auto end = static_cast<uint32_t>(values_.size());
    entries_[row] = {begin_, end - begin_};
    begin_ = end;
  }
  void SetNull(uint32_t row) { nulls_.Set(row); }

  Vector Finish() {
    Vector elements(TypeId::kFloat64, static_cast<uint32_t>(values_.size()));
    std::copy(values_.begin(), values_.end(), elements.mutable_values<double>());
    for (const uint32_t place : missing_) elements.SetNull(place);
    return MakeListVector(Doubles(), entries_, std::move(elements), nulls_.Take());
  }

 private:
  std::vector<double> values_;
  std::vector<uint32_t> missing_;
  std::vector<ListEntry> entries_;
  NullRows nulls_;
  uint32_t begin_ = 0;
};

/// Makes (LIST, LIST): `combine` of the elements that stand at the same place.
template <typename Combine>
ScalarOverload PairsOverload(Combine combine) {
  ScalarOverload overload;
  overload.parameters = {Doubles(), Doubles()};
  overload.result = Doubles();
  overload.kernel = [combine](std::span<const Vector> args, RowSet rows) {
    const ListReader left(args[0]);
    const ListReader right(args[1]);
    const VectorReader<double> a(left.elements());
    const VectorReader<double> b(right.elements());
    DoubleLists out(rows.size);
    rows.ForEach([&](uint32_t row) {
      const ListEntry x = left[row];
      const ListEntry y = right[row];
      if (x.length != y.length) {
        throw UserError(ErrorCode::kInvalidArgument, "the lists have " + std::to_string(x.length) +
                                                         " and " + std::to_string(y.length) +
                                                         " elements");
      }
      for (uint32_t k = 0; k < x.length; ++k) {
        if (a.IsNull(x.offset + k) || b.IsNull(y.offset + k)) {
          out.AddNull();
        } else {
          out.Add(combine(a[x.offset + k], b[y.offset + k]));
        }
      }
      out.EndRow(row);
    });
    return out.Finish();
  };
  return overload;
}

ScalarOverload ScaleOverload() {
  ScalarOverload overload;
  overload.parameters = {Doubles(), TypeId::kFloat64};
  overload.result = Doubles();
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    const ListReader lists(args[0]);
    const VectorReader<double> elements(lists.elements());
    const VectorReader<double> factors(args[1]);
    DoubleLists out(rows.size);
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists[row];
      for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
        elements.IsNull(k) ? out.AddNull() : out.Add(elements[k] * factors[row]);
      }
      out.EndRow(row);
    });
    return out.Finish();
  };
  return overload;
}

/// array_normalize(list): NULL for a vector with a NULL, or of length zero.
ScalarOverload NormalizeOverload() {
  ScalarOverload overload;
  overload.parameters = {Doubles()};
  overload.result = Doubles();
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    const ListReader lists(args[0]);
    const VectorReader<double> elements(lists.elements());
    DoubleLists out(rows.size);
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists[row];
      double square = 0;
      bool complete = true;
      for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
        complete &= !elements.IsNull(k);
        if (complete) square += elements[k] * elements[k];
      }
      if (!complete || (square == 0 && entry.length > 0)) {
        out.SetNull(row);
        return;
      }
      const double norm = std::sqrt(square);
      for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
        out.Add(elements[k] / norm);
      }
      out.EndRow(row);
    });
    return out.Finish();
  };
  return overload;
}

}  // namespace

void RegisterDataFusionArrayMath(FunctionRegistry& registry) {
  Family family(registry, "list");
  family.Add({"array_add", "list_add"}, "Adds two vectors.",
             {{"array_add([1, 2], [10, 20])", "[11.0, 22.0]"}},
             {PairsOverload([](double a, double b) { return a + b; })});
  family.Add({"array_subtract", "list_subtract"}, "Subtracts a vector from another.",
             {{"array_subtract([10, 20], [1, 2])", "[9.0, 18.0]"}},
             {PairsOverload([](double a, double b) { return a - b; })});
  family.Add({"array_scale", "list_scale"}, "Multiplies a vector by a number.",
             {{"array_scale([1, 2], 3)", "[3.0, 6.0]"}}, {ScaleOverload()});
  family.Add({"array_normalize", "list_normalize"}, "Scales a vector to length 1.",
             {{"array_normalize([3, 4])", "[0.6, 0.8]"}}, {NormalizeOverload()});
}

}  // namespace lakebolt
