#include "format/ipc/ipc_table.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "format/block_scan.h"
#include "format/hidden_columns.h"
#include "format/ipc/batch_reader.h"
#include "function/cast.h"
#include "io/file_system.h"

namespace lakebolt {

namespace ipc {

namespace {

/// Is one file of a table.
struct TableFile {
  std::string path;
  uint64_t bytes = 0;
  Schema schema;
  std::optional<int> batches;  // nothing for a stream
  /// For each column of the table, the column of the file; nothing where it has none.
  std::vector<std::optional<uint32_t>> columns;
};

struct IpcFiles {
  struct {
    uint64_t block_bytes = 1 << 20;  // what a record batch has, roughly
  } options;
  Schema columns;  // of the table, but for those that paths give
  std::vector<PathColumn> path_columns;
  Schema schema;  // with these at the end
  std::vector<TableFile> files;
};

/// Is a record batch: its place in a file, or the next one of a stream.
struct Batch {
  int index = 0;
  std::optional<RecordBatch> rows;
};

/// Hands out the batches of one file; those of a stream it reads itself.
class BatchQueue {
 public:
  explicit BatchQueue(const TableFile& file) : file_(file) {
    if (!file.batches) stream_.emplace(file.path);
  }

  std::optional<Batch> Next() {
    if (file_.batches) {
      if (next_ == *file_.batches) return std::nullopt;
      return Batch{next_++, std::nullopt};
    }
    RecordBatch batch;
    if (!stream_->ReadNext(batch)) {
      bytes_taken_ = file_.bytes;
      return std::nullopt;
    }
    return Batch{next_++, std::move(batch)};
  }
  uint64_t BytesTaken() const {
    if (!file_.batches || *file_.batches == 0) return bytes_taken_;
    return file_.bytes / static_cast<uint64_t>(*file_.batches) * static_cast<uint64_t>(next_);
  }

 private:
  const TableFile& file_;
  std::optional<BatchReader> stream_;
  int next_ = 0;
  uint64_t bytes_taken_ = 0;
};

/// Reads batches and cuts them into chunks. One worker's.
class BatchParser {
 public:
  BatchParser(std::shared_ptr<const IpcFiles> table, std::vector<uint32_t> columns,
              uint32_t chunk_rows)
      : table_(std::move(table)), columns_(std::move(columns)), chunk_rows_(chunk_rows) {}

  void Begin(size_t file, Batch batch) {
    if (reader_file_ != file) Open(file);
    batch_ = batch.rows ? std::move(*batch.rows) : reader_->Read(batch.index);
    at_ = 0;
  }
  bool AtEnd() const { return at_ == batch_.count(); }

  Chunk Next() {
    const uint32_t rows = std::min(chunk_rows_, batch_.count() - at_);
    const Chunk chunk = batch_.Take(at_, rows);
    std::vector<Vector> out;
    for (const uint32_t column : columns_) out.push_back(Column(column, chunk));
    at_ += rows;
    return Chunk(std::move(out), rows);
  }

 private:
  /// Finds out which columns of a file are wanted, and where they stand in its batches.
  void Open(size_t file) {
    const TableFile& from = table_->files[file];
    std::vector<int> places;
    for (const uint32_t column : columns_) {
      if (column < table_->columns.size() && from.columns[column]) {
        places.push_back(static_cast<int>(*from.columns[column]));
      }
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    in_batch_.assign(table_->columns.size(), std::nullopt);
    for (const uint32_t column : columns_) {
      if (column >= table_->columns.size() || !from.columns[column]) continue;
      const auto place = static_cast<int>(*from.columns[column]);
      const auto at = std::lower_bound(places.begin(), places.end(), place) - places.begin();
      // A stream is read by the queue, which takes all columns.
      in_batch_[column] = static_cast<size_t>(from.batches ? at : place);
    }
    reader_.reset();
    if (from.batches) reader_.emplace(from.path, &places);
    reader_file_ = file;
  }

  Vector Column(uint32_t column, const Chunk& chunk) const {
    const uint32_t rows = chunk.size();
    const size_t own = table_->columns.size();
    if (column >= own) {
      return Vector::Constant(table_->path_columns[column - own].values[*reader_file_], rows);
    }
    const LogicalType& type = table_->columns[column].type;
    if (!in_batch_[column]) return Vector::Constant(Value(type), rows);
    const Vector& vector = chunk.column(*in_batch_[column]);
    if (vector.type() == type) return vector;
    return CastVector(vector, type, RowSet::Dense(rows), CastMode::kStrict);
  }

  std::shared_ptr<const IpcFiles> table_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_rows_;
  std::optional<BatchReader> reader_;
  std::optional<size_t> reader_file_;
  std::vector<std::optional<size_t>> in_batch_;  // by column of the table
  RecordBatch batch_;
  uint32_t at_ = 0;
};

struct IpcFormat {
  using Files = IpcFiles;
  using Block = Batch;
  using Reader = BatchQueue;
  using Parser = BatchParser;

