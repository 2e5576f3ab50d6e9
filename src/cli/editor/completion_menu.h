#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/editor/completion.h"

namespace lakebolt {

/// Shows completions under the line and lets the user step through them.
class CompletionMenu {
 public:
  explicit CompletionMenu(bool color) : color_(color) {}

  void Open(Completions completions);
  void Close() { completions_.reset(); }
  bool IsOpen() const { return completions_.has_value(); }

  /// Steps to the next choice or, with `back`, the one before.
  void Step(bool back);
  /// Returns the chosen completion; null before the first step.
  const Completion* chosen() const;
  const Completions& completions() const { return *completions_; }

  /// Returns the lines to show, at most `width` cells wide.
  std::vector<std::string> Lines(int width) const;

 private:
  bool color_;
  std::optional<Completions> completions_;
  std::optional<size_t> chosen_;
};

/// Returns the longest text that all choices begin with, in any case of letters; the first
/// choice's letters.
std::string CommonStart(const std::vector<Completion>& choices);

}  // namespace lakebolt
