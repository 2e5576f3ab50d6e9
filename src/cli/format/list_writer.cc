#include "cli/format/result_writer.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

class ListWriter : public ResultWriter {
 public:
  ListWriter(Output* output, const DisplaySettings& display)
      : output_(output),
        separator_(display.separator.empty() ? "|" : display.separator),
        null_text_(display.csv_null_text),
        headers_(display.headers) {}

  void Begin(const Schema& schema) override {
    if (!headers_) return;
    for (size_t i = 0; i < schema.size(); ++i) {
      output_->buffer() += (i == 0 ? "" : separator_) + schema[i].name;
    }
    output_->Append("\n");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      std::string& out = output_->buffer();
      for (size_t i = 0; i < chunk.columns().size(); ++i) {
        if (i > 0) out += separator_;
        if (!AppendCell(chunk.column(i), row, &out)) out += null_text_;
      }
      out += '\n';
      output_->Settle();
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  Output* output_;
  std::string separator_;
  std::string null_text_;
  bool headers_;
};

/// Is a writer that forgets what it is given.
class TrashWriter : public ResultWriter {
 public:
  void Begin(const Schema&) override {}
  void Write(const Chunk&) override {}
  void Finish() override {}
};

}  // namespace

std::unique_ptr<ResultWriter> MakeListWriter(Output* output, const DisplaySettings& display) {
  return std::make_unique<ListWriter>(output, display);
}

std::unique_ptr<ResultWriter> MakeTrashWriter() {
  return std::make_unique<TrashWriter>();
}

}  // namespace lakebolt
