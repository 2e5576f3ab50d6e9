#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Makes a table source from the arguments of a table function call, such as
/// `read_parquet('a.parquet')` or `range(10)`.
using TableFunctionBind = std::function<std::shared_ptr<const TableSource>(
    const std::vector<Value>& arguments,
    const std::vector<std::pair<std::string, Value>>& named_arguments)>;

/// Describes a function that stands in FROM.
struct TableFunction {
  std::string name;
  std::string description;
  TableFunctionBind bind;
};

/// Opens a path that stands where a table name is due (`FROM 'dir/*.parquet'`); returns null when
/// the path is not of its kind.
using PathOpener = std::function<std::shared_ptr<const TableSource>(const std::string& path)>;

/// Looks for a table that the catalog does not know (a variable of the Python caller); returns null
/// when there is none.
using ReplacementScan = std::function<std::shared_ptr<const TableSource>(const std::string& name)>;

/// Holds what can stand in FROM without being an object of a schema: table functions and the
/// readers of files. Extensions register here. Thread-safe.
class Catalog {
 public:
  void AddTableFunction(TableFunction function);
  const TableFunction* FindTableFunction(const std::string& name) const;

  void AddPathOpener(PathOpener opener);
  /// Opens a path with the first opener that takes it; throws kIo or kNotSupported.
  std::shared_ptr<const TableSource> OpenPath(const std::string& path) const;

  std::vector<std::string> TableFunctionNames() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, TableFunction> table_functions_;  // by lower-case name
  std::vector<PathOpener> path_openers_;
};

}  // namespace lakebolt
