#include <arrow/c/bridge.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "format/arrow_sink.h"
#include "format/result_writer.h"
#include "vector/arrow_export.h"

namespace lakebolt {

namespace {

/// Writes one result as Arrow IPC.
class IpcWriter final : public ResultWriter {
 public:
  IpcWriter(Output* output, ArrowLayout layout) : output_(output), layout_(layout), sink_(output) {}

  void Begin(const Schema& schema) override {
    schema_ = schema;
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    arrow_schema_ = Checked(arrow::ImportSchema(&exported));
    writer_ = Checked(layout_ == ArrowLayout::kFile
                          ? arrow::ipc::MakeFileWriter(sink_.stream(), arrow_schema_)
                          : arrow::ipc::MakeStreamWriter(sink_.stream(), arrow_schema_));
  }

  void Write(const Chunk& chunk) override {
    ArrowArray exported;
    ExportChunk(schema_, chunk, &exported);
    WriteArray(&exported);
  }

  bool TakesArrays() const override { return true; }
  void WriteArray(ArrowArray* rows) override {
    const auto batch = Checked(arrow::ImportRecordBatch(rows, arrow_schema_));
    sink_.Check(writer_->WriteRecordBatch(*batch));
  }

  void Finish() override {
    sink_.Check(writer_->Close());
    output_->Flush();
  }

 private:
  template <typename T>
  T Checked(arrow::Result<T> result) const {
    sink_.Check(result.status());
    return std::move(*result);
  }

  Output* output_;
  ArrowLayout layout_;
  ArrowSink sink_;
  Schema schema_;
  std::shared_ptr<arrow::Schema> arrow_schema_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output, ArrowLayout layout) {
  return std::make_unique<IpcWriter>(output, layout);
}

}  // namespace lakebolt
