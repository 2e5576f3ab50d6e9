#pragma once

#include <string>

#include "cli/editor/terminal.h"

namespace lakebolt {

/// Names what keys ask for, whichever bytes they send.
enum class KeyKind {
  kNone,
  kText,   // characters typed
  kPaste,  // text pasted at once
  kEnter,
  kNewline,  // Alt-Enter: a line feed, whatever stands there
  kTab,
  kBackTab,
  kEscape,
  kBackspace,
  kDelete,
  kLeft,
  kRight,
  kUp,
  kDown,
  kHome,
  kEnd,
  kTextStart,
  kTextEnd,
  kWordLeft,
  kWordRight,
  kKillToEnd,
  kKillToStart,
  kKillWordBefore,
  kKillWordAfter,
  kYank,
  kUndo,
  kSearch,
  kClearScreen,
  kInterrupt,      // Ctrl-C
  kDeleteOrLeave,  // Ctrl-D
  kSuspend,        // Ctrl-Z
  kResize,
  kEndOfInput,
};

struct Key {
  KeyKind kind = KeyKind::kNone;
  std::string text = {};  // of kText and kPaste
};

/// Turns the bytes that a terminal sends into keys.
class KeyReader {
 public:
  explicit KeyReader(Terminal* terminal) : terminal_(terminal) {}

  /// Waits for a key.
  Key Read();

 private:
  Key ReadEscape();
  Key ReadControlSequence();
  Key ReadPaste();
  Key ReadText(char first);

  Terminal* terminal_;
};

}  // namespace lakebolt
