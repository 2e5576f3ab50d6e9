#include <functional>

#include "format/batch_writer.h"
#include "format/result_writer.h"
#include "vector/arrow_export.h"

namespace lakebolt {

namespace {

using MakeBatchWriter = std::function<std::unique_ptr<BatchWriter>(ArrowSchema*, ByteSink)>;

/// Writes one result as a binary file of record batches.
class BatchFileWriter : public ResultWriter {
 public:
  BatchFileWriter(Output* output, MakeBatchWriter make) : output_(output), make_(std::move(make)) {}

  void Begin(const Schema& schema) override {
    schema_ = schema;
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    writer_ = make_(&exported, [this](std::string_view bytes) { output_->Append(bytes); });
  }

  void Write(const Chunk& chunk) override {
    ArrowArray exported;
    ExportChunk(schema_, chunk, &exported);
    writer_->Write(&exported);
  }

  void Finish() override {
    writer_->Close();
    output_->Flush();
  }

 private:
  Output* output_;
  MakeBatchWriter make_;
  Schema schema_;
  std::unique_ptr<BatchWriter> writer_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output) {
  return std::make_unique<BatchFileWriter>(output, MakeIpcStreamWriter);
}

std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output, ParquetWriteOptions options) {
  return std::make_unique<BatchFileWriter>(
      output, [options = std::move(options)](ArrowSchema* schema, ByteSink sink) {
        return MakeParquetFileWriter(schema, std::move(sink), options);
      });
}

}  // namespace lakebolt
