#include "api/csv_functions.h"

#include <algorithm>
#include <functional>
#include <map>

#include "api/option_values.h"
#include "base/ascii.h"
#include "base/error.h"
#include "format/csv/csv_table.h"
#include "format/csv/layout.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

using Apply = std::function<void(const Value&, CsvOptions&)>;

std::string AtMostOneByte(const Value& value) {
  const std::string text = value.IsNull() ? "" : OptionText(value);
  if (text.size() > 1) RefuseOption(value, "one character of one byte");
  return text;
}

char OneByte(const Value& value) {
  const std::string text = AtMostOneByte(value);
  return text.empty() ? '\0' : text[0];
}

std::string Delimiter(const Value& value) {
  std::string text = OptionText(value);
  if (text == "\\t") text = "\t";
  constexpr size_t kLongest = 4;
  if (text.empty() || text.size() > kLongest)
    RefuseOption(value, "a delimiter of one to four bytes");
  return text;
}

std::string TableName(const Value& value) {
  std::string name = OptionText(value);
  if (name.empty()) RefuseOption(value, "the name of a table");
  return name;
}

void ApplyTypes(const Value& value, CsvOptions& options) {
  if (!value.IsNull() && value.type().id() == TypeId::kList) {
    for (const Value& part : value.parts()) options.leading_types.push_back(OptionType(part));
    return;
  }
  for (const auto& [name, type] : OptionParts(value))
    options.types.emplace_back(name, OptionType(type));
}

/// Lists the options by name; the others of COPY and DuckDB's habits are aliases.
const std::map<std::string, Apply>& KnownOptions() {
  static const std::map<std::string, Apply> known = [] {
    std::map<std::string, Apply> all;
    const auto add = [&](std::initializer_list<const char*> names, const Apply& apply) {
      for (const char* name : names) all.emplace(name, apply);
    };
    add({"delim", "delimiter", "sep", "separator"},
        [](const Value& v, CsvOptions& o) { o.delimiter = Delimiter(v); });
    add({"quote"}, [](const Value& v, CsvOptions& o) { o.quote = AtMostOneByte(v); });
    add({"escape"}, [](const Value& v, CsvOptions& o) { o.escape = AtMostOneByte(v); });
    add({"comment"}, [](const Value& v, CsvOptions& o) { o.comment = AtMostOneByte(v); });
    add({"header"}, [](const Value& v, CsvOptions& o) { o.header = OptionTruth(v); });
    add({"skip"}, [](const Value& v, CsvOptions& o) { o.skip = OptionCount(v); });
    add({"columns"}, [](const Value& v, CsvOptions& o) {
      for (const auto& [name, type] : OptionParts(v))
        o.columns.push_back({name, OptionType(type), true});
    });
    add({"names", "column_names"}, [](const Value& v, CsvOptions& o) { o.names = OptionTexts(v); });
    add({"types", "dtypes", "column_types"}, ApplyTypes);
    add({"auto_type_candidates"}, [](const Value& v, CsvOptions& o) {
      for (const std::string& text : OptionTexts(v))
        o.type_candidates.push_back(OptionType(Value::Varchar(text)));
    });
    add({"all_varchar"}, [](const Value& v, CsvOptions& o) { o.all_varchar = OptionTruth(v); });
    add({"normalize_names"},
        [](const Value& v, CsvOptions& o) { o.normalize_names = OptionTruth(v); });
    add({"sample_size"}, [](const Value& v, CsvOptions& o) { o.sample_rows = OptionNumber(v); });
    add({"nullstr", "null"}, [](const Value& v, CsvOptions& o) { o.null_texts = OptionTexts(v); });
    add({"force_not_null"},
        [](const Value& v, CsvOptions& o) { o.force_not_null = OptionTexts(v); });
    add({"allow_quoted_nulls"},
        [](const Value& v, CsvOptions& o) { o.allow_quoted_nulls = OptionTruth(v); });
    add({"dateformat", "date_format"},
        [](const Value& v, CsvOptions& o) { o.date_format = OptionText(v); });
    add({"timestampformat", "timestamp_format"},
        [](const Value& v, CsvOptions& o) { o.timestamp_format = OptionText(v); });
    add({"decimal_separator"},
        [](const Value& v, CsvOptions& o) { o.decimal_separator = OneByte(v); });
    add({"thousands"}, [](const Value& v, CsvOptions& o) { o.thousands = OneByte(v); });
    add({"ignore_errors"}, [](const Value& v, CsvOptions& o) {
      o.ignore_errors = OptionTruth(v);
      o.rejects.refused = !o.ignore_errors;
    });
    add({"store_rejects"}, [](const Value& v, CsvOptions& o) { o.rejects.said = OptionTruth(v); });
    add({"rejects_table"}, [](const Value& v, CsvOptions& o) {
      o.rejects.wanted = true;
      o.rejects.errors_table = TableName(v);
    });
    add({"rejects_scan"}, [](const Value& v, CsvOptions& o) {
      o.rejects.wanted = true;
      o.rejects.scans_table = TableName(v);
    });
    add({"rejects_limit"}, [](const Value& v, CsvOptions& o) { o.rejects.limit = OptionCount(v); });
    add({"null_padding"}, [](const Value& v, CsvOptions& o) { o.null_padding = OptionTruth(v); });
    add({"strict_mode"}, [](const Value& v, CsvOptions& o) { o.strict = OptionTruth(v); });
    add({"max_line_size", "maximum_line_size"},
        [](const Value& v, CsvOptions& o) { o.max_line_size = OptionCount(v); });
    add({"buffer_size"}, [](const Value& v, CsvOptions& o) {
      o.block_bytes = std::max<uint64_t>(OptionCount(v), 1);
    });
    add({"compression"}, [](const Value& v, CsvOptions& o) { o.compression = OptionText(v); });
    add({"encoding"}, [](const Value& v, CsvOptions& o) { o.encoding = OptionText(v); });
    // These change nothing here: line ends are known, and blocks are read side by side anyway.
    add({"auto_detect", "parallel", "new_line"}, [](const Value&, CsvOptions&) {});
    return all;
  }();
  return known;
}

