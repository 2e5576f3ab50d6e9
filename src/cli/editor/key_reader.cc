#include "cli/editor/key_reader.h"

#include <cstdlib>
#include <utility>

namespace lakebolt {

namespace {

using ReadStatus = Terminal::ReadStatus;

constexpr char kEscapeByte = '\x1b';
constexpr int kEscapeMilliseconds = 50;  // a lone Escape is followed by nothing for this long
constexpr int kSequenceMilliseconds =
    500;  // the rest of a sequence comes at once, or over a network

constexpr char Control(char letter) {
  return static_cast<char>(letter & 0x1f);
}

KeyKind ControlKey(char byte) {
  switch (byte) {
    case Control('A'): return KeyKind::kHome;
    case Control('B'): return KeyKind::kLeft;
    case Control('C'): return KeyKind::kInterrupt;
    case Control('D'): return KeyKind::kDeleteOrLeave;
    case Control('E'): return KeyKind::kEnd;
    case Control('F'): return KeyKind::kRight;
    case Control('H'):
    case '\x7f': return KeyKind::kBackspace;
    case '\t': return KeyKind::kTab;
    case '\r':
    case '\n': return KeyKind::kEnter;
    case Control('K'): return KeyKind::kKillToEnd;
    case Control('L'): return KeyKind::kClearScreen;
    case Control('N'): return KeyKind::kDown;
    case Control('P'): return KeyKind::kUp;
    case Control('R'): return KeyKind::kSearch;
    case Control('U'): return KeyKind::kKillToStart;
    case Control('W'): return KeyKind::kKillWordBefore;
    case Control('Y'): return KeyKind::kYank;
    case Control('Z'): return KeyKind::kSuspend;
    case Control('_'): return KeyKind::kUndo;
    default: return KeyKind::kNone;
  }
}

/// Returns the key of a sequence that ends with a letter: arrows and the like; `modified` when
/// Ctrl, Alt or Shift was down.
KeyKind LetterKey(char letter, bool modified) {
  switch (letter) {
    case 'A': return KeyKind::kUp;
    case 'B': return KeyKind::kDown;
    case 'C': return modified ? KeyKind::kWordRight : KeyKind::kRight;
    case 'D': return modified ? KeyKind::kWordLeft : KeyKind::kLeft;
    case 'H': return modified ? KeyKind::kTextStart : KeyKind::kHome;
    case 'F': return modified ? KeyKind::kTextEnd : KeyKind::kEnd;
    case 'Z': return KeyKind::kBackTab;
    default: return KeyKind::kNone;
  }
}

/// Returns the key of a sequence that ends with a tilde.
KeyKind NumberedKey(int number) {
  switch (number) {
    case 1:
    case 7: return KeyKind::kHome;
    case 4:
    case 8: return KeyKind::kEnd;
    case 3: return KeyKind::kDelete;
    case 5: return KeyKind::kTextStart;  // Page Up
    case 6: return KeyKind::kTextEnd;    // Page Down
    default: return KeyKind::kNone;
  }
}

int FollowingBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
}

}  // namespace

Key KeyReader::Read() {
  char byte = 0;
  switch (terminal_->ReadByte(-1, &byte)) {
    case ReadStatus::kEnd: return {KeyKind::kEndOfInput};
    case ReadStatus::kResized: return {KeyKind::kResize};
    case ReadStatus::kTimeout: return {};
    case ReadStatus::kByte: break;
  }
  if (byte == kEscapeByte) return ReadEscape();
  if (static_cast<unsigned char>(byte) < 0x20 || byte == '\x7f') return {ControlKey(byte)};
  return ReadText(byte);
}

Key KeyReader::ReadText(char first) {
  std::string text(1, first);
  for (int left = FollowingBytes(first); left > 0; --left) {
    char byte = 0;
    if (terminal_->ReadByte(kSequenceMilliseconds, &byte) != ReadStatus::kByte) break;
    text += byte;
  }
  return {KeyKind::kText, std::move(text)};
}

Key KeyReader::ReadEscape() {
  char byte = 0;
  if (terminal_->ReadByte(kEscapeMilliseconds, &byte) != ReadStatus::kByte) {
    return {KeyKind::kEscape};
  }
  switch (byte) {
    case '[': return ReadControlSequence();
    case 'O':
      if (terminal_->ReadByte(kSequenceMilliseconds, &byte) != ReadStatus::kByte) return {};
      return {LetterKey(byte, false)};
    case 'b': return {KeyKind::kWordLeft};
    case 'f': return {KeyKind::kWordRight};
    case 'd': return {KeyKind::kKillWordAfter};
    case '\x7f': return {KeyKind::kKillWordBefore};
    case '<': return {KeyKind::kTextStart};
    case '>': return {KeyKind::kTextEnd};
    case '\r':
    case '\n': return {KeyKind::kNewline};
    default: return {};
  }
}

Key KeyReader::ReadControlSequence() {
  std::string parameters;
  char byte = 0;
  while (terminal_->ReadByte(kSequenceMilliseconds, &byte) == ReadStatus::kByte) {
    if (byte >= '@' && byte <= '~') {
      if (byte != '~') return {LetterKey(byte, parameters.find(';') != std::string::npos)};
      constexpr int kPasteBegins = 200;
      const int number = std::atoi(parameters.c_str());
      return number == kPasteBegins ? ReadPaste() : Key{NumberedKey(number)};
    }
    parameters += byte;
  }
  return {};
}

Key KeyReader::ReadPaste() {
  constexpr std::string_view kEnd = "\x1b[201~";
  std::string text;
  char byte = 0;
  while (true) {
    const ReadStatus status = terminal_->ReadByte(-1, &byte);
    if (status == ReadStatus::kResized) continue;
    if (status != ReadStatus::kByte) break;
    text += byte;
    if (byte != '~' || !text.ends_with(kEnd)) continue;
    text.resize(text.size() - kEnd.size());
    break;
  }
  std::string lines;  // terminals send line ends as Enter does
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    lines += text[i] == '\r' ? '\n' : text[i];
  }
  return {KeyKind::kPaste, std::move(lines)};
}

}  // namespace lakebolt
