#include "cli/format/result_writer.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Writes a GitHub-flavoured Markdown table.
class MarkdownWriter : public ResultWriter {
 public:
  MarkdownWriter(Output* output, std::string null_text)
      : output_(output), null_text_(std::move(null_text)) {}

  void Begin(const Schema& schema) override {
    std::string rule;
    for (const Field& field : schema) {
      AppendCellText(field.name);
      rule += AlignsRight(field.type) ? "|--:" : "|---";
    }
    output_->Append("|\n");
    output_->Append(rule + "|\n");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      for (const Vector& column : chunk.columns()) {
        cell_.clear();
        if (!AppendCell(column, row, &cell_)) cell_ = null_text_;
        AppendCellText(cell_);
      }
      output_->Append("|\n");
    });
  }

  void Finish() override { output_->Flush(); }

 private:
  void AppendCellText(std::string_view text) {
    std::string& out = output_->buffer();
    out += "| ";
    for (const char c : text) {
      if (c == '|')
        out += "\\|";
      else if (c == '\n')
        out += "<br>";
      else if (c != '\r')
        out += c;
    }
    out += ' ';
  }

  Output* output_;
  std::string null_text_;
  std::string cell_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeMarkdownWriter(Output* output, const std::string& null_text) {
  return std::make_unique<MarkdownWriter>(output, null_text);
}

}  // namespace lakebolt