/// Returns options as they were written, by name.
std::string TextOfOptions(std::vector<std::pair<std::string, Value>> named) {
  std::sort(named.begin(), named.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (const auto& [name, value] : named) {
    const bool quoted = value.type().id() == TypeId::kVarchar && !value.IsNull();
    const char* const quote = quoted ? "'" : "";
    text += (text.empty() ? "" : ", ") + name + "=" + quote + value.ToString() + quote;
  }
  return text;
}

CsvOptions OptionsOf(const char* function,
                     const std::vector<std::pair<std::string, Value>>& named) {
  CsvOptions options;
  options.said = TextOfOptions(named);
  for (const auto& [name, value] : named) {
    if (ApplyCsvOption(name, value, options)) continue;
    ThrowUnknownOption(function, name, CsvOptionNames());
  }
  SettleRejects(options);
  return options;
}

TableFunctionBind BindReadCsv(const char* function) {
  return [=](const std::vector<Value>& arguments,
             const std::vector<std::pair<std::string, Value>>& named) {
    return OpenCsv(PathArguments(arguments, function), OptionsOf(function, named));
  };
}

/// Makes a table of one row that says how a file would be read.
std::shared_ptr<const TableSource> BindSniffCsv(
    const std::vector<Value>& arguments, const std::vector<std::pair<std::string, Value>>& named) {
  const csv::Layout layout =
      csv::FindLayout(PathArguments(arguments, "sniff_csv")[0], OptionsOf("sniff_csv", named));
  const LogicalType column_type =
      LogicalType::Struct({{"name", TypeId::kVarchar}, {"type", TypeId::kVarchar}});
  std::vector<Value> columns;
  std::string date_format;
  std::string timestamp_format;
  for (const csv::Column& column : layout.columns) {
    columns.push_back(Value::Nested(
        column_type, {Value::Varchar(column.name), Value::Varchar(column.type.type.ToString())}));
    (column.type.type.id() == TypeId::kDate ? date_format : timestamp_format) +=
        column.type.pattern;
  }
  const auto byte = [](char c) { return Value::Varchar(c == 0 ? "(empty)" : std::string(1, c)); };
  const auto pattern = [](const std::string& text) {
    return text.empty() ? Value(TypeId::kVarchar) : Value::Varchar(text);
  };
  const std::vector<std::pair<const char*, Value>> row = {
      {"Delimiter", Value::Varchar(layout.dialect.delimiter)},
      {"Quote", byte(layout.dialect.quote)},
      {"Escape", byte(layout.dialect.escape)},
      {"Comment", byte(layout.dialect.comment)},
      {"SkipRows", Value::Integral(TypeId::kUInt32, layout.skip_lines)},
      {"HasHeader", Value::Boolean(layout.header)},
      {"Columns", Value::Nested(LogicalType::List(column_type), std::move(columns))},
      {"DateFormat", pattern(date_format)},
      {"TimestampFormat", pattern(timestamp_format)},
  };
  Schema schema;
  std::vector<Vector> vectors;
  for (const auto& [name, value] : row) {
    schema.push_back({name, value.type(), true});
    vectors.push_back(Vector::Constant(value, 1).Flatten());
  }
  std::vector<Chunk> chunks;
  chunks.emplace_back(std::move(vectors), 1);
  return std::make_shared<const MemoryTable>("sniff_csv", std::move(schema), std::move(chunks));
}

std::shared_ptr<const TableSource> OpenCsvPath(const std::string& path) {
  return LooksLikeCsv(path) ? OpenCsv({path}) : nullptr;
}

}  // namespace

