#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lakebolt::sql {

/// Tells whether `word` is a spelling, in any case, of a built-in type or begins one.
bool IsTypeAlias(std::string_view word);

/// Lists all such spellings, in lower case.
std::vector<std::string> TypeAliases();

/// Returns the canonical lower-case name for any spelling of a type (see TypeName::name); a word
/// that is no built-in type comes back in lower case.
std::string CanonicalTypeName(std::string_view spelling);

}  // namespace lakebolt::sql
