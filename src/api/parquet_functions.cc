#include "api/parquet_functions.h"

#include "api/option_values.h"
#include "api/system/row_table.h"
#include "base/ascii.h"
#include "base/error.h"
#include "format/parquet/metadata_rows.h"
#include "format/parquet/parquet_table.h"
#include "io/file_system.h"

namespace lakebolt {

namespace {

using NamedArguments = std::vector<std::pair<std::string, Value>>;
using Describe = std::function<parquet_format::MetadataRows(const RandomAccessFile& file)>;

std::shared_ptr<const TableSource> BindReadParquet(const std::vector<Value>& arguments,
                                                   const NamedArguments& named) {
  ParquetOptions options;
  for (const auto& [name, value] : named) {
    if (ApplyFileSetOption(name, value, options.files)) continue;
    if (AsciiLower(name) == "file_row_number") {
      ApplyNamed("file_row_number", [&, &given = value] {
        options.row_number_column = OptionTruth(given) ? kRowNumberColumn : "";
      });
      continue;
    }
    std::vector<std::string> known = FileSetOptionNames();
    known.emplace_back("file_row_number");
    ThrowUnknownOption("read_parquet", name, known);
  }
  return OpenParquet(PathArguments(arguments, "read_parquet"), options);
}

/// Makes a table of what `describe` says of each file.
std::shared_ptr<const TableSource> TableOfFiles(const std::string& function,
                                                const std::vector<std::string>& paths,
                                                const Describe& describe) {
  std::optional<RowTable> table;
  for (std::string path : FilesAtAll(paths, "Parquet").files) {
    parquet_format::MetadataRows told = describe(*FileSystemFor(path).Open(path));
    if (!table) table.emplace(function, std::move(told.schema));
    for (std::vector<Value>& row : told.rows) table->Add(std::move(row));
  }
  return table->Finish();
}

TableFunctionBind BindDescribe(const char* function, const Describe& describe) {
  return [=](const std::vector<Value>& arguments, const NamedArguments& named) {
    if (!named.empty()) ThrowUnknownOption(function, named[0].first, {});
    return TableOfFiles(function, PathArguments(arguments, function), describe);
  };
}

std::shared_ptr<const TableSource> BindBloomProbe(const std::vector<Value>& arguments,
                                                  const NamedArguments& named) {
  const char* const function = "parquet_bloom_probe";
  if (!named.empty()) ThrowUnknownOption(function, named[0].first, {});
  if (arguments.size() != 3) {
    throw UserError(ErrorCode::kInvalidArgument,
                    std::string(function) + " takes (path, column, value)");
  }
  const std::string column = OptionText(arguments[1]);
  return TableOfFiles(function, PathArguments({arguments[0]}, function),
                      [&](const RandomAccessFile& file) {
                        return parquet_format::ProbeBloomFilters(file, column, arguments[2]);
                      });
}

std::shared_ptr<const TableSource> OpenParquetPath(const std::string& path) {
  return LooksLikeParquet(path) ? OpenParquet({path}) : nullptr;
}

}  // namespace

void RegisterParquetTables(Catalog& catalog) {
  catalog.AddTableFunction({"read_parquet",
                            "Reads Parquet files: a path, a glob, a folder or a list.",
                            BindReadParquet});
  catalog.AddTableFunction({"parquet_scan", "Is another name of read_parquet.", BindReadParquet});
  const auto add = [&](const char* name, const char* description, const Describe& describe) {
    catalog.AddTableFunction({name, description, BindDescribe(name, describe)});
  };
  add("parquet_metadata", "Describes each column of each row group of Parquet files.",
      parquet_format::DescribeChunks);
  add("parquet_schema", "Lists the elements of the schemas of Parquet files.",
      parquet_format::DescribeSchema);
  add("parquet_file_metadata", "Tells who wrote Parquet files, and how large they are.",
      parquet_format::DescribeFile);
  add("parquet_kv_metadata", "Lists the keys and values in the footers of Parquet files.",
      parquet_format::DescribeKeyValues);
  catalog.AddTableFunction({"parquet_bloom_probe",
                            "Tells which row groups a column's Bloom filter rules a value out of.",
                            BindBloomProbe});
  catalog.AddPathOpener(OpenParquetPath);
}

}  // namespace lakebolt
