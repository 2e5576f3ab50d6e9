#pragma once

#include <string_view>

#include "cli/runner.h"

namespace lakebolt {

/// Reads statements from the terminal and runs them until the user leaves.
void RunShell(Runner* runner);

/// Tells whether `sql` ends with a semicolon outside of strings, names in quotes and comments, so
/// that nothing more need be read before it is run.
bool IsComplete(std::string_view sql);

}  // namespace lakebolt
