// Reads CSV files: the first byte picks options of read_csv and sniff_csv, the rest is the file.

#include <array>
#include <string>

#include "parts/input_file.h"
#include "parts/input_reader.h"
#include "parts/sandbox.h"

using namespace lakebolt::fuzz;

namespace {

constexpr std::array<const char*, 16> kOptions = {
    "",
    ", header = false, all_varchar = true",
    ", ignore_errors = true, null_padding = true",
    ", delim = ';', quote = '''', escape = '\\'",
    ", columns = {'a': 'INTEGER', 'b': 'VARCHAR', 'c': 'DATE', 'd': 'DOUBLE[]'}",
    ", strict_mode = false",
    ", encoding = 'utf-16'",
    ", encoding = 'latin-1', comment = '#'",
    ", skip = 2, max_line_size = 100",
    ", compression = 'gzip'",
    ", compression = 'zstd'",
    ", delim = '||', new_line = '\\r\\n'",
    ", decimal_separator = ',', delim = ';', thousands = '.'",
    ", dateformat = '%d.%m.%Y', timestampformat = '%c'",
    ", nullstr = ['NA', '-'], normalize_names = true",
    ", auto_detect = false, columns = {'a': 'BLOB', 'b': 'TIMESTAMPTZ', 'c': 'JSON'}",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InputReader in(data, size);
  const std::string options = kOptions[in.TakeBelow(kOptions.size())];
  const auto text = in.TakeBytes(in.left());
  const InputFile file(text.data(), text.size(), ".csv");
  const std::string arguments = "('" + file.path() + "'" + options;
  Sandbox().Run("FROM read_csv" + arguments + ")");
  Sandbox().Run("FROM sniff_csv" + arguments + ")");
  // Blocks so short that lines, quotes and characters begin in one and end in another.
  Sandbox().Run("SELECT count(*) FROM read_csv" + arguments + ", buffer_size = 7)");
  return 0;
}
