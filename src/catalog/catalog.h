#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Holds a view: the text of its query and the names of its columns (empty: the query's own).
struct View {
  std::string sql;
  std::vector<std::string> column_names;
};

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

/// Maps names (case-blind) to tables, views and table functions of one database. Thread-safe.
class Catalog {
 public:
  /// Adds a table or view; `or_replace` drops one of that name first, else a known name throws
  /// kDuplicateName.
  void AddTable(const std::string& name, std::shared_ptr<const TableSource> table, bool or_replace);
  void AddView(const std::string& name, View view, bool or_replace);
  /// Removes a table (view); false when there is none.
  bool DropTable(const std::string& name);
  bool DropView(const std::string& name);

  /// Finds a table; null when there is none.
  std::shared_ptr<const TableSource> FindTable(const std::string& name) const;
  std::optional<View> FindView(const std::string& name) const;

  void AddTableFunction(TableFunction function);
  const TableFunction* FindTableFunction(const std::string& name) const;

  void AddPathOpener(PathOpener opener);
  /// Opens a path with the first opener that takes it; throws kIo or kNotSupported.
  std::shared_ptr<const TableSource> OpenPath(const std::string& path) const;

  /// Returns the names of all tables and views as written at creation, sorted.
  std::vector<std::string> TableNames() const;
  std::vector<std::string> TableFunctionNames() const;

 private:
  struct Entry {
    std::string name;
    std::shared_ptr<const TableSource> table;  // or a view
    std::optional<View> view;
  };
  void Add(Entry entry, bool or_replace);

  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by lower-case name
  std::map<std::string, TableFunction> table_functions_;
  std::vector<PathOpener> path_openers_;
};

}  // namespace lakebolt
