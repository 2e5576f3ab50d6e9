#include "format/ipc/batch_reader.h"

#include <arrow/array.h>
#include <arrow/c/bridge.h>
#include <arrow/io/interfaces.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include <type_traits>

#include "base/error.h"
#include "base/evaluation_memory.h"
#include "format/arrow_file.h"
#include "format/arrow_memory.h"
#include "io/file_system.h"

namespace lakebolt::ipc {

namespace {

constexpr std::string_view kMagic = "ARROW1";
constexpr int64_t kMostRows = UINT32_MAX - 1;

std::shared_ptr<const RandomAccessFile> OpenFile(const std::string& path) {
  std::string local = path;
  return FileSystemFor(local).Open(local);
}

/// Owns a schema that Arrow C++ exported.
struct ExportedSchema {
  ArrowSchema schema{};

  ExportedSchema() = default;
  ExportedSchema(const ExportedSchema&) = delete;
  ExportedSchema& operator=(const ExportedSchema&) = delete;
  ~ExportedSchema() {
    if (schema.release != nullptr) schema.release(&schema);
  }
};

bool HasMagic(const RandomAccessFile& file) {
  if (file.size() < kMagic.size()) return false;
  char begin[kMagic.size()];
  file.ReadAt(0, kMagic.size(), reinterpret_cast<uint8_t*>(begin));
  return std::string_view(begin, kMagic.size()) == kMagic;
}

/// Checks a column so that nothing it says leads out of its buffers.
arrow::Status CheckColumn(const arrow::Array& column) {
  switch (column.type_id()) {
    case arrow::Type::INT8:
    case arrow::Type::INT16:
    case arrow::Type::INT32:
    case arrow::Type::INT64:
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
    case arrow::Type::DATE32:
    case arrow::Type::TIMESTAMP:
    // Offsets within the last one, and the bytes, are looked at where chunks are made.
    case arrow::Type::STRING: return column.Validate();
    default: return column.ValidateFull();
  }
}

/// Puts the file's name before what is said of its columns.
template <typename Import>
std::invoke_result_t<Import> NamingFile(const std::string& path, Import import) {
  try {
    return import();
  } catch (const UserError& error) {
    if (error.code() == ErrorCode::kOutOfMemory || error.code() == ErrorCode::kCancelled) throw;
    throw UserError(error.code(), "\"" + path + "\": " + error.what(), {}, error.hint());
  }
}

}  // namespace

RecordBatch::RecordBatch(ImportedRows rows, std::string path, std::shared_ptr<const void> owner)
    : count_(rows.count()), path_(std::move(path)), owner_(std::move(owner)) {
  if (rows.TakesParts()) {
    rows_ = std::move(rows);
  } else {
    whole_ = rows.Take(0, count_);
  }
}

Chunk RecordBatch::Take(uint32_t begin, uint32_t count) const {
  if (rows_) {
    return NamingFile(path_, [&] { return rows_->Take(begin, count); });
  }
  if (!whole_) return Chunk({}, count);
  std::vector<Vector> columns;
  for (const Vector& column : whole_->columns()) columns.push_back(column.Slice(begin, count));
  return {std::move(columns), count};
}

class BatchReader::Impl {
 public:
  Impl(const std::string& path, const std::vector<int>* places)
      : source_(OpenFile(path)), file_(source_) {
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = BoundedArrowMemory();
    options.use_threads = false;  // workers read batches side by side
    if (places != nullptr) {
      // Arrow takes an empty list for all columns.
      options.included_fields = places->empty() ? std::vector<int>{0} : *places;
      reads_none_ = places->empty();
    }
    if (HasMagic(*source_)) {
      random_ = Take(arrow::ipc::RecordBatchFileReader::Open(file_.file().get(), options));
      arrow_schema_ = random_->schema();
    } else {
      stream_ = Take(arrow::ipc::RecordBatchStreamReader::Open(file_.file(), options));
      arrow_schema_ = stream_->schema();
    }
    ExportedSchema exported;
    file_.Check(arrow::ExportSchema(*arrow_schema_, &exported.schema));
    schema_ = NamingFile(source_->path(), [&] { return ImportSchema(exported.schema); });
  }

