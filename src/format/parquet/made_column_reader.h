#pragma once

#include "format/parquet/column_reader.h"

namespace lakebolt::parquet_format {

/// Gives a column that has one value in all rows of a file: a partition key, the file's path, or
/// NULL where the file lacks the column.
class ConstantColumnReader final : public ColumnReader {
 public:
  explicit ConstantColumnReader(Value value) : value_(std::move(value)) {}

  Vector Read(int64_t, uint32_t count) override { return Vector::Constant(value_, count); }
  Vector ReadSelected(int64_t, const uint32_t*, uint32_t count) override {
    return Vector::Constant(value_, count);
  }

 private:
  Value value_;
};

/// Numbers the rows of a file from 0; `first_row` is that of the row group.
class RowNumberColumnReader final : public ColumnReader {
 public:
  explicit RowNumberColumnReader(int64_t first_row) : first_row_(first_row) {}

  Vector Read(int64_t row, uint32_t count) override {
    return Make(count, [&](uint32_t i) { return first_row_ + row + i; });
  }
  Vector ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) override {
    return Make(count, [&](uint32_t i) { return first_row_ + row + selected[i]; });
  }

 private:
  template <typename NumberOf>
  static Vector Make(uint32_t count, NumberOf number_of) {
    Vector out(TypeId::kInt64, count);
    auto* numbers = out.mutable_values<int64_t>();
    for (uint32_t i = 0; i < count; ++i) numbers[i] = number_of(i);
    return out;
  }

  int64_t first_row_;
};

}  // namespace lakebolt::parquet_format
