#pragma once

#include <deque>
#include <string>

namespace lakebolt {

/// Holds text that is being edited, and a cursor in it, which steps over whole characters as people
/// see them (grapheme clusters).
class TextBuffer {
 public:
  const std::string& text() const { return text_; }
  size_t cursor() const { return cursor_; }

  /// Replaces the text, cursor at its end.
  void Set(std::string text);
  /// Puts text in at the cursor. What is typed on end, up to a blank, is undone as one.
  void Insert(const std::string& text);
  /// Replaces bytes `begin` to `end`, with the cursor behind what replaces them.
  void Replace(size_t begin, size_t end, const std::string& text);

  void DeleteBefore();
  void DeleteAfter();
  void MoveLeft();
  void MoveRight();
  void MoveWordLeft() { cursor_ = WordStart(); }
  void MoveWordRight() { cursor_ = WordEnd(); }
  void MoveToLineStart() { cursor_ = LineStart(cursor_); }
  void MoveToLineEnd() { cursor_ = LineEnd(cursor_); }
  void MoveToStart() { cursor_ = 0; }
  void MoveToEnd() { cursor_ = text_.size(); }
  /// Moves to the line above or below; false when there is none.
  bool MoveUp();
  bool MoveDown();

  // What these take out, Yank puts in again.
  void KillToLineStart();
  void KillToLineEnd();
  void KillWordBefore() { Kill(WordStart(), cursor_); }
  void KillWordAfter() { Kill(cursor_, WordEnd()); }
  void Yank() { Insert(killed_); }

  void Undo();

 private:
  struct State {
    std::string text;
    size_t cursor;
  };

  size_t LineStart(size_t at) const;
  size_t LineEnd(size_t at) const;
  size_t WordStart() const;
  size_t WordEnd() const;
  size_t Before(size_t at) const;
  size_t After(size_t at) const;
  /// Moves the cursor into the line that begins at `line`, as far right as it stands now.
  void MoveIntoLine(size_t line);
  void Kill(size_t begin, size_t end);
  /// Keeps the text as it is, for Undo.
  void Remember();

  std::string text_;
  size_t cursor_ = 0;
  std::string killed_;
  std::deque<State> earlier_;
  size_t earlier_bytes_ = 0;
  size_t typed_to_ = std::string::npos;  // where the last insertion ended
};

}  // namespace lakebolt
