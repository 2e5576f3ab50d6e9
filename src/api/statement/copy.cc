#include "api/statement/copy.h"

#include <optional>

#include "api/statement/copy_options.h"
#include "api/statement/copy_order.h"
#include "api/statement/copy_result.h"
#include "api/statement/data_writer.h"
#include "base/distinct_names.h"
#include "base/error.h"
#include "format/compressed_output.h"
#include "format/csv/csv_table.h"
#include "format/json/json_table.h"
#include "format/parquet/parquet_table.h"
#include "format/partitioned_writer.h"
#include "format/result_writer.h"
#include "format/writer_charge.h"
#include "io/file_system.h"
#include "sql/ast/write_statement.h"

namespace lakebolt {

namespace {

/// Takes the options of a format and returns what makes its writers.
WriterMaker TakeWriter(CopyOptions& options, const ParquetContext& context) {
  switch (options.format()) {
    case CopyFormat::kCsv:
      return [csv = options.TakeCsvWrite(context.threads)](Output* to) {
        return MakeCsvWriter(to, csv);
      };
    case CopyFormat::kParquet:
      return [parquet = options.TakeParquetWrite(context)](Output* to) {
        return MakeParquetWriter(to, parquet);
      };
    case CopyFormat::kJson:
      return [json = options.TakeJsonWrite(context.threads)](Output* to) {
        return MakeJsonWriter(to, json);
      };
    case CopyFormat::kArrow:
      return [](Output* to) { return MakeArrowWriter(to, ArrowLayout::kFile); };
    case CopyFormat::kArrowStream:
      return [](Output* to) { return MakeArrowWriter(to, ArrowLayout::kStream); };
  }
  throw InternalError("format without writer");
}

uint64_t WriteAll(QueryRun& rows, ResultWriter& writer) {
  writer.Begin(rows.schema());
  uint64_t count = 0;
  WriterCharge charge(&rows.memory(), "COPY");
  if (writer.TakesArrays()) {
    ArrowArray array;
    while (rows.NextArrow(&array, ArrowTexts::kOffsets)) {
      count += static_cast<uint64_t>(array.length);
      writer.WriteArray(&array);
    }
    writer.Finish();
    return count;
  }
  while (const auto chunk = rows.Next()) {
    writer.Write(*chunk);
    charge.Settle(writer);
    count += chunk->count();
  }
  writer.Finish();
  return count;
}

/// Writes all rows; returns how many. Where the query fails, the error is the query's, though the
/// writer may be the first to see that it was cancelled.
uint64_t WriteRows(QueryRun& rows, ResultWriter& writer) {
  try {
    return WriteAll(rows, writer);
  } catch (const UserError& error) {
    if (error.code() == ErrorCode::kCancelled) rows.RethrowOwnError();
    throw;
  }
}

/// Writes rows to one file; returns how many. Where there are none, and `writes_empty` says so, no
/// file appears.
uint64_t CopyToFile(QueryRun& rows, const std::string& path, const std::string& codec,
                    bool writes_empty, const WriterMaker& maker) {
  FileOutput file(path);
  std::optional<CompressedOutput> compressed;
  if (!codec.empty()) compressed.emplace(codec, &file);
  const auto writer = maker(compressed ? static_cast<Output*>(&*compressed) : &file);
  const uint64_t count = WriteRows(rows, *writer);
  if (compressed) compressed->Close();
  if (count > 0 || writes_empty) file.Commit();
  return count;
}

std::unique_ptr<Result> CopyTo(StatementContext& context, const sql::CopyStatement& statement) {
  CopyOptions options(context, statement);
  BoundQuery query = context.Bind(*statement.query);
  DistinctNames names;  // readers of files take columns by name
  for (std::string& name : query.names) name = names.Add(name);
  const ParquetContext surroundings{context.settings().threads(), OrderOf(query)};
  const std::unique_ptr<QueryRun> rows = context.Execute(std::move(query));
  const std::string codec = options.TakeTextCodec();
  std::string path = options.path();
  FileSystemFor(path);  // strips the scheme, and refuses what is not a local file
  std::optional<PartitionOptions> partition = options.TakePartition(codec, surroundings.threads);
  if (partition && options.format() == CopyFormat::kParquet) {
    partition->read_together = [](const std::vector<std::string>& paths) { OpenParquet(paths); };
  }
  const WriterMaker maker = TakeWriter(options, surroundings);
  const CopyAnswer answer = options.TakeAnswer();
  if (!partition) {
    const bool writes_empty = options.TakeSingleFile();
    options.RefuseOthers();
    const uint64_t count = CopyToFile(*rows, path, codec, writes_empty, maker);
    const bool written = count > 0 || writes_empty;
    using Files = std::vector<PartitionedWriter::WrittenFile>;
    return MakeCopyResult(answer, count, written ? Files{{path, {}}} : Files());
  }
  options.RefuseOthers();
  PartitionedWriter writer(path, std::move(*partition), maker);
  const uint64_t count = WriteRows(*rows, writer);
  writer.Commit();
  return MakeCopyResult(answer, count, writer.files());
}

/// Returns the columns of the table that a file's columns go to, in order.
std::vector<Field> TargetColumns(const Schema& schema, const sql::InsertStatement& insert) {
  if (insert.columns.empty()) return schema;
  std::vector<Field> columns;
  for (const sql::Identifier& name : insert.columns) {
    for (const Field& field : schema) {
      if (FoldName(field.name) == FoldName(name.text)) columns.push_back(field);
    }
  }
  return columns;
}

std::shared_ptr<const TableSource> OpenSource(CopyOptions& options, const Schema& schema,
                                              const sql::CopyStatement& statement) {
  switch (options.format()) {
    case CopyFormat::kCsv: {
      CsvOptions csv;
      csv.columns = TargetColumns(schema, sql::As<sql::InsertStatement>(*statement.insert));
      options.TakeCsvRead(csv);
      return OpenCsv({options.path()}, csv);
    }
    case CopyFormat::kJson: {
      JsonOptions json;
      json.columns = TargetColumns(schema, sql::As<sql::InsertStatement>(*statement.insert));
      options.TakeJsonRead(json);
      return OpenJson({options.path()}, json);
    }
    case CopyFormat::kParquet: return OpenParquet({options.path()});
    default:
      throw UserError(ErrorCode::kNotSupported, "COPY FROM this format is not supported yet",
                      statement.path->range, "CSV, JSON and Parquet can be read");
  }
}

std::unique_ptr<Result> CopyFrom(StatementContext& context, const sql::CopyStatement& statement) {
  CopyOptions options(context, statement);
  const auto& insert = sql::As<sql::InsertStatement>(*statement.insert);
  const Schema schema = DataWriter(context, insert.table).schema();
  context.GiveTable(sql::kCopiedRows, OpenSource(options, schema, statement));
  options.RefuseOthers();
  return DataWriter(context, insert.table).Insert(insert);
}

}  // namespace

std::unique_ptr<Result> RunCopy(StatementContext& context, const sql::CopyStatement& statement) {
  try {
    return statement.to ? CopyTo(context, statement) : CopyFrom(context, statement);
  } catch (const UserError& error) {
    const bool is_of_file = error.code() == ErrorCode::kIo || error.code() == ErrorCode::kOutOfDisk;
    if (is_of_file) throw error.At(statement.path->range);
    throw;
  }
}

}  // namespace lakebolt
