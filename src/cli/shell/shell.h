#pragma once

#include "cli/runner.h"

namespace lakebolt {

/// Reads statements and commands from the terminal and runs them until the user leaves. What is in
/// the script at `init_path`, or else in ~/.lakeboltrc, comes first.
void RunShell(Runner* runner, const std::string& init_path);

}  // namespace lakebolt
