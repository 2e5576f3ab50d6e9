#include "own_dialect.h"

#include <algorithm>
#include <array>

namespace lakebolt::python {

namespace {

// What says how text is read, and which functions and operators it means.
constexpr std::array<const char*, 8> kSwitches = {
    "dialect",          "double_quoted_strings", "backslash_escapes", "spark_syntax",
    "function_dialect", "timestamp_type",        "integer_division",  "strict_casts",
};

}  // namespace

bool SpeaksOwnDialect(Session& session) {
  const Settings defaults;
  return std::all_of(kSwitches.begin(), kSwitches.end(), [&](const char* name) {
    return session.settings().Get(name) == defaults.Get(name);
  });
}

OwnDialectScope::OwnDialectScope(Session& session, bool wanted)
    : session_(session), kept_(session.settings()), changed_(wanted && !SpeaksOwnDialect(session)) {
  if (!changed_) return;
  for (const char* name : kSwitches) session_.settings().Reset(name);
}

OwnDialectScope::~OwnDialectScope() {
  if (changed_) session_.settings() = kept_;
}

}  // namespace lakebolt::python
