#include "api/statement/copy_options.h"

#include "api/csv_functions.h"
#include "api/json_functions.h"
#include "api/option_values.h"
#include "base/ascii.h"
#include "base/error.h"
#include "expression/evaluator.h"
#include "format/text_codec.h"
#include "function/cast.h"
#include "function/scalar/date/date_pattern.h"

namespace lakebolt {

namespace {

std::optional<CopyFormat> FormatNamed(const std::string& name) {
  if (name == "csv" || name == "tsv" || name == "text" || name == "txt") return CopyFormat::kCsv;
  if (name == "parquet" || name == "pq" || name == "parq") return CopyFormat::kParquet;
  if (name == "json" || name == "jsonl" || name == "ndjson") return CopyFormat::kJson;
  if (name == "arrow" || name == "ipc" || name == "feather") return CopyFormat::kArrow;
  if (name == "arrows") return CopyFormat::kArrowStream;
  return std::nullopt;
}

std::string NameOf(CopyFormat format) {
  switch (format) {
    case CopyFormat::kCsv: return "csv";
    case CopyFormat::kParquet: return "parquet";
    case CopyFormat::kJson: return "json";
    case CopyFormat::kArrow: return "arrow";
    case CopyFormat::kArrowStream: return "arrows";
  }
  throw InternalError("format without name");
}

/// Returns a path's suffix in lower case, behind which one of a codec may stand.
std::string SuffixOf(std::string_view path) {
  path = WithoutCodec(path);
  const size_t dot = path.find_last_of("./");
  return dot == std::string::npos || path[dot] == '/' ? "" : AsciiLower(path.substr(dot + 1));
}

/// Evaluates what stands behind an option's name: nothing is true, several values are a list.
Value ValueOf(const Binder& binder, const sql::CopyOption& option) {
  std::vector<Value> values;
  for (const sql::ExpressionPtr& value : option.values) {
    if (value->kind == sql::ExpressionKind::kStar) {
      values.push_back(Value::Varchar("*"));
    } else {
      values.push_back(EvaluateConstant(binder.BindExpression(*value, {})));
    }
  }
  if (values.empty()) return Value::Boolean(true);
  if (values.size() == 1) return values[0];
  for (Value& value : values) value = CastValue(value, TypeId::kVarchar);
  return Value::Nested(LogicalType::List(TypeId::kVarchar), std::move(values));
}

}  // namespace

CopyOptions::CopyOptions(StatementContext& context, const sql::CopyStatement& statement)
    : path_range_(statement.path->range) {
  const Binder binder(context.MakeBinderContext());
  const Value path = EvaluateConstant(binder.BindExpression(*statement.path, {}));
  if (path.IsNull() || path.type() != TypeId::kVarchar) {
    throw UserError(ErrorCode::kInvalidArgument, "a path is a text, not " + path.ToString(),
                    path_range_);
  }
  path_ = path.string();
  for (const sql::CopyOption& option : statement.options) {
    const bool is_new =
        options_
            .try_emplace(AsciiLower(option.name.text), ValueOf(binder, option), option.name.range)
            .second;
    if (!is_new) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "the option \"" + option.name.text + "\" is said twice", option.name.range);
    }
  }
  format_ = FindFormat();
}

CopyFormat CopyOptions::FindFormat() {
  if (const auto said = TakeText({"format"})) {
    if (const auto format = FormatNamed(AsciiLower(*said))) return *format;
    throw UserError(ErrorCode::kNotSupported, "COPY in the format \"" + *said + "\"", path_range_,
                    "there is csv, parquet, json and arrow");
  }
  const std::string suffix = SuffixOf(path_);
  if (suffix.starts_with("xls")) {
    throw UserError(ErrorCode::kNotSupported, "COPY to a workbook", path_range_,
                    "write_excel of Python's frames writes one; FORMAT csv says that CSV is meant");
  }
  // Files of other names are CSV, as PostgreSQL and DuckDB have it.
  return FormatNamed(suffix).value_or(CopyFormat::kCsv);
}

std::optional<Value> CopyOptions::Take(const std::string& name) {
  known_.push_back(name);
  const auto found = options_.find(name);
  if (found == options_.end()) return std::nullopt;
  Value value = found->second.value;
  options_.erase(found);
  return value;
}

