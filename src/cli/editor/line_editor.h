#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/editor/completion_menu.h"
#include "cli/editor/history.h"
#include "cli/editor/key_reader.h"
#include "cli/editor/line_painter.h"
#include "cli/editor/terminal.h"
#include "cli/editor/text_buffer.h"

namespace lakebolt {

/// Is what an editor asks about the text, which it does not understand itself.
struct EditorHooks {
  /// Tells whether Enter ends the text; else it begins a new line.
  std::function<bool(const std::string& text)> is_complete;
  std::function<std::vector<StyledSpan>(const std::string& text, size_t cursor)> highlight;
  std::function<Completions(const std::string& text, size_t cursor)> complete;
};

/// Reads text of one or more lines from the terminal, with history, colours and completion. Keys
/// are those of readline.
class LineEditor {
 public:
  LineEditor(Terminal* terminal, History* history, EditorHooks hooks, bool color);

  /// Reads a text; nothing when the user wants to leave.
  std::optional<std::string> Read(const std::string& prompt, const std::string& continuation);

 private:
  enum class Step { kGoOn, kAccept, kLeave };

  Step Handle(const Key& key);
  /// Handles what a key does to text and cursor.
  void Edit(const Key& key);
  Step Enter();
  void DropText();
  void Suspend();
  void Complete();
  /// Handles a key while the menu is open; true when that was all there is to do.
  bool HandleInMenu(const Key& key);
  void StepMenu(bool back);
  void Browse(bool up);
  void StartSearch();
  bool HandleInSearch(const Key& key);
  void Search(size_t before);
  void Paint();

  Terminal* terminal_;
  History* history_;
  EditorHooks hooks_;
  bool color_;
  KeyReader keys_;
  LinePainter painter_;
  CompletionMenu menu_;
  TextBuffer buffer_;
  std::string prompt_;
  std::string continuation_;

  size_t history_at_ = 0;  // the entry shown; past the last one: what is being written
  std::string draft_;      // what was being written when browsing began
  bool searching_ = false;
  std::string sought_;
  size_t found_at_ = 0;
  bool found_ = true;
};

}  // namespace lakebolt
