#include "format/path_columns.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "expression/evaluator.h"
#include "format/hive_path.h"
#include "format/hive_types.h"
#include "function/cast.h"
#include "io/glob.h"

namespace lakebolt {

namespace {

constexpr const char* kFileColumn = "filename";

using Partition = std::vector<std::pair<std::string, std::string>>;  // keys, and values encoded

Partition PartitionOf(const std::string& path) {
  Partition partition;
  size_t begin = 0;
  for (size_t end = path.find('/'); end != std::string::npos; end = path.find('/', begin)) {
    const std::string_view folder = std::string_view(path).substr(begin, end - begin);
    const size_t equals = folder.find('=');
    if (equals != std::string_view::npos && equals > 0) {
      partition.emplace_back(HiveDecoded(folder.substr(0, equals)),
                             std::string(folder.substr(equals + 1)));
    }
    begin = end + 1;
  }
  // DuckDB has the columns in this order.
  std::stable_sort(partition.begin(), partition.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return partition;
}

bool HasSameKeys(const Partition& a, const Partition& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first; });
}

LogicalType TypeOfKey(const PathColumn& column, const FileSetOptions& options) {
  for (const auto& [name, type] : options.hive_types) {
    if (AsciiLower(name) == AsciiLower(column.field.name)) return type;
  }
  return options.hive_types_autocast ? HiveTypeOf(column.values) : column.field.type;
}

/// Gives a key's texts their type.
void GiveType(PathColumn& column, const FileSetOptions& options) {
  column.field.type = TypeOfKey(column, options);
  for (Value& value : column.values) value = CastValue(value, column.field.type);
}

std::vector<PathColumn> HiveColumns(const std::vector<std::string>& paths,
                                    const FileSetOptions& options) {
  std::vector<Partition> partitions;
  for (const std::string& path : paths) {
    partitions.push_back(PartitionOf(path));
    if (HasSameKeys(partitions.back(), partitions.front())) continue;
    if (!options.hive_partitioning) return {};
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + path + "\" has other partition keys than \"" + paths.front() + "\"");
  }
  std::vector<PathColumn> columns;
  for (size_t key = 0; key < partitions.front().size(); ++key) {
    PathColumn& column = columns.emplace_back();
    column.field = {partitions.front()[key].first, TypeId::kVarchar, true};
    for (const Partition& partition : partitions) {
      const std::string& text = partition[key].second;
      column.values.push_back(text == kHiveNull ? Value(TypeId::kVarchar)
                                                : Value::Varchar(HiveDecoded(text)));
    }
    GiveType(column, options);
  }
  return columns;
}

PathColumn FileColumn(const std::string& name, const std::vector<std::string>& paths) {
  PathColumn column{{name, TypeId::kVarchar, false}, {}};
  for (const std::string& path : paths) column.values.push_back(Value::Varchar(path));
  return column;
}

/// Tells whether a column is called `name` (lower case), in any case.
bool HasName(const std::vector<std::string>& own, const std::vector<PathColumn>& columns,
             std::string_view name) {
  return std::any_of(own.begin(), own.end(),
                     [&](const std::string& other) { return AsciiLower(other) == name; }) ||
         std::any_of(columns.begin(), columns.end(), [&](const PathColumn& column) {
           return AsciiLower(column.field.name) == name;
         });
}

}  // namespace

std::vector<PathColumn> PathColumnsOf(const std::vector<std::string>& paths,
                                      const FileSetOptions& options,
                                      const std::vector<std::string>& own) {
  std::vector<PathColumn> columns;
  if (!options.file_column.empty()) columns.push_back(FileColumn(options.file_column, paths));
  if (options.hive_partitioning.value_or(true) && !paths.empty()) {
    for (PathColumn& column : HiveColumns(paths, options)) columns.push_back(std::move(column));
  }
  for (const auto& [name, type] : options.hive_types) {
    const bool known = std::any_of(columns.begin(), columns.end(), [&](const PathColumn& column) {
      return AsciiLower(column.field.name) == AsciiLower(name);
    });
    if (known) continue;
    throw UserError(ErrorCode::kInvalidArgument,
                    "hive_types names \"" + name + "\", which is no partition key of the files");
  }
  if (options.file_column.empty() && !HasName(own, columns, kFileColumn)) {
    columns.push_back(FileColumn(kFileColumn, paths));
    columns.back().is_virtual = true;
  }
  return columns;
}

uint32_t CountVirtual(const std::vector<PathColumn>& columns) {
  return static_cast<uint32_t>(std::count_if(
      columns.begin(), columns.end(), [](const PathColumn& column) { return column.is_virtual; }));
}

NamedFiles FilesAtAll(const std::vector<std::string>& paths, const std::string& kind) {
  if (paths.empty()) {
    throw UserError(ErrorCode::kInvalidArgument, "no " + kind + " file was named");
  }
  NamedFiles found;
  for (const std::string& path : paths) {
    if (!found.name.empty()) found.name += ", ";
    found.name += path;
    for (std::string& file : FilesAt(path)) found.files.push_back(std::move(file));
  }
  return found;
}

bool IsOverPaths(const Expr& filter, size_t first) {
  bool over_paths = false;
  bool over_rows = IsVolatile(filter) || CanFail(filter);
  VisitExpr(filter, [&](const Expr& node) {
    if (node.kind() == ExprKind::kSubquery) over_rows = true;
    if (node.kind() == ExprKind::kInput) {
      (As<InputExpr>(node).position() < first ? over_rows : over_paths) = true;
    }
    return true;
  });
  return over_paths && !over_rows;
}

bool FileCanPass(const std::vector<ExprPtr>& filters, const std::vector<PathColumn>& columns,
                 size_t first, size_t file) {
  return std::all_of(filters.begin(), filters.end(), [&](const ExprPtr& filter) {
    if (!IsOverPaths(*filter, first)) return true;
    const ExprPtr bound = TransformExpr(filter, [&](ExprPtr node) {
      if (node->kind() != ExprKind::kInput) return node;
      return MakeConstant(columns[As<InputExpr>(*node).position() - first].values[file]);
    });
    const Value passes = EvaluateConstant(bound);
    return !passes.IsNull() && passes.boolean();
  });
}

}  // namespace lakebolt