std::optional<std::string> CopyOptions::TakeText(std::initializer_list<const char*> names) {
  std::optional<std::string> text;
  for (const char* name : names) {
    if (const auto value = Take(name)) text = value->IsNull() ? "" : value->ToString();
  }
  return text;
}

std::optional<char> CopyOptions::TakeByte(const std::string& name) {
  const auto text = TakeText({name.c_str()});
  if (!text) return std::nullopt;
  if (text->size() > 1) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the option " + name + " is one character of one byte, not '" + *text + "'");
  }
  return text->empty() ? '\0' : (*text)[0];
}

bool CopyOptions::TakeFlag(const std::string& name, bool otherwise) {
  const auto value = Take(name);
  bool flag = otherwise;
  if (value) ApplyNamed(name, [&] { flag = OptionTruth(*value); });
  return flag;
}

void CopyOptions::TakeTimeFormats(std::string& date_format, std::string& timestamp_format) {
  if (const auto said = TakeText({"dateformat", "date_format"})) date_format = *said;
  if (const auto said = TakeText({"timestampformat", "timestamp_format"})) {
    timestamp_format = AsciiLower(*said) == "iso" ? "%Y-%m-%dT%H:%M:%S.%fZ" : *said;
  }
  for (const std::string& format : {date_format, timestamp_format}) DatePattern{format};
}

void CopyOptions::CheckCsvWrite(const CsvWriteOptions& csv) const {
  const auto refuse = [](const std::string& what) {
    throw UserError(ErrorCode::kInvalidArgument, what);
  };
  if (csv.delimiter.empty()) refuse("the delimiter must not be empty");
  if (csv.quote != 0 && csv.delimiter.find(csv.quote) != std::string::npos) {
    refuse("the delimiter must not hold the quote");
  }
  if (csv.null_text.find(csv.delimiter) != std::string::npos) {
    refuse("the text for NULL must not hold the delimiter");
  }
  if (csv.prefix.empty() != csv.suffix.empty()) {
    refuse("there must be both PREFIX and SUFFIX, or neither");
  }
}

JsonWriteOptions CopyOptions::TakeJsonWrite(uint32_t threads) {
  JsonWriteOptions json;
  json.threads = threads;
  json.lines = !TakeFlag("array");
  TakeTimeFormats(json.date_format, json.timestamp_format);
  return json;
}

CsvWriteOptions CopyOptions::TakeCsvWrite(uint32_t threads) {
  CsvWriteOptions csv;
  csv.threads = threads;
  if (SuffixOf(path_) == "tsv") csv.delimiter = "\t";
  if (const auto text = TakeText({"delimiter", "delim", "sep", "separator"})) {
    csv.delimiter = *text == "\\t" ? "\t" : *text;
  }
  if (const auto quote = TakeByte("quote")) csv.quote = *quote;
  const char escape = TakeByte("escape").value_or(csv.quote);
  csv.escape = escape == 0 ? csv.quote : escape;
  if (const auto null = TakeText({"nullstr", "null"})) csv.null_text = *null;
  for (auto [name, part] : {std::pair("prefix", &csv.prefix), {"suffix", &csv.suffix}}) {
    if (const auto said = TakeText({name})) *part = *said;
  }
  if (const auto header = Take("header")) {
    ApplyNamed("header", [&] { csv.header = OptionTruth(*header); });
    if (csv.header && !csv.prefix.empty()) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "HEADER cannot be combined with PREFIX and SUFFIX");
    }
  }
  if (const auto line = TakeText({"new_line"})) {
    csv.new_line = *line == "\\r\\n" || *line == "\r\n" ? "\r\n" : "\n";
  }
  TakeTimeFormats(csv.date_format, csv.timestamp_format);
  if (const auto quoted = Take("force_quote")) {
    if (quoted->type().id() == TypeId::kList) {
      for (const Value& name : quoted->parts()) csv.quoted_names.push_back(name.ToString());
    } else if (quoted->ToString() == "*") {
      csv.quote_all = true;
    } else {
      csv.quoted_names.push_back(quoted->ToString());
    }
  }
  CheckCsvWrite(csv);
  return csv;
}

