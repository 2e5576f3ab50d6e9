// Gives a document, a path and a structure to the functions of JSON. An input is the path and the
// structure, a line each, and then the document.

#include <array>
#include <string>

#include "parts/input_reader.h"
#include "parts/sandbox.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

constexpr std::array<const char*, 14> kQueries = {
    "SELECT json_valid($1), json_type($1), json_array_length($1), json($1)",
    "SELECT json_keys($1), json_structure($1), json_pretty($1)",
    "SELECT json_extract($1, $2), json_extract_string($1, $2), json_value($1, $2)",
    "SELECT json_exists($1, $2), json_extract($1, [$2, '$.a'])",
    "SELECT json_contains($1, $3), json_merge_patch($1::JSON, $3::JSON)",
    "SELECT json_transform($1, $3)",
    "SELECT json_transform_strict($1, $3)",
    "SELECT * FROM json_tree($1)",
    "SELECT * FROM json_each($1, $2)",
    "SELECT $1::JSON::INTEGER[]::VARCHAR, $1::JSON::MAP(VARCHAR, JSON)",
    "SELECT $1::JSON::STRUCT(a INTEGER, b VARCHAR[])",
    "SELECT $1::JSON::VARIANT::VARCHAR",
    "SELECT json_group_array($1), json_group_structure($1) FROM range(3)",
    "SELECT to_json($1), json_quote($1), json_object($2, $1::JSON)",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InputReader in(data, size);
  Parameters parameters;
  const Value path = Value::Varchar(in.TakeLine());
  const Value structure = Value::Varchar(in.TakeLine());
  parameters.positional = {Value::Varchar(in.TakeText(in.left())), path, structure};
  for (const char* query : kQueries) Sandbox().Run(query, parameters);
  return 0;
}
