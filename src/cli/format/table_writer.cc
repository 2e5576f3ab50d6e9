#include <algorithm>
#include <deque>

#include "cli/format/duration_text.h"
#include "cli/format/result_writer.h"
#include "cli/format/text_style.h"
#include "cli/format/text_width.h"
#include "format/cell.h"

namespace lakebolt {

namespace {

/// Is what stands in one cell; NULL looks other than the text "NULL" where there are colours.
struct Cell {
  std::string text;
  bool null = false;
};

using Row = std::vector<Cell>;

/// Draws a box around rows, names and types over them, a row count under them. Of a long result it
/// shows the first and last rows; of a wide one it shortens the widest columns, then leaves out
/// columns in the middle.
class TableWriter : public ResultWriter {
 public:
  TableWriter(Output* output, const TableLimits& limits) : output_(output), limits_(limits) {}

  void Begin(const Schema& schema) override { schema_ = schema; }

  void Write(const Chunk& chunk) override {
    const size_t head_room = limits_.max_rows == 0 ? SIZE_MAX : limits_.max_rows;
    uint32_t live = 0;
    chunk.rows().ForEach([&](uint32_t row) {
      ++live;
      if (head_.size() < head_room) head_.push_back(Cells(chunk, row));
    });
    rows_ += live;
    if (limits_.max_rows == 0) return;
    tail_.push_back(chunk);
    tail_rows_ += live;
    while (!tail_.empty() && tail_rows_ - tail_.front().count() >= TailRows()) {
      tail_rows_ -= tail_.front().count();
      tail_.pop_front();
    }
  }

  void Finish() override {
    std::vector<Row> after;
    const bool cut = rows_ > head_.size();
    if (cut) {
      head_.resize(limits_.max_rows - TailRows());
      after = LastRows();
    }
    ChooseColumns(after);
    MakeRoomForFooter();
    Draw(after, cut);
    output_->Flush();
  }

 private:
  static constexpr int kMinWidth = 12;      // columns are left out before one is shorter than this
  static constexpr int kNarrowest = 3;      // where no more can be left out
  static constexpr size_t kGap = SIZE_MAX;  // stands for the columns left out

  size_t TailRows() const { return limits_.max_rows / 2; }

  Row Cells(const Chunk& chunk, uint32_t row) const {
    Row cells;
    for (const Vector& column : chunk.columns()) {
      std::string text;
      const bool null = !AppendCell(column, row, &text);
      cells.push_back({OneLine(null ? limits_.null_text : text), null});
    }
    return cells;
  }

  std::vector<Row> LastRows() const {
    std::vector<Row> rows;
    for (const Chunk& chunk : tail_) {
      chunk.rows().ForEach([&](uint32_t row) { rows.push_back(Cells(chunk, row)); });
    }
    rows.erase(rows.begin(), rows.end() - static_cast<ptrdiff_t>(TailRows()));
    return rows;
  }

  /// Decides which columns are shown, and how wide.
  void ChooseColumns(const std::vector<Row>& after) {
    for (size_t i = 0; i < schema_.size(); ++i) {
      labels_.push_back(OneLine(schema_[i].name));
      types_.push_back(TypeLabel(schema_[i].type));
      int width = std::max(TextWidth(labels_[i]), TextWidth(types_[i]));
      for (const auto* rows : {static_cast<const std::vector<Row>*>(&head_), &after}) {
        for (const Row& row : *rows) width = std::max(width, TextWidth(row[i].text));
      }
      widths_.push_back(width);
      shown_.push_back(i);
    }
    if (limits_.max_width > 0) FitWidth();
  }

  int TotalWidth() const {
    int total = 1;
    for (const size_t i : shown_) total += (i == kGap ? 1 : widths_[i]) + 3;
    return total;
  }

  void FitWidth() {
    ShortenTo(kMinWidth);
    while (TotalWidth() > limits_.max_width && shown_.size() > 3) {
      const auto gap = std::find(shown_.begin(), shown_.end(), kGap);
      if (gap == shown_.end()) {
        shown_[shown_.size() / 2] = kGap;
        continue;
      }
      // The longer side gives the column next to the gap.
      const bool left = gap - shown_.begin() >= shown_.end() - gap - 1;
      shown_.erase(left ? gap - 1 : gap + 1);
    }
    ShortenTo(kNarrowest);
  }

  /// Shortens the widest columns until the table fits, or none is wider than `least`.
  void ShortenTo(int least) {
    while (TotalWidth() > limits_.max_width) {
      int* widest = nullptr;
      for (const size_t i : shown_) {
        if (i != kGap && (widest == nullptr || widths_[i] > *widest)) widest = &widths_[i];
      }
      if (widest == nullptr || *widest <= least) break;
      *widest = std::max(least, *widest - (TotalWidth() - limits_.max_width));
    }
  }

