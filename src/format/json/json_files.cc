#include "format/json/json_files.h"

#include <algorithm>

#include "base/distinct_names.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/hidden_columns.h"
#include "format/json/block_reader.h"
#include "format/json/record_cursor.h"
#include "io/file_system.h"

namespace lakebolt::json_format {

namespace {

constexpr size_t kDetectBytes = 1 << 20;
constexpr const char* kUtf8 = "utf-8";

std::unique_ptr<TextSource> Open(const std::string& path, const JsonOptions& options) {
  return OpenText(path, options.compression, kUtf8);
}

JsonFormat FormatOf(const std::string& path, const JsonOptions& options) {
  if (options.format) return *options.format;
  const auto source = Open(path, options);
  std::string text(kDetectBytes, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const size_t got = source->Read(text.data() + size, text.size() - size);
    if (got == 0) break;
    size += got;
  }
  return DetectFormat(std::string_view(text).substr(0, size), size < text.size());
}

/// Looks at the first values of files.
class Sample {
 public:
  explicit Sample(const JsonOptions& options) : options_(options) {}

  bool IsFull() const { return options_.sample_rows >= 0 && rows_ >= options_.sample_rows; }
  void Take(const TableFile& file) {
    BlockReader reader(file.path, Open(file.path, options_), file.format, options_.block_bytes,
                       options_.maximum_object_size);
    while (!IsFull()) {
      auto block = reader.Next();
      if (!block) break;
      RecordCursor cursor(std::move(*block), file.format);
      while (!IsFull() && cursor.Next()) TakeValue(cursor, file);
    }
  }

  const TypeGuess& guess() const { return guess_; }
  double BytesPerRow() const {
    return static_cast<double>(bytes_) / static_cast<double>(std::max<int64_t>(rows_, 1));
  }

 private:
  void TakeValue(const RecordCursor& cursor, const TableFile& file) {
    JsonError error;
    error.reason = "it is not valid UTF-8";
    if (IsUtf8(cursor.text()) && document_.Parse(cursor.text(), &error)) {
      guess_.Add(document_, 0);
    } else if (!options_.ignore_errors || file.format != JsonFormat::kLines) {
      ThrowMalformed(file.path, options_, cursor.offset() + error.offset, error.reason);
    }
    ++rows_;
    bytes_ += cursor.text().size();
  }

  const JsonOptions& options_;
  TypeGuess guess_;
  JsonDocument document_;
  int64_t rows_ = 0;
  uint64_t bytes_ = 0;
};

/// Adds a column, of another name than those before.
void AddColumn(JsonFiles& table, DistinctNames& names, const std::string& member, ColumnType type) {
  table.members.push_back(member);
  table.schema.push_back({names.Add(member), type.type, true});
  table.columns.push_back(std::move(type));
}

void FindColumns(const Sample& sample, JsonFiles& table) {
  const JsonOptions& options = table.options;
  DistinctNames names;
  if (options.objects_only) {
    table.records = false;
    return AddColumn(table, names, "json", {LogicalType::Json(), "", {}});
  }
  const bool may_look_within = options.maximum_depth != 0 && sample.guess().IsRecord();
  table.records = options.records.value_or(!options.columns.empty() || may_look_within);
  for (const Field& field : options.columns) {
    AddColumn(table, names, field.name, KnownType(field.type, options));
  }
  if (!options.columns.empty()) return;
  const auto members = sample.guess().Members(options);
  if (!table.records || members.empty()) {
    table.records = false;
    return AddColumn(table, names, "json", sample.guess().Type(options));
  }
  for (const auto& [name, type] : members) AddColumn(table, names, name, type);
}

/// Adds the columns that paths give; those of the same name in the files give way.
void AddPathColumns(const std::vector<std::string>& paths, JsonFiles& table) {
  std::vector<std::string> own;
  for (const Field& field : table.schema) own.push_back(field.name);
  table.path_columns = PathColumnsOf(paths, table.options.files, own);
  for (const size_t hidden : HiddenColumns(own, table.path_columns)) {
    const auto place = static_cast<ptrdiff_t>(hidden);
    table.schema.erase(table.schema.begin() + place);
    table.columns.erase(table.columns.begin() + place);
    table.hidden_members.push_back(table.members[hidden]);
    table.members.erase(table.members.begin() + place);
  }
  for (const PathColumn& column : table.path_columns) table.schema.push_back(column.field);
}

}  // namespace

JsonFiles OpenFiles(const std::vector<std::string>& paths, const JsonOptions& options) {
  JsonFiles table;
  table.options = options;
  for (const std::string& path : paths) {
    std::string local = path;
    const uint64_t bytes = FileSystemFor(local).Identify(local).size;
    table.files.push_back({path, FormatOf(path, options), bytes});
  }
  Sample sample(options);
  int64_t files = 0;
  for (const TableFile& file : table.files) {
    const bool enough = options.sample_files >= 0 && files++ >= options.sample_files;
    if ((enough && !options.files.union_by_name) || sample.IsFull()) break;
    sample.Take(file);
  }
  FindColumns(sample, table);
  AddPathColumns(paths, table);
  table.bytes_per_row = std::max(sample.BytesPerRow(), 1.0);
  return table;
}

}  // namespace lakebolt::json_format
