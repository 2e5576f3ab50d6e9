#include "format/csv/csv_table.h"

#include <algorithm>

#include "format/block_scan.h"
#include "format/csv/block_parser.h"
#include "format/csv/block_reader.h"
#include "format/csv/csv_files.h"
#include "format/text_codec.h"

namespace lakebolt {

namespace csv {

namespace {

/// Long lines that are to be left out are read as long as memory is not at risk.
uint64_t MostBytesOfRecord(const CsvOptions& options) {
  constexpr uint64_t kLongestIgnored = 64 << 20;
  return options.ignore_errors ? std::max(options.max_line_size, kLongestIgnored)
                               : options.max_line_size;
}

struct CsvFormat {
  using Files = CsvFiles;
  using Block = csv::Block;
  using Reader = BlockReader;
  using Parser = BlockParser;

  static Reader MakeReader(const Files& table, size_t file) {
    const CsvOptions& options = table.options;
    const TableFile& from = table.files[file];
    return {from.path,
            OpenText(from.path, options.compression, options.encoding),
            from.layout,
            options.block_bytes,
            MostBytesOfRecord(options),
            table.rejects != nullptr};
  }
  static double Rows(const Files& table) {
    double rows = 0;
    for (const TableFile& file : table.files) {
      rows += static_cast<double>(file.bytes) / std::max(file.layout.bytes_per_record, 1.0);
    }
    return rows;
  }
};

}  // namespace

}  // namespace csv

std::shared_ptr<const TableSource> OpenCsv(const std::vector<std::string>& paths,
                                           const CsvOptions& options) {
  const NamedFiles named = FilesAtAll(paths, "CSV");
  return std::make_shared<BlockTable<csv::CsvFormat>>(named.name,
                                                      csv::OpenFiles(named.files, options));
}

std::shared_ptr<const csv::CsvFiles> RejectingFiles(const TableSource& table) {
  const auto* read = dynamic_cast<const BlockTable<csv::CsvFormat>*>(&table);
  return read != nullptr && read->files()->rejects ? read->files() : nullptr;
}

bool LooksLikeCsv(const std::string& path) {
  const std::string_view plain = WithoutCodec(path);
  return plain.ends_with(".csv") || plain.ends_with(".tsv");
}

}  // namespace lakebolt
