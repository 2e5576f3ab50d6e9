#pragma once

#include <string>

#include "api/session.h"
#include "sql/lexical_options.h"

namespace lakebolt::python {

/// Tells whether `sql` is one query, which changes nothing and can be run again.
bool IsOneQuery(const std::string& sql, const sql::LexicalOptions& habits);

/// Returns the text of one query as it can stand within another one: without a semicolon, and with
/// its parameters named after `prefix`, by number or by name (`?` and `$1` become `$prefix_1`).
std::string EmbeddableText(const std::string& sql, const sql::LexicalOptions& habits,
                           const std::string& prefix);

/// Throws a UserError for parameters that stand nowhere in the text.
void RefuseUnused(const std::string& sql, const sql::LexicalOptions& habits,
                  const Parameters& parameters);

}  // namespace lakebolt::python
