#include "cli/editor/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace lakebolt {

namespace {

constexpr int kUsualColumns = 80;
constexpr int kUsualRows = 24;
constexpr std::string_view kBracketPastes = "\x1b[?2004h";
constexpr std::string_view kPlainPastes = "\x1b[?2004l";

volatile std::sig_atomic_t g_resized = 0;

void OnResize(int) {
  g_resized = 1;
}

winsize SizeOf(int descriptor) {
  winsize size = {};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

}  // namespace

Terminal::Terminal(int input, int output) : input_(input), output_(output) {
  struct sigaction action = {};
  action.sa_handler = OnResize;  // without SA_RESTART: a resize ends the wait for a key
  sigemptyset(&action.sa_mask);
  sigaction(SIGWINCH, &action, nullptr);
}

Terminal::~Terminal() {
  StopEditing();
}

void Terminal::StartEditing() {
  if (editing_ || tcgetattr(input_, &saved_) != 0) return;
  termios raw = saved_;
  raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (tcsetattr(input_, TCSADRAIN, &raw) != 0) return;  // keeps what was typed ahead
  editing_ = true;
  Write(kBracketPastes);
}

void Terminal::StopEditing() {
  if (!editing_) return;
  Write(kPlainPastes);
  tcsetattr(input_, TCSADRAIN, &saved_);
  editing_ = false;
}

int Terminal::columns() const {
  const int columns = SizeOf(output_).ws_col;
  return columns > 0 ? columns : kUsualColumns;
}

int Terminal::rows() const {
  const int rows = SizeOf(output_).ws_row;
  return rows > 0 ? rows : kUsualRows;
}

bool Terminal::HasInput() const {
  if (next_ < bytes_.size()) return true;
  pollfd waited = {input_, POLLIN, 0};
  return poll(&waited, 1, 0) > 0;
}

Terminal::ReadStatus Terminal::ReadByte(int milliseconds, char* byte) {
  while (next_ >= bytes_.size()) {
    pollfd waited = {input_, POLLIN, 0};
    const int ready = poll(&waited, 1, milliseconds);
    if (ready == 0) return ReadStatus::kTimeout;
    if (g_resized != 0) {
      g_resized = 0;
      return ReadStatus::kResized;
    }
    if (ready < 0) {
      if (errno == EINTR) continue;
      return ReadStatus::kEnd;
    }
    constexpr size_t kMost = 4096;
    bytes_.resize(kMost);
    const ssize_t count = read(input_, bytes_.data(), kMost);
    bytes_.resize(count > 0 ? static_cast<size_t>(count) : 0);
    next_ = 0;
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return ReadStatus::kEnd;
  }
  *byte = bytes_[next_++];
  return ReadStatus::kByte;
}

void Terminal::Write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t count = write(output_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // a terminal that has gone is noticed when reading
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace lakebolt
