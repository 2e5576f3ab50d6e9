#include "api/table_functions.h"

#include "base/error.h"
#include "format/parquet/parquet_table.h"
#include "function/cast.h"
#include "source/range_table.h"

namespace lakebolt {

namespace {

using NamedArguments = std::vector<std::pair<std::string, Value>>;

void RejectNamed(const char* function, const NamedArguments& named) {
  if (named.empty()) return;
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string(function) + " has no option \"" + named[0].first + "\"");
}

int64_t IntegerArgument(const Value& value) {
  if (value.IsNull())
    throw UserError(ErrorCode::kInvalidArgument, "a range cannot have NULL bounds");
  return static_cast<int64_t>(CastValue(value, TypeId::kInt64).integral());
}

TableFunctionBind BindRange(const char* name, bool end_included) {
  return [=](const std::vector<Value>& arguments, const NamedArguments& named) {
    RejectNamed(name, named);
    if (arguments.empty() || arguments.size() > 3) {
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string(name) + " takes (end), (start, end) or (start, end, step)");
    }
    std::vector<int64_t> numbers;
    for (const Value& argument : arguments) numbers.push_back(IntegerArgument(argument));
    const int64_t start = numbers.size() > 1 ? numbers[0] : 0;
    const int64_t end = numbers.size() > 1 ? numbers[1] : numbers[0];
    const int64_t step = numbers.size() > 2 ? numbers[2] : 1;
    return std::make_shared<const RangeTable>(name, start, end, step, end_included);
  };
}

std::shared_ptr<const TableSource> BindReadParquet(const std::vector<Value>& arguments,
                                                   const NamedArguments& named) {
  RejectNamed("read_parquet", named);
  std::vector<std::string> paths;
  for (const Value& argument : arguments) {
    const bool is_list = argument.type().id() == TypeId::kList && !argument.IsNull();
    const std::vector<Value> values = is_list ? argument.parts() : std::vector<Value>{argument};
    for (const Value& value : values) {
      if (value.IsNull() || value.type().id() != TypeId::kVarchar) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "read_parquet takes a path or a list of paths");
      }
      paths.push_back(value.string());
    }
  }
  if (paths.empty()) throw UserError(ErrorCode::kInvalidArgument, "read_parquet needs a path");
  return OpenParquet(paths);
}

std::shared_ptr<const TableSource> OpenParquetPath(const std::string& path) {
  return LooksLikeParquet(path) ? OpenParquet({path}) : nullptr;
}

}  // namespace

void RegisterBuiltinTables(Catalog& catalog) {
  catalog.AddTableFunction({"read_parquet",
                            "Reads Parquet files: a path, a glob, a folder or a list.",
                            BindReadParquet});
  catalog.AddTableFunction({"parquet_scan", "Is another name of read_parquet.", BindReadParquet});
  catalog.AddTableFunction(
      {"range", "Gives integers up to, not including, an end.", BindRange("range", false)});
  catalog.AddTableFunction({"generate_series", "Gives integers up to and including an end.",
                            BindRange("generate_series", true)});
  catalog.AddPathOpener(OpenParquetPath);
}

}  // namespace lakebolt
