#include "catalog/catalog.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"

namespace lakebolt {

namespace {

std::string Lower(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace

void Catalog::Add(Entry entry, bool or_replace) {
  const std::lock_guard lock(mutex_);
  const std::string key = Lower(entry.name);
  const auto known = entries_.find(key);
  if (known != entries_.end() && !or_replace) {
    const char* kind = known->second.view ? "view" : "table";
    throw UserError(ErrorCode::kDuplicateName,
                    std::string("a ") + kind + " called \"" + known->second.name + "\" exists", {},
                    "use CREATE OR REPLACE to put the new one in its place");
  }
  entries_[key] = std::move(entry);
}

void Catalog::AddTable(const std::string& name, std::shared_ptr<const TableSource> table,
                       bool or_replace) {
  Add({name, std::move(table), std::nullopt}, or_replace);
}

void Catalog::AddView(const std::string& name, View view, bool or_replace) {
  Add({name, nullptr, std::move(view)}, or_replace);
}

bool Catalog::DropTable(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(Lower(name));
  if (entry == entries_.end() || entry->second.view) return false;
  entries_.erase(entry);
  return true;
}

bool Catalog::DropView(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(Lower(name));
  if (entry == entries_.end() || !entry->second.view) return false;
  entries_.erase(entry);
  return true;
}

std::shared_ptr<const TableSource> Catalog::FindTable(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(Lower(name));
  return entry == entries_.end() ? nullptr : entry->second.table;
}

std::optional<View> Catalog::FindView(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(Lower(name));
  return entry == entries_.end() ? std::nullopt : entry->second.view;
}

void Catalog::AddTableFunction(TableFunction function) {
  const std::lock_guard lock(mutex_);
  const std::string key = Lower(function.name);
  if (!table_functions_.emplace(key, std::move(function)).second) {
    throw UserError(ErrorCode::kDuplicateName, "a table function called \"" + key + "\" exists");
  }
}

const TableFunction* Catalog::FindTableFunction(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto function = table_functions_.find(Lower(name));
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
  throw UserError(ErrorCode::kNotSupported, "no reader knows what kind of file \"" + path + "\" is",
                  {}, "name the format, as in read_parquet('" + path + "')");
}

std::vector<std::string> Catalog::TableNames() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  names.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) names.push_back(entry.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Catalog::TableFunctionNames() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  names.reserve(table_functions_.size());
  for (const auto& [key, function] : table_functions_) names.push_back(function.name);
  return names;
}

}  // namespace lakebolt