std::vector<std::string> CsvOptionNames() {
  std::vector<std::string> names = FileSetOptionNames();
  for (const auto& [name, apply] : KnownOptions()) names.push_back(name);
  return names;
}

bool ApplyCsvOption(const std::string& name, const Value& value, CsvOptions& options) {
  const auto found = KnownOptions().find(AsciiLower(name));
  if (found == KnownOptions().end()) return ApplyFileSetOption(name, value, options.files);
  ApplyNamed(found->first, [&] { found->second(value, options); });
  return true;
}

void SettleRejects(CsvOptions& options) {
  RejectOptions& rejects = options.rejects;
  const auto refuse = [](const std::string& what) {
    throw UserError(ErrorCode::kInvalidArgument, what);
  };
  const bool named = rejects.wanted;
  if (rejects.said == false && named) {
    refuse("tables of rejected lines are named, but store_rejects is false");
  }
  rejects.wanted = named || rejects.said.value_or(false);
  if (rejects.limit > 0 && !rejects.wanted) {
    refuse("rejects_limit needs store_rejects or the name of a table");
  }
  if (!rejects.wanted) return;
  if (rejects.refused) refuse("store_rejects needs lines to be left out: ignore_errors is false");
  if (options.files.union_by_name) refuse("store_rejects does not go with union_by_name");
  if (AsciiLower(rejects.errors_table) == AsciiLower(rejects.scans_table)) {
    refuse("the tables of rejected lines and of scans must have two names");
  }
  options.ignore_errors = true;
}

void RegisterCsvTables(Catalog& catalog) {
  catalog.AddTableFunction(
      {"read_csv", "Reads CSV files: a path, a glob or a list.", BindReadCsv("read_csv")});
  catalog.AddTableFunction(
      {"read_csv_auto", "Is another name of read_csv.", BindReadCsv("read_csv_auto")});
  catalog.AddTableFunction({"sniff_csv", "Tells how read_csv would read a file.", BindSniffCsv});
  catalog.AddPathOpener(OpenCsvPath);
}

}  // namespace lakebolt
