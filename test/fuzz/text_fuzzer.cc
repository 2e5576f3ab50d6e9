// Reads text as values of every type, and gives two texts to the functions that read one of them as
// a pattern. An input is the pattern, a line, and then the text. A value has to survive the way
// into text and back.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "function/cast.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

constexpr std::array<const char*, 34> kTypes = {
    "BOOLEAN",
    "TINYINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UBIGINT",
    "UHUGEINT",
    "FLOAT",
    "DOUBLE",
    "DECIMAL(4,1)",
    "DECIMAL(18,9)",
    "DECIMAL(38,0)",
    "DECIMAL(76,10)",
    "DATE",
    "TIME",
    "TIMETZ",
    "TIME_NS",
    "TIMESTAMP",
    "TIMESTAMP_S",
    "TIMESTAMP_NS",
    "TIMESTAMPTZ",
    "INTERVAL",
    "BLOB",
    "UUID",
    "BIT",
    "BIGNUM",
    "JSON",
    "INTEGER[]",
    "VARCHAR[]",
    "STRUCT(a INTEGER, b VARCHAR)",
    "MAP(VARCHAR, DOUBLE)",
    "UNION(n INTEGER, s VARCHAR)",
    "DATE[2]",
    "STRUCT(x INTEGER[][])[]",
};

constexpr std::array<const char*, 16> kQueries = {
    "SELECT regexp_matches($1, $2), regexp_full_match($1, $2, 'i')",
    "SELECT regexp_replace($1, $2, '\\0-\\1', 'g'), regexp_extract($1, $2, 1)",
    "SELECT regexp_extract_all($1, $2), regexp_split_to_array($1, $2)",
    "SELECT $1 LIKE $2, $1 ILIKE $2, $1 LIKE $2 ESCAPE '$', $1 SIMILAR TO $2, $1 GLOB $2",
    "SELECT strptime($1, $2)",
    "SELECT try_strptime($1, [$2, '%Y'])",
    "SELECT strftime(TIMESTAMP '2024-02-29 13:14:15.123456', $2), strftime(DATE '0001-01-01', $2)",
    "SELECT format($2, $1, 42, 1.5, DATE '2024-01-01')",
    "SELECT printf($2, $1, 42, 1.5)",
    "SELECT string_split($1, $2), replace($1, $2, 'x'), strpos($1, $2), translate($1, $2, 'ab')",
    "SELECT lower($1), upper($1), reverse($1), length($1), strip_accents($1), nfc_normalize($1)",
    "SELECT levenshtein($1, $2), jaccard($1, $2), jaro_winkler_similarity($1, $2), "
    "damerau_levenshtein($1, $2)",
    "SELECT from_base64($1), unhex($1), url_decode($1), decode(encode($1)), from_hex($2)",
    "SELECT left($1, 3), right($1, -2), lpad($1, 9, $2), substring($1, -2, 2), $1[2:-1], md5($1)",
    "SELECT date_part($2, TIMESTAMP '2024-02-29 13:14:15'), date_trunc($2, DATE '2024-02-29')",
    "SELECT TIMESTAMPTZ '2024-03-31 01:30:00+00' AT TIME ZONE $2, make_timestamp(2024, 2, 29, 1, "
    "1, 1)",
};

/// Asks the binder what the names of types mean.
std::vector<LogicalType> MakeTypes() {
  std::vector<LogicalType> types;
  Session session(SharedDatabase());
  for (const char* name : kTypes) {
    types.push_back(session.Query(std::string("SELECT NULL::") + name)->schema()[0].type);
  }
  return types;
}

void CheckRoundTrip(const Value& text, const LogicalType& type) {
  const Value value = CastValue(text, type, CastMode::kTry);
  if (value.IsNull()) return;
  const Value printed = CastValue(value, TypeId::kVarchar);
  const Value again = CastValue(printed, type, CastMode::kTry);
  if (CastValue(again, TypeId::kVarchar) == printed) return;
  std::fprintf(stderr, "as %s, '%s' prints as '%s', which reads as '%s'\n", type.ToString().c_str(),
               text.ToString().c_str(), printed.ToString().c_str(), again.ToString().c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<LogicalType> types = MakeTypes();
  InputReader in(data, size);
  const Value pattern = Value::Varchar(in.TakeLine());
  const Value text = Value::Varchar(in.TakeText(in.left()));
  for (const LogicalType& type : types) {
    Survives([&] { CheckRoundTrip(text, type); });
  }
  Parameters parameters;
  parameters.positional = {text, pattern};
  for (const char* query : kQueries) Sandbox().Run(query, parameters);
  return 0;
}