  const Schema& schema() const { return schema_; }
  bool IsFile() const { return random_ != nullptr; }
  int batches() const { return random_->num_record_batches(); }
  RecordBatch Read(int index) {
    return WithinMemory([&] { return Checked(*Take(random_->ReadRecordBatch(index))); });
  }
  bool ReadNext(RecordBatch& out) {
    return WithinMemory([&] {
      std::shared_ptr<arrow::RecordBatch> batch;
      file_.Check(stream_->ReadNext(&batch));
      if (batch == nullptr) return false;
      out = Checked(*batch);
      return true;
    });
  }

 private:
  template <typename T>
  T Take(arrow::Result<T> result) {
    file_.Check(result.status());
    return std::move(result).ValueUnsafe();
  }

  /// Reads a batch. Its counts and compressed buffers may stand for any size, in few bytes.
  template <typename Read>
  std::invoke_result_t<Read> WithinMemory(Read read) {
    const EvaluationMemory::Scope scope;
    try {
      return read();
    } catch (const UserError& error) {
      if (error.code() != ErrorCode::kOutOfMemory) throw;
      throw UserError(
          ErrorCode::kOutOfMemory,
          "\"" + source_->path() + "\": a batch of rows takes more than there is room for", {},
          "raise memory_limit, or write batches of fewer rows");
    }
  }

  RecordBatch Checked(const arrow::RecordBatch& batch) {
    // Offsets and lengths of a damaged file must not lead out of its buffers.
    file_.Check(batch.Validate());
    for (const auto& column : batch.columns()) file_.Check(CheckColumn(*column));
    if (batch.num_rows() > kMostRows) {
      throw UserError(ErrorCode::kNotSupported,
                      "\"" + source_->path() + "\" has a batch of more than 4 billion rows");
    }
    if (reads_none_) return RecordBatch(static_cast<uint32_t>(batch.num_rows()));
    if (read_schema_ == nullptr) {
      auto exported = std::make_shared<ExportedSchema>();
      file_.Check(arrow::ExportSchema(*batch.schema(), &exported->schema));
      read_schema_ = std::move(exported);
    }
    ArrowArray array;
    file_.Check(arrow::ExportRecordBatch(batch, &array));
    return NamingFile(source_->path(), [&] {
      return RecordBatch(ImportedRows(read_schema_->schema, &array), source_->path(), read_schema_);
    });
  }

  std::shared_ptr<const RandomAccessFile> source_;
  ArrowFile file_;
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> random_;
  std::shared_ptr<arrow::ipc::RecordBatchStreamReader> stream_;
  std::shared_ptr<arrow::Schema> arrow_schema_;
  std::shared_ptr<const ExportedSchema> read_schema_;  // of the columns that are read
  Schema schema_;
  bool reads_none_ = false;
};

BatchReader::BatchReader(const std::string& path, const std::vector<int>* places)
    : impl_(std::make_unique<Impl>(path, places)) {}
BatchReader::~BatchReader() = default;
BatchReader::BatchReader(BatchReader&&) noexcept = default;
BatchReader& BatchReader::operator=(BatchReader&&) noexcept = default;

const Schema& BatchReader::schema() const {
  return impl_->schema();
}
bool BatchReader::IsFile() const {
  return impl_->IsFile();
}
int BatchReader::batches() const {
  return impl_->batches();
}
RecordBatch BatchReader::Read(int index) {
  return impl_->Read(index);
}
bool BatchReader::ReadNext(RecordBatch& out) {
  return impl_->ReadNext(out);
}

}  // namespace lakebolt::ipc
