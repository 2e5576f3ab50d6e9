#include "api/table_functions.h"

#include "api/csv_functions.h"
#include "api/json_functions.h"
#include "api/option_values.h"
#include "api/parquet_functions.h"
#include "api/time_zone_table.h"
#include "base/error.h"
#include "format/ipc/ipc_table.h"
#include "format/whole_files.h"
#include "function/cast.h"
#include "io/file_system.h"
#include "io/glob.h"
#include "source/memory_table.h"
#include "source/range_table.h"
#include "source/timestamp_range.h"

namespace lakebolt {

namespace {

using NamedArguments = std::vector<std::pair<std::string, Value>>;

void RejectNamed(const char* function, const NamedArguments& named) {
  if (named.empty()) return;
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string(function) + " has no option \"" + named[0].first + "\"");
}

int64_t IntegerArgument(const Value& value) {
  const Value whole = CastValue(value, TypeId::kInt64);
  if (value.type().IsNumeric() && whole.AsDouble() != value.AsDouble()) {
    throw UserError(ErrorCode::kInvalidArgument, value.ToString() + " is no whole number");
  }
  return static_cast<int64_t>(whole.integral());
}

bool IsTime(const Value& value) {
  return value.type().id() == TypeId::kDate || value.type().id() == TypeId::kTimestamp;
}

std::shared_ptr<const TableSource> BindTimestampRange(const std::string& name,
                                                      const std::vector<Value>& arguments,
                                                      bool end_included) {
  if (arguments.size() != 3) {
    throw UserError(ErrorCode::kInvalidArgument, name + " over time takes (start, end, interval)");
  }
  bool zone = false;
  for (size_t i = 0; i < 2; ++i) {
    const LogicalType& type = arguments[i].type();
    zone = zone || (type.id() == TypeId::kTimestamp && type.with_zone());
  }
  const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, zone);
  return MakeTimestampRange(name, CastValue(arguments[0], type), CastValue(arguments[1], type),
                            CastValue(arguments[2], TypeId::kInterval), end_included);
}

TableFunctionBind BindRange(const char* name, bool end_included) {
  return [=](const std::vector<Value>& arguments,
             const NamedArguments& named) -> std::shared_ptr<const TableSource> {
    RejectNamed(name, named);
    if (arguments.empty() || arguments.size() > 3) {
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string(name) + " takes (end), (start, end) or (start, end, step)");
    }
    if (IsTime(arguments[0]) || (arguments.size() > 1 && IsTime(arguments[1]))) {
      return BindTimestampRange(name, arguments, end_included);
    }
    std::vector<int64_t> numbers;
    for (const Value& argument : arguments) {
      if (argument.IsNull()) {  // no rows
        return std::make_shared<const RangeTable>(name, 0, end_included ? -1 : 0, 1, end_included);
      }
      numbers.push_back(IntegerArgument(argument));
    }
    const int64_t start = numbers.size() > 1 ? numbers[0] : 0;
    const int64_t end = numbers.size() > 1 ? numbers[1] : numbers[0];
    const int64_t step = numbers.size() > 2 ? numbers[2] : 1;
    return std::make_shared<const RangeTable>(name, start, end, step, end_included);
  };
}

TableFunctionBind BindReadArrow(const char* function) {
  return [=](const std::vector<Value>& arguments, const NamedArguments& named) {
    FileSetOptions options;
    for (const auto& [name, value] : named) {
      if (ApplyFileSetOption(name, value, options)) continue;
      ThrowUnknownOption(function, name, FileSetOptionNames());
    }
    return OpenIpc(PathArguments(arguments, function), options);
  };
}

std::shared_ptr<const TableSource> OpenIpcPath(const std::string& path) {
  return LooksLikeIpc(path) ? OpenIpc({path}) : nullptr;
}

TableFunctionBind BindReadWhole(const char* function, bool as_text) {
  return [=](const std::vector<Value>& arguments, const NamedArguments& named) {
    RejectNamed(function, named);
    return OpenWholeFiles(PathArguments(arguments, function), as_text);
  };
}

/// Makes a table of the files that match a pattern.
std::shared_ptr<const TableSource> BindGlob(const std::vector<Value>& arguments,
                                            const NamedArguments& named) {
  RejectNamed("glob", named);
  std::vector<std::string> files;
  for (std::string& pattern : PathArguments(arguments, "glob")) {
    const FileSystem& system = FileSystemFor(pattern);
    for (std::string& file : ExpandGlob(system, pattern)) files.push_back(std::move(file));
  }
  const auto count = static_cast<uint32_t>(files.size());
  Vector column(TypeId::kVarchar, count);
  for (uint32_t i = 0; i < count; ++i) column.SetValue(i, Value::Varchar(files[i]));
  std::vector<Chunk> chunks;
  std::vector<Vector> columns;
  columns.push_back(std::move(column));
  if (count > 0) chunks.emplace_back(std::move(columns), count);
  return std::make_shared<const MemoryTable>("glob", Schema{{"file", TypeId::kVarchar, true}},
                                             std::move(chunks));
}

}  // namespace

void RegisterBuiltinTables(Catalog& catalog) {
  RegisterCsvTables(catalog);
  RegisterJsonTables(catalog);
  RegisterParquetTables(catalog);
  RegisterTimeZoneTable(catalog);
  catalog.AddTableFunction(
      {"range", "Gives integers up to, not including, an end.", BindRange("range", false)});
  catalog.AddTableFunction(
      {"spark:range", "Gives integers up to an end, as the column id.", BindRange("id", false)});
  catalog.AddTableFunction({"generate_series", "Gives integers up to and including an end.",
                            BindRange("generate_series", true)});
  catalog.AddTableFunction({"glob", "Lists the files that match a pattern.", BindGlob});
  catalog.AddTableFunction({"read_arrow",
                            "Reads Arrow IPC files and streams: a path, a glob or a list.",
                            BindReadArrow("read_arrow")});
  catalog.AddTableFunction(
      {"read_ipc", "Is another name of read_arrow.", BindReadArrow("read_ipc")});
  catalog.AddTableFunction({"read_text", "Reads each file as one text: a path, a glob or a list.",
                            BindReadWhole("read_text", true)});
  catalog.AddTableFunction({"read_blob", "Reads each file as one BLOB: a path, a glob or a list.",
                            BindReadWhole("read_blob", false)});
  catalog.AddPathOpener(OpenIpcPath);
}

}  // namespace lakebolt
