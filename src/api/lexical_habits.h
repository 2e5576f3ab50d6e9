#pragma once

#include "base/settings.h"
#include "sql/lexical_options.h"

namespace lakebolt {

/// Returns how a session with these settings cuts SQL text into tokens.
sql::LexicalOptions LexicalOptionsOf(const Settings& settings);

}  // namespace lakebolt
