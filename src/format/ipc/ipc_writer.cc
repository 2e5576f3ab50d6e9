#include <arrow/c/bridge.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "format/arrow_sink.h"

namespace lakebolt {

namespace {

class IpcStreamWriter : public BatchWriter {
 public:
  IpcStreamWriter(ArrowSchema* schema, ByteSink sink) : sink_(std::move(sink)) {
    auto imported = arrow::ImportSchema(schema);
    sink_.Check(imported.status());
    schema_ = *imported;
    auto writer = arrow::ipc::MakeStreamWriter(sink_.stream(), schema_);
    sink_.Check(writer.status());
    writer_ = *writer;
  }

  void Write(ArrowArray* batch) override {
    auto imported = arrow::ImportRecordBatch(batch, schema_);
    sink_.Check(imported.status());
    sink_.Check(writer_->WriteRecordBatch(**imported));
  }

  void Close() override { sink_.Check(writer_->Close()); }

 private:
  ArrowSink sink_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

}  // namespace

std::unique_ptr<BatchWriter> MakeIpcStreamWriter(ArrowSchema* schema, ByteSink sink) {
  return std::make_unique<IpcStreamWriter>(schema, std::move(sink));
}

}  // namespace lakebolt
