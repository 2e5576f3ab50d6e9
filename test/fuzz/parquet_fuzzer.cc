// Reads whole Parquet files: all columns, counts, and filters that page indexes, Bloom filters and
// bounds may answer.

#include <algorithm>
#include <string>

#include "base/error.h"
#include "parts/input_file.h"
#include "parts/sandbox.h"

using namespace lakebolt;
using namespace lakebolt::fuzz;

namespace {

std::string Quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const InputFile file(data, size, ".parquet");
  const std::string table = "'" + file.path() + "'";
  Sandbox sandbox;
  Schema schema;
  if (!Survives([&] { schema = sandbox.session().Query("FROM " + table)->schema(); })) return 0;
  // A statement that fails aborts the transaction: each has a sandbox of its own.
  constexpr size_t kMostColumns = 8;
  for (size_t i = 0; i < std::min(schema.size(), kMostColumns); ++i) {
    const std::string column = Quoted(schema[i].name);
    Sandbox().Run("SELECT * FROM " + table + " WHERE " + column + " = (SELECT max(" + column +
                  ") FROM " + table + ")");
    Sandbox().Run("SELECT " + column + ", count(*) FROM " + table + " GROUP BY ALL");
  }
  Sandbox().Run("FROM " + table);
  Sandbox().Run("SELECT count(*) FROM " + table);
  return 0;
}
