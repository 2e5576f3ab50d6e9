#include "catalog/catalog.h"

#include "base/ascii.h"
#include "base/error.h"
#include "catalog/names.h"
#include "io/file_system.h"
#include "io/glob.h"

namespace lakebolt {

namespace {

/// Says how a file can be read whose name does not tell what it is.
std::string HintFor(const std::string& path) {
  const std::string lower = AsciiLower(path);
  if (lower.ends_with(".xlsx") || lower.ends_with(".xls")) {
    return "Python's lakebolt.read_excel reads workbooks";
  }
  return "name the format, as in read_parquet('" + path + "')";
}

}  // namespace

void Catalog::AddTableFunction(TableFunction function) {
  const std::lock_guard lock(mutex_);
  const std::string key = FoldName(function.name);
  if (!table_functions_.emplace(key, std::move(function)).second) {
    throw UserError(ErrorCode::kDuplicateName, "a table function called \"" + key + "\" exists");
  }
}

const TableFunction* Catalog::FindTableFunction(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto function = table_functions_.find(FoldName(name));
  return function == table_functions_.end() ? nullptr : &function->second;
}

void Catalog::AddPathOpener(PathOpener opener) {
  const std::lock_guard lock(mutex_);
  path_openers_.push_back(std::move(opener));
}

std::shared_ptr<const TableSource> Catalog::OpenPath(const std::string& path) const {
  std::vector<PathOpener> openers;
  {
    // Opening reads files: not under the lock.
    const std::lock_guard lock(mutex_);
    openers = path_openers_;
  }
  for (const PathOpener& opener : openers) {
    if (auto table = opener(path)) return table;
  }
  std::string local = path;
  if (!IsGlob(path)) FileSystemFor(local).Identify(local);  // throws if there is no such file
  throw UserError(ErrorCode::kNotSupported, "no reader knows what kind of file \"" + path + "\" is",
                  {}, HintFor(path));
}

std::vector<std::string> Catalog::TableFunctionNames() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  names.reserve(table_functions_.size());
  for (const auto& [key, function] : table_functions_) {
    const bool of_dialect = key.find(':') != std::string::npos;  // "spark:range"
    if (!of_dialect) names.push_back(function.name);
  }
  return names;
}

}  // namespace lakebolt
