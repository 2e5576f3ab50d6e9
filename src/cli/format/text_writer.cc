#include "cli/format/result_writer.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Writes the first column's text as lines, without a frame and however long: for plans.
class TextWriter : public ResultWriter {
 public:
  explicit TextWriter(Output* output) : output_(output) {}

  void Begin(const Schema&) override {}

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      AppendCell(chunk.column(0), row, &output_->buffer());
      output_->Append("\n");
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  Output* output_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeTextWriter(Output* output) {
  return std::make_unique<TextWriter>(output);
}

}  // namespace lakebolt
