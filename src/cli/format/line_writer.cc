#include <algorithm>

#include "cli/format/duration_text.h"
#include "cli/format/result_writer.h"
#include "cli/format/text_style.h"
#include "cli/format/text_width.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Writes each row as a block of lines, "name │ value", under a rule with the row's number.
class LineWriter : public ResultWriter {
 public:
  LineWriter(Output* output, const TableLimits& limits) : output_(output), limits_(limits) {}

  void Begin(const Schema& schema) override {
    for (const Field& field : schema) {
      names_.push_back(OneLine(field.name));
      width_ = std::max(width_, TextWidth(names_.back()));
    }
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      ++rows_;
      if (limits_.max_rows == 0 || rows_ <= limits_.max_rows) WriteRow(chunk, row);
    });
  }

  void Finish() override {
    std::string footer = std::to_string(rows_) + (rows_ == 1 ? " row" : " rows");
    if (limits_.max_rows > 0 && rows_ > limits_.max_rows) {
      footer += " (" + std::to_string(limits_.max_rows) + " shown)";
    }
    if (limits_.began) {
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - *limits_.began;
      footer += ", " + DurationText(taken.count());
    }
    output_->Append(Faint(footer) + "\n");
    output_->Flush();
  }

 private:
  static constexpr int kRuleWidth = 40;

  void WriteRow(const Chunk& chunk, uint32_t row) {
    std::string rule = "── row " + std::to_string(rows_) + " ";
    while (TextWidth(rule) < kRuleWidth) rule += "─";
    output_->Append(Faint(rule) + "\n");
    for (size_t i = 0; i < names_.size(); ++i) {
      std::string text;
      const bool null = !AppendCell(chunk.column(i), row, &text);
      const std::string value = null ? Faint(limits_.null_text) : OneLine(text);
      output_->Append(Pad(names_[i], width_, -1) + " │ " + value + "\n");
    }
  }

  std::string Faint(const std::string& text) const {
    if (!limits_.color) return text;
    return std::string(StyleOn(TextStyle::kFaint)) + text + std::string(kStyleOff);
  }

  Output* output_;
  TableLimits limits_;
  std::vector<std::string> names_;
  int width_ = 0;
  uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeLineWriter(Output* output, const TableLimits& limits) {
  return std::make_unique<LineWriter>(output, limits);
}

}  // namespace lakebolt