  static Reader MakeReader(const Files& table, size_t file) {
    return BatchQueue(table.files[file]);
  }
  static double Rows(const Files& table) {
    double width = 0;
    for (const Field& field : table.columns) width += PhysicalWidth(field.type.physical());
    double bytes = 0;
    for (const TableFile& file : table.files) bytes += static_cast<double>(file.bytes);
    return bytes / std::max(width, 1.0);
  }
};

std::optional<uint32_t> FindColumn(const Schema& schema, const std::string& name) {
  for (uint32_t i = 0; i < schema.size(); ++i) {
    if (schema[i].name == name) return i;
  }
  return std::nullopt;
}

/// Widens the table's types to those of a file, and adds its columns where they are united.
void AddSchema(IpcFiles& table, const TableFile& file, bool united) {
  for (const Field& field : file.schema) {
    const auto known = FindColumn(table.columns, field.name);
    if (!known && united) table.columns.push_back(field);
    if (!known) continue;
    LogicalType& type = table.columns[*known].type;
    const auto common = CommonType(type, field.type);
    if (!common) {
      throw UserError(ErrorCode::kTypeMismatch, "\"" + file.path + "\" has column \"" + field.name +
                                                    "\" as " + field.type.ToString() + ", not " +
                                                    type.ToString());
    }
    type = *common;
  }
}

void MatchColumns(const IpcFiles& table, TableFile& file, bool united) {
  for (uint32_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    // The first file's columns come first, as they stand; two of them may have one name.
    const bool is_own = &file == &table.files[0] && i < file.schema.size();
    file.columns.push_back(is_own ? std::optional(i) : FindColumn(file.schema, name));
    if (file.columns.back() || united) continue;
    throw UserError(ErrorCode::kTypeMismatch,
                    "\"" + file.path + "\" has no column \"" + name + "\", which \"" +
                        table.files[0].path + "\" has",
                    {}, "union_by_name = true puts NULL there");
  }
}

/// Adds the columns that paths give; those of the same name in the files give way.
void AddPathColumns(const std::vector<std::string>& paths, const FileSetOptions& options,
                    IpcFiles& table) {
  std::vector<std::string> own;
  for (const Field& field : table.columns) own.push_back(field.name);
  table.path_columns = PathColumnsOf(paths, options, own);
  for (const size_t hidden : HiddenColumns(own, table.path_columns)) {
    const auto place = static_cast<ptrdiff_t>(hidden);
    table.columns.erase(table.columns.begin() + place);
    for (TableFile& file : table.files) file.columns.erase(file.columns.begin() + place);
  }
}

IpcFiles OpenFiles(const std::vector<std::string>& paths, const FileSetOptions& options) {
  IpcFiles table;
  for (const std::string& path : paths) {
    const BatchReader reader(path);
    std::string local = path;
    TableFile& file = table.files.emplace_back();
    file.path = path;
    file.bytes = FileSystemFor(local).Identify(local).size;
    file.schema = reader.schema();
    if (reader.IsFile()) file.batches = reader.batches();
  }
  table.columns = table.files[0].schema;
  for (size_t i = 1; i < table.files.size(); ++i) {
    AddSchema(table, table.files[i], options.union_by_name);
  }
  for (TableFile& file : table.files) MatchColumns(table, file, options.union_by_name);
  AddPathColumns(paths, options, table);
  table.schema = table.columns;
  for (const PathColumn& column : table.path_columns) table.schema.push_back(column.field);
  return table;
}

}  // namespace

}  // namespace ipc

std::shared_ptr<const TableSource> OpenIpc(const std::vector<std::string>& paths,
                                           const FileSetOptions& options) {
  const NamedFiles named = FilesAtAll(paths, "Arrow");
  return std::make_shared<BlockTable<ipc::IpcFormat>>(named.name,
                                                      ipc::OpenFiles(named.files, options));
}

bool LooksLikeIpc(const std::string& path) {
  return path.ends_with(".arrow") || path.ends_with(".arrows") || path.ends_with(".feather") ||
         path.ends_with(".ipc");
}

}  // namespace lakebolt