  void Draw(const std::vector<Row>& after, bool cut) {
    Rule("┌", "┬", "┐");
    Line([&](size_t i) { return Styled(Fit(labels_[i], i, 0), TextStyle::kStrong); });
    Line([&](size_t i) { return Styled(Fit(types_[i], i, 0), TextStyle::kFaint); });
    Rule("├", "┼", "┤");
    for (const Row& row : head_) DrawRow(row);
    if (cut) {
      for (int dot = 0; dot < 3; ++dot) Line([&](size_t i) { return Fit("·", i, 0); });
      for (const Row& row : after) DrawRow(row);
    }
    Footer();
  }

  void DrawRow(const Row& row) {
    Line([&](size_t i) {
      const std::string text = Fit(row[i].text, i, AlignsRight(schema_[i].type) ? 1 : -1);
      return row[i].null ? Styled(text, TextStyle::kFaint) : text;
    });
  }

  std::string Styled(const std::string& text, TextStyle style) const {
    if (!limits_.color) return text;
    return std::string(StyleOn(style)) + text + std::string(kStyleOff);
  }

  std::string Fit(const std::string& text, size_t column, int align) const {
    return Pad(CutToWidth(text, widths_[column]), widths_[column], align);
  }

  void Rule(const char* left, const char* middle, const char* right) {
    std::string line = left;
    for (size_t at = 0; at < shown_.size(); ++at) {
      if (at > 0) line += middle;
      const int width = (shown_[at] == kGap ? 1 : widths_[shown_[at]]) + 2;
      for (int i = 0; i < width; ++i) line += "─";
    }
    output_->Append(line + right + "\n");
  }

  template <typename CellText>
  void Line(CellText&& cell) {
    std::string line;
    for (const size_t i : shown_) line += "│ " + (i == kGap ? "…" : cell(i)) + " ";
    output_->Append(line + "│\n");
  }

  int FooterRoom() const { return TotalWidth() - 4; }

  int FooterWidth() const {
    return TextWidth(footer_left_) + (footer_right_.empty() ? 0 : 2 + TextWidth(footer_right_));
  }

  /// Words the footer, and widens the last column of a table narrower than it.
  void MakeRoomForFooter() {
    footer_left_ = RowsText();
    footer_right_ = RightText();
    const int missing = FooterWidth() - FooterRoom();
    const bool fits = limits_.max_width == 0 || TotalWidth() + missing <= limits_.max_width;
    if (missing > 0 && fits && !shown_.empty()) widths_[shown_.back()] += missing;
  }

  void Footer() {
    if (FooterWidth() > FooterRoom()) {
      Rule("└", "┴", "┘");
      output_->Append(footer_left_ + (footer_right_.empty() ? "" : "  " + footer_right_) + "\n");
      return;
    }
    Rule("├", "┴", "┤");
    const int left = FooterRoom() - TextWidth(footer_right_);
    output_->Append("│ " + Pad(footer_left_, left, -1) + footer_right_ + " │\n");
    std::string bottom = "└";
    for (int i = 0; i < FooterRoom() + 2; ++i) bottom += "─";
    output_->Append(bottom + "┘\n");
  }

  std::string RowsText() const {
    std::string rows = (limits_.rows_left_out ? "more than " : "") + Count(rows_, "row");
    const size_t drawn =
        std::min<uint64_t>(rows_, limits_.max_rows == 0 ? rows_ : limits_.max_rows);
    if (drawn < rows_) rows += " (" + std::to_string(drawn) + " shown)";
    return rows;
  }

  /// Returns the footer's right side: columns left out, time taken.
  std::string RightText() const {
    std::string text;
    if (shown_.size() < schema_.size() || std::count(shown_.begin(), shown_.end(), kGap) > 0) {
      const auto left =
          std::count_if(shown_.begin(), shown_.end(), [](size_t i) { return i != kGap; });
      text = Count(schema_.size(), "column") + " (" + std::to_string(left) + " shown)";
    }
    if (limits_.began) {
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - *limits_.began;
      text += (text.empty() ? "" : "  ") + DurationText(taken.count());
    }
    return text;
  }

  static std::string Count(uint64_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
  }

  Output* output_;
  TableLimits limits_;
  Schema schema_;
  uint64_t rows_ = 0;
  std::vector<Row> head_;
  std::deque<Chunk> tail_;  // chunks that hold the last rows
  uint64_t tail_rows_ = 0;
  std::vector<std::string> labels_, types_;
  std::vector<int> widths_;
  std::vector<size_t> shown_;
  std::string footer_left_, footer_right_;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeTableWriter(Output* output, const TableLimits& limits) {
  return std::make_unique<TableWriter>(output, limits);
}

}  // namespace lakebolt
