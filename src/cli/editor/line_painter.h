#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/editor/terminal.h"
#include "cli/format/text_style.h"

namespace lakebolt {

/// Says what is to be seen while a line is edited.
struct EditView {
  std::string_view prompt;
  std::string_view continuation;  // before every line but the first
  std::string_view text;
  size_t cursor = 0;               // a byte of `text`
  std::vector<StyledSpan> spans;   // of `text`, in order, apart from each other
  std::vector<std::string> below;  // lines under the text, styled and cut to the terminal's width
};

/// Draws the text being edited, over as many rows of the terminal as it takes, and draws it anew
/// over itself when it changes. Of text longer than the screen it shows the rows around the cursor.
class LinePainter {
 public:
  LinePainter(Terminal* terminal, bool color) : terminal_(terminal), color_(color) {}

  void Paint(const EditView& view);
  /// Leaves the text as it stands and begins a row under it.
  void Finish();
  void ClearScreen();

 private:
  /// Holds rows as they are sent, with the cursor's place.
  struct Layout {
    std::vector<std::string> rows;
    std::vector<int> widths;
    size_t cursor_row = 0;
    int cursor_column = 0;
  };

  Layout LayOut(const EditView& view, int columns) const;
  void Send(const Layout& layout, int columns);

  Terminal* terminal_;
  bool color_;
  size_t cursor_row_ = 0;  // on the screen, counted from the first row drawn
  size_t rows_ = 0;        // drawn
};

}  // namespace lakebolt