CopyAnswer CopyOptions::TakeAnswer() {
  const bool files = TakeFlag("return_files");
  const bool statistics = TakeFlag("return_stats");
  if (files && statistics) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "RETURN_FILES and RETURN_STATS exclude each other");
  }
  if (statistics && format_ != CopyFormat::kParquet) {
    throw UserError(ErrorCode::kNotSupported, "RETURN_STATS of files that are not Parquet");
  }
  if (statistics) return CopyAnswer::kStatistics;
  return files ? CopyAnswer::kFiles : CopyAnswer::kCount;
}

bool CopyOptions::TakeSingleFile() {
  // A file is replaced once the new one is whole, whatever these say.
  for (const char* name : {"overwrite", "overwrite_or_ignore", "use_tmp_file"}) TakeFlag(name);
  return TakeFlag("write_empty_file", true);
}

uint64_t CopyOptions::RowsPerFile(const Value& row_groups) const {
  auto size = options_.find("row_group_size");
  if (size == options_.end()) size = options_.find("chunk_size");
  const uint64_t rows = size == options_.end() ? ParquetWriteOptions().row_group_rows
                                               : OptionCount(size->second.value);
  return OptionCount(row_groups) * rows;
}

std::optional<PartitionOptions> CopyOptions::TakePartition(const std::string& codec,
                                                           uint32_t threads) {
  const auto columns = Take("partition_by");
  const auto file_bytes = Take("file_size_bytes");
  const auto row_groups = Take("row_groups_per_file");
  const bool by_thread = TakeFlag("per_thread_output");
  if (!columns && !file_bytes && !row_groups && !by_thread) return std::nullopt;
  PartitionOptions partition;
  partition.codec = codec;
  if (by_thread) partition.side_by_side = threads;
  if (columns) partition.columns = OptionTexts(*columns);
  if (file_bytes) partition.file_bytes = static_cast<uint64_t>(OptionBytes(*file_bytes));
  if (row_groups) partition.file_rows = RowsPerFile(*row_groups);
  // A guess for the first file.
  if (format_ == CopyFormat::kParquet) partition.kept_back_share = 0.4;
  partition.names_keys = TakeFlag("hive_file_pattern", true);
  partition.writes_empty = TakeFlag("write_empty_file", true);
  partition.keeps_columns = TakeFlag("write_partition_columns");
  if (TakeFlag("overwrite_or_ignore")) partition.existing = ExistingFiles::kKeep;
  if (TakeFlag("overwrite")) partition.existing = ExistingFiles::kReplace;
  if (TakeFlag("append")) partition.existing = ExistingFiles::kAppend;
  if (const auto name = TakeText({"filename_pattern"})) partition.file_name = *name;
  const auto suffix = TakeText({"file_extension"});
  partition.suffix = "." + suffix.value_or(NameOf(format_));
  if (!suffix && codec == "gzip") partition.suffix += ".gz";
  if (!suffix && codec == "zstd") partition.suffix += ".zst";
  return partition;
}

void CopyOptions::TakeAll(
    const std::vector<std::string>& known,
    const std::function<bool(const std::string& name, const Value& value)>& apply) {
  known_.insert(known_.end(), known.begin(), known.end());
  std::erase_if(options_,
                [&](const auto& option) { return apply(option.first, option.second.value); });
}

void CopyOptions::TakeCsvRead(CsvOptions& csv) {
  TakeAll(CsvOptionNames(), [&](const std::string& name, const Value& value) {
    return ApplyCsvOption(name, value, csv);
  });
  SettleRejects(csv);
}

void CopyOptions::TakeJsonRead(JsonOptions& json) {
  if (TakeFlag("array")) json.format = JsonFormat::kArray;
  TakeAll(JsonOptionNames(), [&](const std::string& name, const Value& value) {
    return ApplyJsonOption(name, value, json);
  });
}

std::string CopyOptions::TakeTextCodec() {
  if (format_ != CopyFormat::kCsv && format_ != CopyFormat::kJson) return "";
  if (const auto said = TakeText({"compression"})) {
    const std::string codec = AsciiLower(*said);
    if (codec != "auto") return codec == "none" || codec == "uncompressed" ? "" : codec;
  }
  return std::string(CodecOfPath(path_));
}

void CopyOptions::RefuseOthers() const {
  if (options_.empty()) return;
  const auto& [name, option] = *options_.begin();
  throw UserError(ErrorCode::kNotSupported, "COPY has no option \"" + name + "\" for this format",
                  option.range, DidYouMean(name, known_));
}

}  // namespace lakebolt
