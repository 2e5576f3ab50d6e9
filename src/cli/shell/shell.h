#pragma once

#include "cli/runner.h"

namespace lakebolt {

/// Reads statements and commands from the terminal and runs them until the user leaves.
void RunShell(Runner* runner);

}  // namespace lakebolt
