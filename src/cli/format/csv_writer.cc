#include "cli/format/cell.h"
#include "cli/format/result_writer.h"

namespace lakebolt {

namespace {

/// Writes RFC 4180 CSV with a header. NULL is an empty field, an empty string a quoted one, so that
/// nothing is lost.
class CsvWriter : public ResultWriter {
 public:
  explicit CsvWriter(Output* output) : output_(output) {}

  void Begin(const Schema& schema) override {
    for (size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) output_->buffer() += ',';
      AppendField(schema[i].name);
    }
    output_->Append("\n");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      for (size_t i = 0; i < chunk.columns().size(); ++i) {
        if (i > 0) output_->buffer() += ',';
        cell_.clear();
        if (AppendCell(chunk.column(i), row, &cell_)) AppendField(cell_);
      }
      output_->Append("\n");
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  void AppendField(const std::string& text) {
    std::string& out = output_->buffer();
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string::npos) {
      out += text;
      return;
    }
    out += '"';
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }

  Output* output_;
  std::string cell_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output) {
  return std::make_unique<CsvWriter>(output);
}

}  // namespace lakebolt
