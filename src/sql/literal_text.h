#pragma once

#include <string>
#include <string_view>

#include "sql/lexical_options.h"
#include "sql/token.h"

namespace lakebolt::sql {

/// Decodes the value of a string token of any kind: quotes taken off, escapes resolved. Throws
/// kSyntax at a bad escape.
std::string DecodeString(std::string_view sql, const Token& token, const LexicalOptions& options);

/// Decodes the bytes of x'…', or of the string behind an x: pairs of hexadecimal digits. Spark lets
/// the first one be missing.
std::string DecodeBlob(std::string_view sql, const Token& token, const LexicalOptions& options);

/// Decodes a bare or quoted name.
std::string DecodeIdentifier(std::string_view sql, const Token& token);

/// Returns the number without underscores; hexadecimal, octal and binary integers in decimal.
std::string DecodeNumber(std::string_view sql, const Token& token);

}  // namespace lakebolt::sql
