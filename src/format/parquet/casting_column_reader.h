#pragma once

#include "format/parquet/column_reader.h"
#include "function/cast.h"

namespace lakebolt::parquet_format {

/// Reads a column of a file whose type is narrower than the table's. The cast of a dictionary is
/// kept, so that all its vectors still share one.
class CastingColumnReader final : public ColumnReader {
 public:
  CastingColumnReader(std::unique_ptr<ColumnReader> input, LogicalType type)
      : input_(std::move(input)), type_(std::move(type)) {}

  Vector Read(int64_t row, uint32_t count) override { return Cast(input_->Read(row, count)); }
  Vector ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) override {
    return Cast(input_->ReadSelected(row, selected, count));
  }
  bool HasOneDictionary() const override { return input_->HasOneDictionary(); }

 private:
  Vector Cast(const Vector& vector) {
    if (!vector.IsDictionary()) {
      return CastVector(vector, type_, RowSet::Dense(vector.size()), CastMode::kStrict);
    }
    if (from_ != vector.dictionary_ptr()) {
      from_ = vector.dictionary_ptr();
      to_ = std::make_shared<const Vector>(
          CastVector(*from_, type_, RowSet::Dense(from_->size()), CastMode::kStrict).Flatten());
    }
    // The codes' buffer is shared, never written again.
    return Vector::Dictionary(to_, vector.values_buffer(), vector.size(), vector.validity_buffer());
  }

  std::unique_ptr<ColumnReader> input_;
  LogicalType type_;
  std::shared_ptr<const Vector> from_;
  std::shared_ptr<const Vector> to_;
};

}  // namespace lakebolt::parquet_format
