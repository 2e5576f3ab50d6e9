#include "python_table.h"

#include <chrono>
#include <optional>
#include <utility>

#include "arrow_batch.h"
#include "base/cancellation_scope.h"
#include "base/user_code_error.h"
#include "column_builder.h"
#include "function/cast.h"
#include "user_code.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

/// Waiting rows are handed on after this long, however few they are.
constexpr std::chrono::milliseconds kLongest{20};

/// What one call has given.
struct Gathered {
  std::vector<ColumnBuilder> columns;
  uint32_t rows = 0;
};

class PythonScan final : public TableScan {
 public:
  PythonScan(std::string name, PythonRef open, const Schema& schema, const ScanRequest& request,
             const void* database)
      : name_(std::move(name)),
        open_(std::move(open)),
        schema_(schema),
        columns_(request.columns),
        chunk_size_(request.chunk_size),
        database_(database) {}

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    return std::make_unique<ScanLocalState>();
  }

  ScanStatus Next(ScanLocalState&, ScanContext&, Chunk& out) override {
    if (batch_ && TakeOfBatch(out)) return ScanStatus::kRows;
    if (ended_) return ScanStatus::kFinished;
    Gathered gathered;
    for (const Field& field : schema_) gathered.columns.emplace_back(field.type);
    {
      const UserCode user(database_);
      try {
        Gather(gathered);
      } catch (nb::python_error& error) {
        ThrowFailure(name_, "", error);
      }
    }
    std::vector<Vector> all;
    for (ColumnBuilder& column : gathered.columns) all.push_back(column.Take());
    out = Chosen(all, gathered.rows);
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override { return 1; }
  double Progress() const override { return 0; }

 private:
  /// Takes rows until a chunk is full, time is up, a batch comes, or there are no more.
  void Gather(Gathered& gathered) {
    const auto deadline = std::chrono::steady_clock::now() + kLongest;
    if (!iterator_) iterator_.emplace(nb::iter(open_.get()()));
    while (gathered.rows < chunk_size_ && !batch_) {
      const nb::object item = nb::steal(PyIter_Next(iterator_->get().ptr()));
      if (!item.is_valid()) {
        if (PyErr_Occurred() != nullptr) throw nb::python_error();
        ended_ = true;
        return;
      }
      if (nb::hasattr(item, "__arrow_c_array__")) {
        TakeBatch(item);
      } else {
        AddRow(item, gathered);
      }
      CheckCancellation();
      if (std::chrono::steady_clock::now() > deadline) return;
    }
  }

  void AddRow(nb::handle row, Gathered& gathered) {
    const size_t width = schema_.size();
    const bool sequence = PyTuple_Check(row.ptr()) || PyList_Check(row.ptr());
    const bool dict = PyDict_Check(row.ptr());
    if (sequence && nb::len(row) != width) {
      throw UserError(kUserCodeError, "function " + name_ + " gave a row of " +
                                          std::to_string(nb::len(row)) + " values where " +
                                          std::to_string(width) + " are due");
    }
    for (size_t i = 0; i < width; ++i) {
      const std::string& column = schema_[i].name;
      nb::object value;
      if (sequence) {
        value = row[i];
      } else if (dict) {
        value = nb::borrow(PyDict_GetItemString(row.ptr(), column.c_str()));
        if (!value.is_valid()) value = nb::none();
      } else if (nb::hasattr(row, column.c_str())) {
        value = row.attr(column.c_str());
      } else if (width == 1) {
        value = nb::borrow(row);
      } else {
        throw UserError(kUserCodeError, "function " + name_ + " gave a " +
                                            Py_TYPE(row.ptr())->tp_name +
                                            " where a row is due: a tuple or a dict");
      }
      gathered.columns[i].Append(value);
    }
    ++gathered.rows;
  }

  void TakeBatch(nb::handle item) {
    ImportedBatch batch = ImportBatch(item);
    if (batch.schema.size() != schema_.size()) {
      throw UserError(kUserCodeError, "function " + name_ + " gave " +
                                          std::to_string(batch.schema.size()) + " columns where " +
                                          std::to_string(schema_.size()) + " are due");
    }
    for (size_t i = 0; i < schema_.size(); ++i) {
      Vector& column = batch.chunk.mutable_columns()[i];
      if (column.type() == schema_[i].type) continue;
      column = CastVector(column, schema_[i].type, RowSet::Dense(column.size()), CastMode::kStrict);
    }
    batch_ = std::move(batch.chunk);
    taken_ = 0;
  }

  /// Gives the next rows of the batch at hand; false, and forgets it, at its end.
  bool TakeOfBatch(Chunk& out) {
    const uint32_t rows = std::min(chunk_size_, batch_->size() - taken_);
    if (rows == 0) {
      batch_.reset();
      return false;
    }
    std::vector<Vector> some;
    for (const Vector& column : batch_->columns()) some.push_back(column.Slice(taken_, rows));
    taken_ += rows;
    out = Chosen(some, rows);
    return true;
  }

  Chunk Chosen(const std::vector<Vector>& all, uint32_t rows) const {
    std::vector<Vector> chosen;
    for (const uint32_t column : columns_) chosen.push_back(all[column]);
    return {std::move(chosen), rows};
  }

  std::string name_;
  PythonRef open_;
  Schema schema_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_size_;
  const void* database_;
  std::optional<PythonRef> iterator_;
  std::optional<Chunk> batch_;
  uint32_t taken_ = 0;
  bool ended_ = false;
};

class PythonTable final : public TableSource {
 public:
  PythonTable(std::string name, PythonRef open, Schema schema, const void* database)
      : name_(std::move(name)),
        open_(std::move(open)),
        schema_(std::move(schema)),
        database_(database) {}

  std::string name() const override { return name_; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override { return {}; }
  ColumnStatistics column_statistics(uint32_t) const override { return {}; }
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<PythonScan>(name_, open_, schema_, request, database_);
  }

 private:
  std::string name_;
  PythonRef open_;
  Schema schema_;
  const void* database_;
};

}  // namespace

std::shared_ptr<const TableSource> MakePythonTable(std::string name, PythonRef open, Schema schema,
                                                   const void* database) {
  return std::make_shared<PythonTable>(std::move(name), std::move(open), std::move(schema),
                                       database);
}

}  // namespace lakebolt::python
