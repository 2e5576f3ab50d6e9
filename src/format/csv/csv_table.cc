#include "format/csv/csv_table.h"

#include "base/error.h"
#include "format/csv/csv_files.h"
#include "format/csv/csv_scan.h"
#include "format/text_codec.h"
#include "io/glob.h"

namespace lakebolt {

namespace csv {

namespace {

/// Is a table over CSV files.
class CsvTable final : public TableSource {
 public:
  CsvTable(std::string name, CsvFiles files)
      : name_(std::move(name)), files_(std::make_shared<const CsvFiles>(std::move(files))) {}

  std::string name() const override { return name_; }
  const Schema& schema() const override { return files_->schema; }

  TableStatistics statistics() const override {
    double rows = 0;
    for (const TableFile& file : files_->files) {
      rows += static_cast<double>(file.bytes) / std::max(file.layout.bytes_per_record, 1.0);
    }
    return {rows, false};
  }

  ColumnStatistics column_statistics(uint32_t column) const override {
    ColumnStatistics out;
    const PhysicalType type = schema()[column].type.physical();
    out.average_width = std::max<double>(PhysicalWidth(type), 1);
    return out;
  }

  FilterSupport SupportsFilter(const Expr& filter) const override {
    return IsOverPaths(filter, files_->columns.size()) ? FilterSupport::kExact
                                                       : FilterSupport::kUnsupported;
  }

  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<CsvScan>(files_, request);
  }

 private:
  std::string name_;
  std::shared_ptr<const CsvFiles> files_;
};

}  // namespace

}  // namespace csv

std::shared_ptr<const TableSource> OpenCsv(const std::vector<std::string>& paths,
                                           const CsvOptions& options) {
  if (paths.empty()) throw UserError(ErrorCode::kInvalidArgument, "no CSV file was named");
  std::string name;
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!name.empty()) name += ", ";
    name += path;
    for (std::string& file : FilesAt(path)) files.push_back(std::move(file));
  }
  return std::make_shared<csv::CsvTable>(std::move(name), csv::OpenFiles(files, options));
}

bool LooksLikeCsv(const std::string& path) {
  const std::string_view plain = WithoutCodec(path);
  return plain.ends_with(".csv") || plain.ends_with(".tsv");
}

}  // namespace lakebolt
