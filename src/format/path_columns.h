#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expression/expression.h"
#include "types/logical_type.h"
#include "types/value.h"

namespace lakebolt {

/// Says how several files become one table; all file formats take these.
struct FileSetOptions {
  std::string file_column;     // name of a column with the file's path; empty: none
  bool union_by_name = false;  // columns that a file lacks are NULL
  /// Whether folders named `key=value` are columns; unset: where all paths have the same keys.
  std::optional<bool> hive_partitioning;
  std::vector<std::pair<std::string, LogicalType>> hive_types;
  bool hive_types_autocast = true;  // keys whose values all read as BIGINT, DATE or TIMESTAMP

  bool operator==(const FileSetOptions&) const = default;
};

/// Is a column whose values stand in the paths of a table's files.
struct PathColumn {
  Field field;
  std::vector<Value> values;  // one a file
  bool is_virtual = false;    // see TableSource::VirtualColumns
};

/// Makes the columns that the paths give: the path itself if asked for, then the partition keys of
/// Hive's layout (`key=value` folders, URL-encoded, `__HIVE_DEFAULT_PARTITION__` for NULL). A path
/// that was not asked for is a virtual column `filename`, unless another is called so; `own` are
/// the names of the files' own columns. Throws kInvalidArgument for files of unlike keys where keys
/// were asked for, kInvalidCast for values that are not of the type asked for.
std::vector<PathColumn> PathColumnsOf(const std::vector<std::string>& paths,
                                      const FileSetOptions& options,
                                      const std::vector<std::string>& own);

/// Counts the virtual columns, which are the last ones.
uint32_t CountVirtual(const std::vector<PathColumn>& columns);

/// Holds the files that some paths stand for, and what a table over them is called.
struct NamedFiles {
  std::string name;
  std::vector<std::string> files;
};

/// Lists the files of all paths, each a file or a glob. Throws kInvalidArgument where there is no
/// path, kIo where one stands for no file; `kind` is for the error.
NamedFiles FilesAtAll(const std::vector<std::string>& paths, const std::string& kind);

/// Tells whether a filter is over path columns alone, which begin at position `first` of a schema.
bool IsOverPaths(const Expr& filter, size_t first);

/// Tells whether rows of file `file` can pass those of `filters` that are over paths alone.
bool FileCanPass(const std::vector<ExprPtr>& filters, const std::vector<PathColumn>& columns,
                 size_t first, size_t file);

}  // namespace lakebolt
