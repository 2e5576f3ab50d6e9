#include <functional>
#include <utility>

#include "base/error.h"
#include "format/batch_writer.h"
#include "format/result_writer.h"
#include "vector/arrow_export.h"

namespace lakebolt {

namespace {

using MakeBatchWriter = std::function<std::unique_ptr<BatchWriter>(ArrowSchema*, ByteSink)>;

/// Chunks are put together to so many rows and bytes where a batch of few would cost much.
constexpr uint64_t kGatheredRows = 1 << 14;
constexpr size_t kGatheredBytes = 4 << 20;

/// Writes one result as a binary file of record batches.
class BatchFileWriter : public ResultWriter {
 public:
  /// Writes batches of `least_rows` at least, but for the last.
  BatchFileWriter(Output* output, uint64_t least_rows, MakeBatchWriter make)
      : output_(output), least_rows_(least_rows), make_(std::move(make)) {}

  void Begin(const Schema& schema) override {
    schema_ = schema;
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    writer_ = make_(&exported, [this](std::string_view bytes) { output_->Append(bytes); });
  }

  void Write(const Chunk& chunk) override {
    rows_ += chunk.count();
    bytes_ += chunk.MemoryBytes();
    gathered_.push_back(chunk);
    if (rows_ >= least_rows_ || bytes_ >= kGatheredBytes) WriteGathered();
  }

  bool TakesArrays() const override { return true; }
  void WriteArray(ArrowArray* rows) override {
    WriteGathered();
    writer_->Write(rows);
  }

  void Finish() override {
    WriteGathered();
    writer_->Close();
    output_->Flush();
  }

 private:
  void WriteGathered() {
    if (gathered_.empty()) return;
    ArrowArray exported;
    ExportChunks(schema_, std::exchange(gathered_, {}), &exported);
    writer_->Write(&exported);
    rows_ = 0;
    bytes_ = 0;
  }

  Output* output_;
  const uint64_t least_rows_;
  MakeBatchWriter make_;
  Schema schema_;
  std::vector<Chunk> gathered_;
  uint64_t rows_ = 0;
  size_t bytes_ = 0;
  std::unique_ptr<BatchWriter> writer_;
};

}  // namespace

void ResultWriter::WriteArray(ArrowArray*) {
  throw InternalError("this writer takes chunks");
}

std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output) {
  return std::make_unique<BatchFileWriter>(output, 1, MakeIpcStreamWriter);
}

std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output, ParquetWriteOptions options) {
  return std::make_unique<BatchFileWriter>(
      output, kGatheredRows, [options = std::move(options)](ArrowSchema* schema, ByteSink sink) {
        return MakeParquetFileWriter(schema, std::move(sink), options);
      });
}

}  // namespace lakebolt
