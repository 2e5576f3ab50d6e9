#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/statement/copy_result.h"
#include "api/statement/statement_context.h"
#include "format/csv/options.h"
#include "format/json/options.h"
#include "format/partitioned_writer.h"
#include "format/result_writer.h"
#include "sql/ast/statement.h"

namespace lakebolt {

enum class CopyFormat : uint8_t { kCsv, kParquet, kJson, kArrow, kArrowStream };

/// Holds what a Parquet writer has to know beside its options.
struct ParquetContext {
  uint32_t threads = 1;
  std::vector<OrderedColumn> order;  // of the rows that come
};

/// Holds the options of a COPY statement. Whoever serves one takes it out; what is left over in the
/// end is refused.
class CopyOptions {
 public:
  /// Evaluates the path and the options; the format is the one said, or that of the path.
  CopyOptions(StatementContext& context, const sql::CopyStatement& statement);

  const std::string& path() const { return path_; }
  CopyFormat format() const { return format_; }

  /// Takes an option without a value, or with true or false.
  bool TakeFlag(const std::string& name, bool otherwise = false);
  CsvWriteOptions TakeCsvWrite(uint32_t threads);
  JsonWriteOptions TakeJsonWrite(uint32_t threads);
  ParquetWriteOptions TakeParquetWrite(const ParquetContext& context);
  /// Takes what the statement answers. Throws kNotSupported for statistics of files without any.
  CopyAnswer TakeAnswer();
  /// Takes what may be said of a file alone; returns whether it is written though there is no row.
  bool TakeSingleFile();
  /// Takes how rows are spread over files; nothing when they go to one.
  std::optional<PartitionOptions> TakePartition(const std::string& codec, uint32_t threads);
  void TakeCsvRead(CsvOptions& csv);
  void TakeJsonRead(JsonOptions& json);
  /// Takes the codec of a text file, as said or by the path; empty for none.
  std::string TakeTextCodec();

  /// Throws kNotSupported when an option is left that nobody took.
  void RefuseOthers() const;

 private:
  struct Option {
    Value value;  // a list for several
    SourceRange range;
  };

  /// Takes all options that `apply` knows, which have the names `known`.
  void TakeAll(const std::vector<std::string>& known,
               const std::function<bool(const std::string& name, const Value& value)>& apply);
  std::optional<Value> Take(const std::string& name);
  std::optional<std::string> TakeText(std::initializer_list<const char*> names);
  /// Takes how times are printed; "iso" stands for ISO 8601 with a Z.
  void TakeTimeFormats(std::string& date_format, std::string& timestamp_format);
  void CheckCsvWrite(const CsvWriteOptions& csv) const;
  std::optional<char> TakeByte(const std::string& name);
  /// Returns the rows of so many row groups of a Parquet file.
  uint64_t RowsPerFile(const Value& row_groups) const;
  CopyFormat FindFormat();

  std::string path_;
  SourceRange path_range_;
  std::map<std::string, Option> options_;  // by lower-case name
  std::vector<std::string> known_;         // that were asked for
  CopyFormat format_;
};

}  // namespace lakebolt
