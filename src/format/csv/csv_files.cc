#include "format/csv/csv_files.h"

#include <algorithm>
#include <unordered_map>

#include "base/ascii.h"
#include "base/error.h"
#include "format/hidden_columns.h"
#include "function/cast.h"
#include "io/file_system.h"

namespace lakebolt::csv {

namespace {

/// Finds columns by name in any case; of those with one name, the first.
class ColumnNames {
 public:
  explicit ColumnNames(const std::vector<Column>& columns) {
    for (const Column& column : columns) Add(column.name);
  }

  void Add(const std::string& name) { places_.emplace(AsciiLower(name), count_++); }
  std::optional<uint32_t> Find(const std::string& name) const {
    const auto found = places_.find(AsciiLower(name));
    if (found == places_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::unordered_map<std::string, uint32_t> places_;
  uint32_t count_ = 0;
};

/// Returns what two files' columns of one name become.
FieldType United(const FieldType& a, const FieldType& b) {
  if (a.type == b.type && a.pattern == b.pattern) return a;
  if (!a.pattern.empty() || !b.pattern.empty()) return {TypeId::kVarchar};
  return {CommonType(a.type, b.type).value_or(TypeId::kVarchar)};
}

void AddUnited(const Layout& layout, std::vector<Column>& columns) {
  ColumnNames names(columns);
  for (const Column& column : layout.columns) {
    if (const auto known = names.Find(column.name)) {
      columns[*known].type = United(columns[*known].type, column.type);
    } else {
      columns.push_back(column);
      names.Add(column.name);
    }
  }
}

void MatchByName(const CsvFiles& table, TableFile& file) {
  const ColumnNames names(file.layout.columns);
  for (const Column& column : table.columns) {
    file.columns.push_back(names.Find(column.name));
    if (file.columns.back() || table.options.files.union_by_name) continue;
    throw UserError(ErrorCode::kTypeMismatch,
                    "\"" + file.path + "\" has no column \"" + column.name + "\", which \"" +
                        table.files[0].path + "\" has",
                    {}, "union_by_name = true puts NULL there");
  }
}

void MatchByPlace(const CsvFiles& table, TableFile& file) {
  if (file.layout.columns.size() != table.columns.size()) {
    throw UserError(ErrorCode::kTypeMismatch, "\"" + file.path + "\" has " +
                                                  std::to_string(file.layout.columns.size()) +
                                                  " columns, \"" + table.files[0].path + "\" " +
                                                  std::to_string(table.columns.size()));
  }
  for (uint32_t i = 0; i < table.columns.size(); ++i) file.columns.emplace_back(i);
}

/// Adds the columns that paths give; those of the same name in the files give way.
void AddPathColumns(const std::vector<std::string>& paths, CsvFiles& table) {
  std::vector<std::string> own;
  for (const Column& column : table.columns) own.push_back(column.name);
  table.path_columns = PathColumnsOf(paths, table.options.files, own);
  for (const size_t hidden : HiddenColumns(own, table.path_columns)) {
    const auto place = static_cast<ptrdiff_t>(hidden);
    table.columns.erase(table.columns.begin() + place);
    for (TableFile& file : table.files) file.columns.erase(file.columns.begin() + place);
  }
}

}  // namespace

CsvFiles OpenFiles(const std::vector<std::string>& paths, const CsvOptions& options) {
  CsvFiles table;
  table.options = options;
  if (options.rejects.wanted) table.rejects = std::make_shared<RejectLog>(options.rejects.limit);
  for (const std::string& path : paths) {
    TableFile& file = table.files.emplace_back();
    file.path = path;
    std::string local = path;
    file.bytes = FileSystemFor(local).Identify(local).size;
    file.layout = FindLayout(path, options);
  }
  table.columns = table.files[0].layout.columns;
  if (options.files.union_by_name) {
    for (const TableFile& file : table.files) AddUnited(file.layout, table.columns);
  }
  for (TableFile& file : table.files) {
    const bool by_name = file.layout.header && table.files[0].layout.header &&
                         options.columns.empty() && options.names.empty();
    if (by_name || options.files.union_by_name) {
      MatchByName(table, file);
    } else {
      MatchByPlace(table, file);
    }
  }
  AddPathColumns(paths, table);
  for (const Column& column : table.columns) {
    table.schema.push_back({column.name, column.type.type, true});
  }
  for (const PathColumn& column : table.path_columns) table.schema.push_back(column.field);
  return table;
}

}  // namespace lakebolt::csv
