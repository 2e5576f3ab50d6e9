#include "cli/editor/completion_menu.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "cli/format/text_style.h"
#include "cli/format/text_width.h"

namespace lakebolt {

namespace {

constexpr size_t kMostRows = 8;

}  // namespace

void CompletionMenu::Open(Completions completions) {
  completions_ = std::move(completions);
  chosen_.reset();
}

void CompletionMenu::Step(bool back) {
  const size_t count = completions_->choices.size();
  if (!chosen_) {
    chosen_ = back ? count - 1 : 0;
  } else {
    chosen_ = (*chosen_ + (back ? count - 1 : 1)) % count;
  }
}

const Completion* CompletionMenu::chosen() const {
  return completions_ && chosen_ ? &completions_->choices[*chosen_] : nullptr;
}

std::vector<std::string> CompletionMenu::Lines(int width) const {
  const std::vector<Completion>& choices = completions_->choices;
  const size_t at = chosen_.value_or(0);
  const size_t count = std::min(choices.size(), kMostRows);
  const size_t first = std::min(at - std::min(at, count / 2), choices.size() - count);
  int text_width = 0;
  for (size_t i = first; i < first + count; ++i) {
    text_width = std::max(text_width, TextWidth(OneLine(choices[i].text)));
  }
  text_width = std::min(text_width, std::max(1, width - 4));
  std::vector<std::string> lines;
  for (size_t i = first; i < first + count; ++i) {
    const bool chosen = chosen_ == i;
    std::string line = chosen ? "> " : "  ";
    line += Pad(CutToWidth(OneLine(choices[i].text), text_width), text_width, -1);
    const std::string detail = CutToWidth(choices[i].detail, std::max(1, width - text_width - 5));
    if (chosen) {
      line += "  " + detail;
      lines.push_back(
          color_ ? std::string(StyleOn(TextStyle::kChosen)) + line + std::string(kStyleOff) : line);
    } else {
      lines.push_back(
          line + "  " +
          (color_ ? std::string(StyleOn(TextStyle::kFaint)) + detail + std::string(kStyleOff)
                  : detail));
    }
  }
  if (choices.size() > count) {
    lines.push_back(CutToWidth("  … " + std::to_string(choices.size()) + " in all", width));
  }
  return lines;
}

std::string CommonStart(const std::vector<Completion>& choices) {
  if (choices.empty()) return "";
  std::string start = choices.front().text;
  for (const Completion& choice : choices) {
    size_t same = 0;
    while (same < start.size() && same < choice.text.size() &&
           AsciiLower(start[same]) == AsciiLower(choice.text[same])) {
      ++same;
    }
    start.resize(same);
  }
  return start;
}

}  // namespace lakebolt
