// Reads whole Arrow IPC files and streams: all columns, each alone, counts, filters.

#include <string>

#include "parts/input_file.h"
#include "parts/table_queries.h"

using namespace lakebolt::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const InputFile file(data, size, ".arrow");
  QueryTable("'" + file.path() + "'");
  return 0;
}
