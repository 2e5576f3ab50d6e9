#include "cli/format/result_writer.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Writes a tabular of LaTeX.
class LatexWriter : public ResultWriter {
 public:
  LatexWriter(Output* output, std::string null_text)
      : output_(output), null_text_(std::move(null_text)) {}

  void Begin(const Schema& schema) override {
    std::string alignment;
    for (const Field& field : schema) alignment += AlignsRight(field.type) ? 'r' : 'l';
    output_->Append("\\begin{tabular}{" + alignment + "}\n\\hline\n");
    for (size_t i = 0; i < schema.size(); ++i) AppendText(i, schema[i].name);
    output_->Append(" \\\\\n\\hline\n");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      for (size_t i = 0; i < chunk.columns().size(); ++i) {
        cell_.clear();
        if (!AppendCell(chunk.column(i), row, &cell_)) cell_ = null_text_;
        AppendText(i, cell_);
      }
      output_->Append(" \\\\\n");
    });
  }

  void Finish() override {
    output_->Append("\\hline\n\\end{tabular}\n");
    output_->Flush();
  }

 private:
  void AppendText(size_t column, std::string_view text) {
    std::string& out = output_->buffer();
    if (column > 0) out += " & ";
    for (const char c : text) {
      switch (c) {
        case '\\': out += "\\textbackslash{}"; break;
        case '~': out += "\\textasciitilde{}"; break;
        case '^': out += "\\textasciicircum{}"; break;
        case '\n': out += ' '; break;
        default:
          if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) out += '\\';
          out += c;
      }
    }
  }

  Output* output_;
  std::string null_text_;
  std::string cell_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeLatexWriter(Output* output, const std::string& null_text) {
  return std::make_unique<LatexWriter>(output, null_text);
}

}  // namespace lakebolt
