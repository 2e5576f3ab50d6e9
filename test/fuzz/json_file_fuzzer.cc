// Reads JSON files: the first byte picks the function and its options, the rest is the file.

#include <array>
#include <string>

#include "parts/input_file.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"

using namespace lakebolt::fuzz;

namespace {

struct Call {
  const char* function;
  const char* options;
};

constexpr std::array<Call, 16> kCalls = {{
    {"read_json", ""},
    {"read_ndjson", ", ignore_errors = true"},
    {"read_json", ", format = 'array', sample_size = 1"},
    {"read_json", ", format = 'unstructured', maximum_depth = 1"},
    {"read_json", ", records = false"},
    {"read_json", ", records = true, sample_size = 2, ignore_errors = true, format = 'nd'"},
    {"read_json_objects", ""},
    {"read_ndjson_objects", ", ignore_errors = true"},
    {"read_json", ", maximum_object_size = 64"},
    {"read_json", ", compression = 'gzip'"},
    {"read_json", ", compression = 'zstd'"},
    {"read_json", ", map_inference_threshold = 2, field_appearance_threshold = 0.9"},
    {"read_json", ", convert_strings_to_integers = true, dateformat = '%d.%m.%Y'"},
    {"read_json", ", timestampformat = '%c', filename = true"},
    {"read_json",
     ", columns = {a: 'INTEGER', b: 'VARCHAR', c: 'STRUCT(x DATE, y DOUBLE[])[]', d: 'JSON'}"},
    {"read_ndjson",
     ", columns = {a: 'DECIMAL(9,2)', b: 'MAP(VARCHAR, TIMESTAMP)', c: 'UUID', d: 'INTEGER[2]'},"
     " ignore_errors = true"},
}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InputReader in(data, size);
  const Call& call = kCalls[in.TakeBelow(kCalls.size())];
  const auto text = in.TakeBytes(in.left());
  const InputFile file(text.data(), text.size(), ".json");
  const std::string table = std::string(call.function) + "('" + file.path() + "'" + call.options;
  Sandbox().Run("FROM " + table + ")");
  Sandbox().Run("SELECT count(*) FROM " + table + ")");
  return 0;
}
