#include "cli/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace lakebolt {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr auto kPatience = std::chrono::seconds(1);
constexpr int kBarWidth = 40;

}  // namespace

ProgressLine::ProgressLine(bool wanted)
    : enabled_(wanted && isatty(STDERR_FILENO) != 0), started_(std::chrono::steady_clock::now()) {}

void ProgressLine::WaitFor(Result& result) {
  if (!enabled_) return;
  while (!result.WaitFor(kPollMilliseconds)) {
    if (std::chrono::steady_clock::now() - started_ > kPatience) Draw(result.Progress());
  }
  Clear();
}

void ProgressLine::Draw(const QueryProgress& progress) {
  const double share = std::clamp(progress.share, 0.0, 1.0);
  const int filled = static_cast<int>(share * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "░";
  std::fprintf(stderr, "\r%s %3d %%  %.1f million rows read\033[K", bar.c_str(),
               static_cast<int>(share * 100), static_cast<double>(progress.rows) / 1e6);
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
