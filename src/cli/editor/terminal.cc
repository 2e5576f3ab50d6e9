#include "cli/editor/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace lakebolt {

namespace {

constexpr int kUsualColumns = 80;
constexpr int kUsualRows = 24;
constexpr std::string_view kBracketPastes = "\x1b[?2004h";
constexpr std::string_view kPlainPastes = "\x1b[?2004l";

volatile std::sig_atomic_t g_resized = 0;

// What a signal that ends the process needs to give the terminal back, while a line is edited.
volatile std::sig_atomic_t g_editing = 0;
int g_input = -1;
int g_output = -1;
termios g_found = {};

constexpr std::array kEnding = {SIGTERM, SIGHUP};
std::array<struct sigaction, kEnding.size()> g_previous = {};

/// Gives the terminal back and lets the signal do what it would have done. All calls are safe here.
void OnEnd(int number) {
  const int error = errno;
  if (g_editing != 0) {
    const ssize_t ignored = write(g_output, kPlainPastes.data(), kPlainPastes.size());
    static_cast<void>(ignored);
    tcsetattr(g_input, TCSANOW, &g_found);
  }
  for (size_t i = 0; i < kEnding.size(); ++i) {
    if (kEnding[i] == number) sigaction(number, &g_previous[i], nullptr);
  }
  raise(number);  // delivered when this returns
  errno = error;
}

void WatchForEnd(int input, int output, const termios& found) {
  g_input = input;
  g_output = output;
  g_found = found;
  g_editing = 1;
  struct sigaction action = {};
  action.sa_handler = OnEnd;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kEnding.size(); ++i) {
    sigaction(kEnding[i], nullptr, &g_previous[i]);
    if (g_previous[i].sa_handler != SIG_IGN) sigaction(kEnding[i], &action, nullptr);
  }
}

void StopWatching() {
  for (size_t i = 0; i < kEnding.size(); ++i) sigaction(kEnding[i], &g_previous[i], nullptr);
  g_editing = 0;
}

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
  WatchForEnd(input_, output_, saved_);
  if (tcsetattr(input_, TCSADRAIN, &raw) != 0) return StopWatching();  // keeps what was typed ahead
  editing_ = true;
  Write(kBracketPastes);
}

void Terminal::StopEditing() {
  if (!editing_) return;
  Write(kPlainPastes);
  tcsetattr(input_, TCSADRAIN, &saved_);
  StopWatching();
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
