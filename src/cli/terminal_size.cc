#include "cli/terminal_size.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace lakebolt {

namespace {

winsize OutputSize() {
  winsize size = {};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

}  // namespace

int TerminalWidth() {
  return OutputSize().ws_col;
}

int TerminalHeight() {
  return OutputSize().ws_row;
}

}  // namespace lakebolt
