#include "cli/progress_text.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "cli/format/text_width.h"

namespace lakebolt {

namespace {

constexpr int kBarWidth = 30;
constexpr double kLeastShare = 0.02;  // below it, the time left is a guess

/// Writes a count in about three digits: "831", "12.3 k", "4.6 M".
std::string ShortCount(double count) {
  constexpr const char* kUnits[] = {"", " k", " M", " G", " T"};
  size_t unit = 0;
  while (count >= 1000 && unit + 1 < std::size(kUnits)) {
    count /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 || count >= 100 ? "%.0f%s" : "%.1f%s", count,
                kUnits[unit]);
  return text;
}

/// Writes a time to wait: "8 s", "2 min 5 s".
std::string TimeLeft(double seconds) {
  const auto whole = static_cast<long>(seconds + 1);
  if (whole < 60) return std::to_string(whole) + " s";
  return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

std::string Bar(double share) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = static_cast<int>(share * kBarWidth * 8);
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  bar += kEighths[eighths % 8];
  return "▕" + Pad(bar, kBarWidth, -1) + "▏";
}

}  // namespace

std::string ProgressText(const QueryProgress& progress, double seconds, int width) {
  const double share = std::clamp(progress.share, 0.0, 1.0);
  const auto rows = static_cast<double>(progress.rows);
  char percent[16];
  std::snprintf(percent, sizeof(percent), "%3.0f %%", share * 100);
  std::string words = percent;
  words +=
      "  " + ShortCount(rows) + " rows  " + ShortCount(rows / std::max(seconds, 1e-3)) + " rows/s";
  if (share >= kLeastShare) words += "  " + TimeLeft(seconds * (1 - share) / share) + " left";
  const std::string text = Bar(share) + " " + words;
  return TextWidth(text) <= width ? text : CutToWidth(words, width);
}

}  // namespace lakebolt
