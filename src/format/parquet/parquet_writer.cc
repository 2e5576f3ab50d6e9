#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include "base/error.h"
#include "format/arrow_sink.h"
#include "format/batch_writer.h"
#include "format/parquet/writer_properties.h"

namespace lakebolt {

namespace {

class ParquetFileWriter : public BatchWriter {
 public:
  ParquetFileWriter(ArrowSchema* schema, ByteSink sink, const ParquetWriteOptions& options)
      : sink_(std::move(sink)), row_group_bytes_(options.row_group_bytes) {
    auto imported = arrow::ImportSchema(schema);
    sink_.Check(imported.status());
    schema_ = parquet_format::WithFieldIds(*imported, options);
    auto properties = parquet_format::PropertiesOf(*schema_, options);
    // Columns of a batch are encoded side by side by Arrow's own threads.
    auto arrow_properties = parquet::ArrowWriterProperties::Builder()
                                .store_schema()
                                ->set_use_threads(options.threads > 1)
                                ->build();
    Guard([&] {
      auto writer =
          parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), sink_.stream(),
                                           std::move(properties), std::move(arrow_properties));
      sink_.Check(writer.status());
      writer_ = std::move(*writer);
      AddMetadata(options);
    });
  }

  void Write(ArrowArray* batch) override {
    auto imported = arrow::ImportRecordBatch(batch, schema_);
    sink_.Check(imported.status());
    Guard([&] {
      sink_.Check(writer_->WriteRecordBatch(**imported));
      EndLargeRowGroup(**imported);
    });
  }

  void Close() override {
    Guard([&] { sink_.Check(writer_->Close()); });
  }

 private:
  void AddMetadata(const ParquetWriteOptions& options) {
    if (options.metadata.empty()) return;
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    for (const auto& [key, value] : options.metadata) metadata->Append(key, value);
    sink_.Check(writer_->AddKeyValueMetadata(metadata));
  }

  /// Begins another row group once this one holds enough bytes.
  void EndLargeRowGroup(const arrow::RecordBatch& written) {
    if (row_group_bytes_ == 0) return;
    const auto bytes = arrow::util::ReferencedBufferSize(written);
    sink_.Check(bytes.status());
    bytes_ += *bytes;
    if (bytes_ < row_group_bytes_) return;
    sink_.Check(writer_->NewBufferedRowGroup());
    bytes_ = 0;
  }

  /// Runs `body`; turns Parquet's own exceptions into ours.
  template <typename Body>
  void Guard(Body&& body) {
    try {
      body();
    } catch (const parquet::ParquetException& error) {
      sink_.Check(arrow::Status::IOError(error.what()));
    }
  }

  ArrowSink sink_;
  std::shared_ptr<arrow::Schema> schema_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  const int64_t row_group_bytes_;
  int64_t bytes_ = 0;  // of the row group so far
};

}  // namespace

std::unique_ptr<BatchWriter> MakeParquetFileWriter(ArrowSchema* schema, ByteSink sink,
                                                   const ParquetWriteOptions& options) {
  return std::make_unique<ParquetFileWriter>(schema, std::move(sink), options);
}

}  // namespace lakebolt
