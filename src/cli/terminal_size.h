#pragma once

namespace lakebolt {

/// Returns the terminal's width in cells; 0 when standard output does not go to one.
int TerminalWidth();
/// Returns the terminal's height in rows; 0 when standard output does not go to one.
int TerminalHeight();

}  // namespace lakebolt
