#include "format/json/json_table.h"

#include "format/block_scan.h"
#include "format/json/block_parser.h"
#include "format/json/block_reader.h"
#include "format/json/json_files.h"
#include "format/text_codec.h"

namespace lakebolt {

namespace json_format {

namespace {

struct FormatOfJson {
  using Files = JsonFiles;
  using Block = json_format::Block;
  using Reader = BlockReader;
  using Parser = BlockParser;

  static Reader MakeReader(const Files& table, size_t file) {
    const JsonOptions& options = table.options;
    const TableFile& from = table.files[file];
    return {from.path, OpenText(from.path, options.compression, "utf-8"), from.format,
            options.block_bytes, options.maximum_object_size};
  }
  static double Rows(const Files& table) {
    double rows = 0;
    for (const TableFile& file : table.files) {
      rows += static_cast<double>(file.bytes) / table.bytes_per_row;
    }
    return rows;
  }
};

}  // namespace

}  // namespace json_format

std::shared_ptr<const TableSource> OpenJson(const std::vector<std::string>& paths,
                                            const JsonOptions& options) {
  const NamedFiles named = FilesAtAll(paths, "JSON");
  return std::make_shared<BlockTable<json_format::FormatOfJson>>(
      named.name, json_format::OpenFiles(named.files, options));
}

bool LooksLikeJson(const std::string& path) {
  const std::string_view plain = WithoutCodec(path);
  return plain.ends_with(".json") || plain.ends_with(".jsonl") || plain.ends_with(".ndjson");
}

}  // namespace lakebolt
