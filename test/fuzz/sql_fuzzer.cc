// Parses, binds, optimizes and runs SQL over small tables. The length of the text picks the
// dialect.

#include <algorithm>
#include <cstring>
#include <string>

#include "base/dialect.h"
#include "base/error.h"
#include "parts/sandbox.h"
#include "parts/token_mutator.h"
#include "sql/keyword.h"
#include "sql/parser.h"

namespace lakebolt::fuzz {
namespace {

constexpr size_t kLongestText = 4096;

/// Tells whether a statement stays within the sandbox: none that changes its limits, ends its
/// transaction, or writes files.
bool IsAllowed(sql::StatementKind kind) {
  switch (kind) {
    case sql::StatementKind::kTransaction:
    case sql::StatementKind::kSet:
    case sql::StatementKind::kReset:
    case sql::StatementKind::kPragma:
    case sql::StatementKind::kCopy:
    case sql::StatementKind::kAttach:
    case sql::StatementKind::kDetach: return false;
    default: return true;
  }
}

bool IsAllowed(const std::string& text, const std::string& dialect) {
  sql::LexicalOptions options;
  options.spark_syntax = dialect == "spark";
  bool allowed = true;
  const bool parsed = Survives([&] {
    for (const sql::StatementPtr& statement : sql::ParseStatements(text, options)) {
      allowed = allowed && IsAllowed(statement->kind);
    }
  });
  // Waiting, and reading what happens to lie on the disk, would make runs unlike each other.
  for (const char* word : {"sleep", "read_", "scan", "glob", "sniff"}) {
    if (text.find(word) != std::string::npos) return false;
  }
  return parsed && allowed;
}

std::vector<std::string> Vocabulary() {
  std::vector<std::string> words = {"t",
                                    "w",
                                    "q",
                                    "i",
                                    "s",
                                    "d",
                                    "l",
                                    "r",
                                    "j",
                                    "x",
                                    "g",
                                    "NULL",
                                    "0",
                                    "-1",
                                    "''",
                                    "'a'",
                                    "[1]",
                                    "{x: 1}",
                                    "MAP {}",
                                    "'NaN'",
                                    "1e308",
                                    "'%_'",
                                    "DATE '2024-02-29'",
                                    "1.5",
                                    "x -> x",
                                    "2147483647",
                                    "9223372036854775807",
                                    "-9223372036854775808",
                                    "0.1",
                                    "1e-300",
                                    "99999999999999999999999999999999999999",
                                    "INTERVAL '1 month'",
                                    "'(?i)a*b|c$'",
                                    "'$.a[*]'",
                                    "'[1, {\"a\": null}]'",
                                    "'%Y-%m-%d'",
                                    "TIMESTAMP 'epoch'",
                                    "::",
                                    "INTEGER",
                                    "VARCHAR",
                                    "DOUBLE",
                                    "DECIMAL(38,10)",
                                    "DATE",
                                    "TIMESTAMPTZ",
                                    "INTEGER[]",
                                    "HUGEINT",
                                    "JSON",
                                    "BLOB",
                                    "UUID",
                                    "BIT",
                                    "TIME",
                                    "UTINYINT",
                                    "VARIANT",
                                    "BIGNUM",
                                    "OVER (ORDER BY x)",
                                    "FILTER (WHERE f)",
                                    "COUNT(*)",
                                    "twice",
                                    "mood",
                                    "numbers"};
#define LAKEBOLT_FUZZ_WORD(enumerator, text, keyword_class) words.emplace_back(text);
  LAKEBOLT_SQL_KEYWORDS(LAKEBOLT_FUZZ_WORD)
#undef LAKEBOLT_FUZZ_WORD
  for (const auto& [name, function] : SharedDatabase()->functions().scalars()) {
    if (name.find(':') == std::string::npos) words.push_back(name);
  }
  for (const auto& [name, function] : SharedDatabase()->functions().aggregates()) {
    words.push_back(name);
  }
  return words;
}

const TokenMutator& Mutator() {
  static const TokenMutator mutator(Vocabulary());
  return mutator;
}

size_t Store(const std::string& text, uint8_t* data, size_t most) {
  const size_t size = std::min(text.size(), most);
  std::memcpy(data, text.data(), size);
  return size;
}

}  // namespace
}  // namespace lakebolt::fuzz

using namespace lakebolt;
using namespace lakebolt::fuzz;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string text(reinterpret_cast<const char*>(data), size);
  return Store(Mutator().Mutate(text, seed / 4), data, most);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* first, size_t first_size,
                                            const uint8_t* second, size_t second_size, uint8_t* out,
                                            size_t most, unsigned seed) {
  const std::string text(reinterpret_cast<const char*>(first), first_size);
  const std::string other(reinterpret_cast<const char*>(second), second_size);
  return Store(Mutator().Cross(text, other, seed), out, most);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > kLongestText) return -1;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string& dialect = DialectNames()[size % DialectNames().size()];
  if (!IsAllowed(text, dialect)) return 0;
  Sandbox sandbox(dialect);
  sandbox.Run(text);
  return 0;
}
