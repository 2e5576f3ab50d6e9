#include "cli/editor/line_editor.h"

#include <csignal>
#include <utility>

namespace lakebolt {

LineEditor::LineEditor(Terminal* terminal, History* history, EditorHooks hooks, bool color)
    : terminal_(terminal),
      history_(history),
      hooks_(std::move(hooks)),
      color_(color),
      keys_(terminal),
      painter_(terminal, color),
      menu_(color) {}

std::optional<std::string> LineEditor::Read(const std::string& prompt,
                                            const std::string& continuation) {
  prompt_ = prompt;
  continuation_ = continuation;
  buffer_.Set("");
  history_at_ = history_->entries().size();
  terminal_->StartEditing();
  Step step = Step::kGoOn;
  while (step == Step::kGoOn) {
    // Text that comes fast, as a paste does, is drawn once.
    if (!terminal_->HasInput()) Paint();
    step = Handle(keys_.Read());
  }
  menu_.Close();
  searching_ = false;
  buffer_.MoveToEnd();
  Paint();
  painter_.Finish();
  terminal_->StopEditing();
  if (step == Step::kLeave) return std::nullopt;
  return buffer_.text();
}

LineEditor::Step LineEditor::Handle(const Key& key) {
  if (menu_.IsOpen() && HandleInMenu(key)) return Step::kGoOn;
  if (searching_ && HandleInSearch(key)) return Step::kGoOn;
  switch (key.kind) {
    case KeyKind::kEnter: return Enter();
    case KeyKind::kEndOfInput: return Step::kLeave;
    case KeyKind::kDeleteOrLeave:
      if (buffer_.text().empty()) return Step::kLeave;
      buffer_.DeleteAfter();
      break;
    case KeyKind::kInterrupt: DropText(); break;
    case KeyKind::kSuspend: Suspend(); break;
    case KeyKind::kClearScreen: painter_.ClearScreen(); break;
    case KeyKind::kTab: Complete(); break;
    case KeyKind::kSearch: StartSearch(); break;
    case KeyKind::kUp:
      if (!buffer_.MoveUp()) Browse(true);
      break;
    case KeyKind::kDown:
      if (!buffer_.MoveDown()) Browse(false);
      break;
    default: Edit(key);
  }
  return Step::kGoOn;
}

void LineEditor::Edit(const Key& key) {
  switch (key.kind) {
    case KeyKind::kText:
    case KeyKind::kPaste: buffer_.Insert(key.text); break;
    case KeyKind::kNewline: buffer_.Insert("\n"); break;
    case KeyKind::kBackspace: buffer_.DeleteBefore(); break;
    case KeyKind::kDelete: buffer_.DeleteAfter(); break;
    case KeyKind::kLeft: buffer_.MoveLeft(); break;
    case KeyKind::kRight: buffer_.MoveRight(); break;
    case KeyKind::kHome: buffer_.MoveToLineStart(); break;
    case KeyKind::kEnd: buffer_.MoveToLineEnd(); break;
    case KeyKind::kTextStart: buffer_.MoveToStart(); break;
    case KeyKind::kTextEnd: buffer_.MoveToEnd(); break;
    case KeyKind::kWordLeft: buffer_.MoveWordLeft(); break;
    case KeyKind::kWordRight: buffer_.MoveWordRight(); break;
    case KeyKind::kKillToEnd: buffer_.KillToLineEnd(); break;
    case KeyKind::kKillToStart: buffer_.KillToLineStart(); break;
    case KeyKind::kKillWordBefore: buffer_.KillWordBefore(); break;
    case KeyKind::kKillWordAfter: buffer_.KillWordAfter(); break;
    case KeyKind::kYank: buffer_.Yank(); break;
    case KeyKind::kUndo: buffer_.Undo(); break;
    default: break;
  }
}

LineEditor::Step LineEditor::Enter() {
  if (hooks_.is_complete(buffer_.text())) return Step::kAccept;
  buffer_.Insert("\n");
  return Step::kGoOn;
}

/// Leaves what was written on the screen and begins anew, as shells do upon Ctrl-C.
void LineEditor::DropText() {
  buffer_.MoveToEnd();
  Paint();
  terminal_->Write("^C");
  painter_.Finish();
  buffer_.Set("");
  history_at_ = history_->entries().size();
}

void LineEditor::Suspend() {
  painter_.Finish();
  terminal_->StopEditing();
  std::raise(SIGTSTP);
  terminal_->StartEditing();
}

void LineEditor::Complete() {
  Completions found = hooks_.complete(buffer_.text(), buffer_.cursor());
  if (found.choices.empty()) return;
  const std::string start = CommonStart(found.choices);
  if (found.choices.size() == 1 || start.size() > found.end - found.begin) {
    buffer_.Replace(found.begin, found.end, start);
    return;
  }
  menu_.Open(std::move(found));
}

bool LineEditor::HandleInMenu(const Key& key) {
  switch (key.kind) {
    case KeyKind::kTab:
    case KeyKind::kDown:
    case KeyKind::kBackTab:
    case KeyKind::kUp:
      StepMenu(key.kind == KeyKind::kBackTab || key.kind == KeyKind::kUp);
      return true;
    case KeyKind::kEnter: {
      const bool chosen = menu_.chosen() != nullptr;
      menu_.Close();
      return chosen;
    }
    case KeyKind::kEscape:
      if (menu_.chosen() != nullptr) buffer_.Undo();
      menu_.Close();
      return true;
    case KeyKind::kResize: return true;
    default: menu_.Close(); return false;
  }
}

/// Puts the next choice into the text, in place of the one before.
void LineEditor::StepMenu(bool back) {
  if (menu_.chosen() != nullptr) buffer_.Undo();
  menu_.Step(back);
  const Completions& completions = menu_.completions();
  buffer_.Replace(completions.begin, completions.end, menu_.chosen()->text);
}

void LineEditor::Browse(bool up) {
  const std::vector<std::string>& entries = history_->entries();
  if (up ? history_at_ == 0 : history_at_ >= entries.size()) return;
  if (history_at_ == entries.size()) draft_ = buffer_.text();
  history_at_ += up ? size_t(-1) : 1;
  buffer_.Set(history_at_ == entries.size() ? draft_ : entries[history_at_]);
}

void LineEditor::StartSearch() {
  searching_ = true;
  draft_ = buffer_.text();
  sought_.clear();
  found_at_ = history_->entries().size();
  found_ = true;
}

bool LineEditor::HandleInSearch(const Key& key) {
  switch (key.kind) {
    case KeyKind::kText:
    case KeyKind::kPaste:
      sought_ += key.text;
      Search(found_at_ + 1);
      return true;
    case KeyKind::kBackspace:
      while (!sought_.empty() && (static_cast<unsigned char>(sought_.back()) & 0xc0) == 0x80) {
        sought_.pop_back();
      }
      if (!sought_.empty()) sought_.pop_back();
      Search(history_->entries().size());
      return true;
    case KeyKind::kSearch: Search(found_at_); return true;
    case KeyKind::kEscape:
    case KeyKind::kInterrupt:
      searching_ = false;
      buffer_.Set(draft_);
      return true;
    case KeyKind::kResize: return true;
    default: searching_ = false; return false;
  }
}

void LineEditor::Search(size_t before) {
  const std::optional<size_t> at =
      sought_.empty() ? std::nullopt : history_->FindBackward(sought_, before);
  found_ = at.has_value() || sought_.empty();
  if (!at) return;
  found_at_ = *at;
  history_at_ = *at;
  buffer_.Set(history_->entries()[*at]);
}

void LineEditor::Paint() {
  EditView view;
  view.prompt = prompt_;
  view.continuation = continuation_;
  view.text = buffer_.text();
  view.cursor = buffer_.cursor();
  if (color_) view.spans = hooks_.highlight(buffer_.text(), buffer_.cursor());
  if (menu_.IsOpen()) view.below = menu_.Lines(terminal_->columns());
  if (searching_) {
    view.below = {std::string(found_ ? "search: " : "not found: ") + sought_};
  }
  painter_.Paint(view);
}

}  // namespace lakebolt
