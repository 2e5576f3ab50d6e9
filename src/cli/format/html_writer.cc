#include "cli/format/result_writer.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Writes an HTML table.
class HtmlWriter : public ResultWriter {
 public:
  HtmlWriter(Output* output, const DisplaySettings& display)
      : output_(output), null_text_(display.null_text), headers_(display.headers) {}

  void Begin(const Schema& schema) override {
    output_->Append("<table>\n");
    for (const Field& field : schema) {
      opening_.emplace_back(AlignsRight(field.type) ? "<td align=\"right\">" : "<td>");
    }
    if (!headers_) return;
    output_->Append("<tr>");
    for (const Field& field : schema) AppendElement("<th>", field.name, "</th>");
    output_->Append("</tr>\n");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      output_->Append("<tr>");
      for (size_t i = 0; i < chunk.columns().size(); ++i) {
        cell_.clear();
        if (!AppendCell(chunk.column(i), row, &cell_)) cell_ = null_text_;
        AppendElement(opening_[i], cell_, "</td>");
      }
      output_->Append("</tr>\n");
    });
  }

  void Finish() override {
    output_->Append("</table>\n");
    output_->Flush();
  }

 private:
  void AppendElement(std::string_view begin, std::string_view text, std::string_view end) {
    std::string& out = output_->buffer();
    out += begin;
    for (const char c : text) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
      }
    }
    out += end;
  }

  Output* output_;
  std::string null_text_;
  bool headers_;
  std::vector<std::string> opening_;  // the tag of each column's cells
  std::string cell_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeHtmlWriter(Output* output, const DisplaySettings& display) {
  return std::make_unique<HtmlWriter>(output, display);
}

}  // namespace lakebolt
