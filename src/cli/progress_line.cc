#include "cli/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "cli/progress_text.h"

namespace lakebolt {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr double kPatience = 0.5;  // seconds before anything is shown

int ErrorWidth() {
  winsize size = {};
  constexpr int kUsualWidth = 80;
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

}  // namespace

ProgressLine::ProgressLine(bool wanted)
    : enabled_(wanted && isatty(STDERR_FILENO) != 0), started_(std::chrono::steady_clock::now()) {}

void ProgressLine::WaitFor(Result& result) {
  if (!enabled_) return;
  while (!result.WaitFor(kPollMilliseconds)) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started_;
    if (seconds.count() >= kPatience) Draw(result.Progress(), seconds.count());
  }
  Clear();
}

void ProgressLine::Draw(const QueryProgress& progress, double seconds) {
  const std::string text = ProgressText(progress, seconds, ErrorWidth() - 1);
  std::fprintf(stderr, "\r%s\033[K", text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressLine::Clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace lakebolt
