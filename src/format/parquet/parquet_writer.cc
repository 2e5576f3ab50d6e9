#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include "base/ascii.h"
#include "base/error.h"
#include "format/arrow_sink.h"
#include "format/batch_writer.h"

namespace lakebolt {

namespace {

parquet::Compression::type CodecOf(const std::string& name) {
  const std::string folded = AsciiLower(name);
  if (folded == "none" || folded == "uncompressed") return parquet::Compression::UNCOMPRESSED;
  if (folded == "snappy") return parquet::Compression::SNAPPY;
  if (folded == "gzip") return parquet::Compression::GZIP;
  if (folded == "zstd") return parquet::Compression::ZSTD;
  if (folded == "lz4" || folded == "lz4_raw") return parquet::Compression::LZ4;
  if (folded == "brotli") return parquet::Compression::BROTLI;
  throw UserError(ErrorCode::kInvalidArgument, "there is no Parquet codec \"" + name + "\"", {},
                  "there is uncompressed, snappy, gzip, zstd, lz4_raw and brotli");
}

class ParquetFileWriter : public BatchWriter {
 public:
  ParquetFileWriter(ArrowSchema* schema, ByteSink sink, const ParquetWriteOptions& options)
      : sink_(std::move(sink)) {
    auto imported = arrow::ImportSchema(schema);
    sink_.Check(imported.status());
    schema_ = *imported;
    auto properties = parquet::WriterProperties::Builder()
                          .version(parquet::ParquetVersion::PARQUET_2_6)
                          ->compression(CodecOf(options.codec))
                          ->max_row_group_length(options.row_group_rows)
                          ->build();
    auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    Guard([&] {
      auto writer =
          parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), sink_.stream(),
                                           std::move(properties), std::move(arrow_properties));
      sink_.Check(writer.status());
      writer_ = std::move(*writer);
    });
  }

  void Write(ArrowArray* batch) override {
    auto imported = arrow::ImportRecordBatch(batch, schema_);
    sink_.Check(imported.status());
    Guard([&] { sink_.Check(writer_->WriteRecordBatch(**imported)); });
  }

  void Close() override {
    Guard([&] { sink_.Check(writer_->Close()); });
  }

 private:
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
};

}  // namespace

std::unique_ptr<BatchWriter> MakeParquetFileWriter(ArrowSchema* schema, ByteSink sink,
                                                   const ParquetWriteOptions& options) {
  return std::make_unique<ParquetFileWriter>(schema, std::move(sink), options);
}

}  // namespace lakebolt
