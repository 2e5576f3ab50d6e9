#pragma once

#include <cstddef>
#include <string_view>

namespace lakebolt {

/// Says what a piece of text is, for its colour.
enum class TextStyle {
  kPlain,
  kKeyword,
  kFunction,
  kString,
  kNumber,
  kComment,
  kParameter,
  kError,
  kMatch,  // the parentheses around the cursor
  kPrompt,
  kFaint,
  kStrong,
  kChosen,  // in a menu
};

/// Marks bytes `begin` to `end` of a text.
struct StyledSpan {
  size_t begin = 0;
  size_t end = 0;
  TextStyle style = TextStyle::kPlain;
};

/// Returns what a terminal is sent before text of this style.
constexpr std::string_view StyleOn(TextStyle style) {
  switch (style) {
    case TextStyle::kPlain: return "";
    case TextStyle::kKeyword: return "\x1b[1;34m";
    case TextStyle::kFunction: return "\x1b[36m";
    case TextStyle::kString: return "\x1b[32m";
    case TextStyle::kNumber: return "\x1b[33m";
    case TextStyle::kComment: return "\x1b[2m";
    case TextStyle::kParameter: return "\x1b[35m";
    case TextStyle::kError: return "\x1b[31m";
    case TextStyle::kMatch: return "\x1b[1;4m";
    case TextStyle::kPrompt: return "\x1b[1;32m";
    case TextStyle::kFaint: return "\x1b[2m";
    case TextStyle::kStrong: return "\x1b[1m";
    case TextStyle::kChosen: return "\x1b[7m";
  }
  return "";
}

/// Ends every style.
constexpr std::string_view kStyleOff = "\x1b[0m";

}  // namespace lakebolt
