#include "base/error.h"
#include "format/batch_writer.h"
#include "format/result_writer.h"
#include "vector/arrow_export.h"

namespace lakebolt {

namespace {

/// Writes one result as an Arrow IPC stream.
class IpcResultWriter : public ResultWriter {
 public:
  explicit IpcResultWriter(Output* output) : output_(output) {}

  void Begin(const Schema& schema) override {
    schema_ = schema;
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    writer_ =
        MakeIpcStreamWriter(&exported, [this](std::string_view bytes) { output_->Append(bytes); });
  }

  void Write(const Chunk& chunk) override {
    ArrowArray exported;
    ExportChunk(schema_, chunk, &exported);
    writer_->Write(&exported);
  }

  bool TakesArrays() const override { return true; }
  void WriteArray(ArrowArray* rows) override { writer_->Write(rows); }

  void Finish() override {
    writer_->Close();
    output_->Flush();
  }

 private:
  Output* output_;
  Schema schema_;
  std::unique_ptr<BatchWriter> writer_;
};

}  // namespace

void ResultWriter::WriteArray(ArrowArray*) {
  throw InternalError("this writer takes chunks");
}

std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output) {
  return std::make_unique<IpcResultWriter>(output);
}

}  // namespace lakebolt
