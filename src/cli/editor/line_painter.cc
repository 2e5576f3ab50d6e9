#include "cli/editor/line_painter.h"

#include <algorithm>

#include "cli/format/text_width.h"

namespace lakebolt {

namespace {

constexpr std::string_view kTab = "    ";

/// Builds rows character by character, beginning a new one where the terminal's width ends.
class RowBuilder {
 public:
  RowBuilder(int columns, bool color) : columns_(columns), color_(color) {}

  void Style(TextStyle style) {
    if (!color_ || style == style_) return;
    style_ = style;
    (row_ += kStyleOff) += StyleOn(style);
  }

  void Add(std::string_view character, int width) {
    if (width_ + width > columns_) NewRow();
    row_ += character;
    width_ += width;
  }

  void NewRow() {
    const TextStyle style = style_;
    Style(TextStyle::kPlain);
    rows.push_back(std::move(row_));
    widths.push_back(width_);
    row_.clear();
    width_ = 0;
    Style(style);
  }

  /// Makes room for the cursor behind what was added.
  void MakeRoom() {
    if (width_ >= columns_) NewRow();
  }

  int width() const { return width_; }

  std::vector<std::string> rows;
  std::vector<int> widths;

 private:
  int columns_;
  bool color_;
  TextStyle style_ = TextStyle::kPlain;
  std::string row_;
  int width_ = 0;
};

/// Returns the length in bytes of the character at `at`.
size_t CharacterLength(std::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
  return end - at;
}

void AddText(RowBuilder* builder, std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text, at);
    const std::string_view character = text.substr(at, length);
    const auto byte = static_cast<unsigned char>(character[0]);
    if (character == "\t") {
      builder->Add(kTab, static_cast<int>(kTab.size()));
    } else if (byte < 0x20 || byte == 0x7f) {
      builder->Add("·", 1);
    } else {
      builder->Add(character, TextWidth(character));
    }
    at += length;
  }
}

}  // namespace

LinePainter::Layout LinePainter::LayOut(const EditView& view, int columns) const {
  RowBuilder builder(columns, color_);
  Layout layout;
  builder.Style(TextStyle::kPrompt);
  AddText(&builder, view.prompt);
  builder.Style(TextStyle::kPlain);
  size_t span = 0;
  for (size_t at = 0; at <= view.text.size();) {
    if (at == view.cursor) {
      builder.MakeRoom();
      layout.cursor_row = builder.rows.size();
      layout.cursor_column = builder.width();
    }
    if (at == view.text.size()) break;
    while (span < view.spans.size() && view.spans[span].end <= at) ++span;
    const bool styled = span < view.spans.size() && view.spans[span].begin <= at;
    builder.Style(styled ? view.spans[span].style : TextStyle::kPlain);
    const size_t length = CharacterLength(view.text, at);
    if (view.text[at] == '\n') {
      builder.NewRow();
      builder.Style(TextStyle::kFaint);
      AddText(&builder, view.continuation);
      builder.Style(TextStyle::kPlain);
    } else {
      AddText(&builder, view.text.substr(at, length));
    }
    at += length;
  }
  builder.Style(TextStyle::kPlain);
  builder.NewRow();
  layout.rows = std::move(builder.rows);
  layout.widths = std::move(builder.widths);
  return layout;
}

void LinePainter::Paint(const EditView& view) {
  const int columns = terminal_->columns();
  const auto height = static_cast<size_t>(std::max(2, terminal_->rows()));
  Layout layout = LayOut(view, columns);
  const size_t below = std::min(view.below.size(), height - 1);
  const size_t room = height - below;
  if (layout.rows.size() > room) {
    const size_t last_first = layout.rows.size() - room;
    const size_t first =
        std::min(layout.cursor_row - std::min(layout.cursor_row, room - 1), last_first);
    const auto begin = static_cast<ptrdiff_t>(first);
    const auto end = begin + static_cast<ptrdiff_t>(room);
    layout.rows = {layout.rows.begin() + begin, layout.rows.begin() + end};
    layout.widths = {layout.widths.begin() + begin, layout.widths.begin() + end};
    layout.cursor_row -= first;
  }
  for (size_t i = 0; i < below; ++i) {
    layout.rows.push_back(view.below[i]);
    layout.widths.push_back(0);
  }
  Send(layout, columns);
}

void LinePainter::Send(const Layout& layout, int columns) {
  std::string out = "\x1b[?25l\r";
  if (cursor_row_ > 0) out += "\x1b[" + std::to_string(cursor_row_) + "A";
  for (size_t i = 0; i < layout.rows.size(); ++i) {
    if (i > 0) out += "\r\n";
    // A full row has the terminal wait behind its last cell, which clearing would take with it.
    if (layout.widths[i] < columns) out += "\x1b[K";
    out += layout.rows[i];
  }
  const size_t rows = layout.rows.size();
  if (rows < rows_) out += "\r\n\x1b[J\x1b[A";
  if (rows - 1 > layout.cursor_row) {
    out += "\x1b[" + std::to_string(rows - 1 - layout.cursor_row) + "A";
  }
  out += "\r";
  if (layout.cursor_column > 0) out += "\x1b[" + std::to_string(layout.cursor_column) + "C";
  out += "\x1b[?25h";
  terminal_->Write(out);
  cursor_row_ = layout.cursor_row;
  rows_ = rows;
}

void LinePainter::Finish() {
  std::string out;
  if (rows_ > cursor_row_ + 1) out += "\x1b[" + std::to_string(rows_ - 1 - cursor_row_) + "B";
  terminal_->Write(out + "\r\n");
  cursor_row_ = 0;
  rows_ = 0;
}

void LinePainter::ClearScreen() {
  terminal_->Write("\x1b[H\x1b[2J");
  cursor_row_ = 0;
  rows_ = 0;
}

}  // namespace lakebolt
