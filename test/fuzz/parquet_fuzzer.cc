// Reads whole Parquet files: all columns, counts, and filters that page indexes, Bloom filters and
// bounds may answer.

#include <string>

#include "parts/input_file.h"
#include "parts/table_queries.h"

using namespace lakebolt::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const InputFile file(data, size, ".parquet");
  QueryTable("'" + file.path() + "'");
  return 0;
}
