#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/setting_info.h"

namespace lakebolt {

/// Holds the settings of a session by name. Values are kept as text and read through typed
/// accessors; `Set` checks name and value. What is not set has the value of the setting "dialect",
/// or else its default. A copy is a snapshot for one query.
class Settings {
 public:
  /// Sets a value; throws kInvalidArgument for unknown names (with near names) or bad values.
  void Set(const std::string& name, const std::string& value);
  /// Sets a value back to its default, or the dialect's.
  void Reset(const std::string& name);
  /// Sets a value back to what it is in `base`.
  void Reset(const std::string& name, const Settings& base);
  /// Returns a value as text; throws for unknown names.
  const std::string& Get(const std::string& name) const;

  bool GetBool(const std::string& name) const;
  int64_t GetInt(const std::string& name) const;
  /// Returns the parts of a comma-separated value.
  std::vector<std::string> GetList(const std::string& name) const;

  /// Returns the workers to use; "0" means one per core.
  uint32_t threads() const;
  uint32_t chunk_size() const;
  int64_t memory_limit() const;

  /// Lists the engine's own settings, which SHOW ALL shows.
  static const std::vector<SettingInfo>& All();
  /// Finds a setting by its folded name or an alias, DuckDB's tuning settings included; null when
  /// there is none.
  static const SettingInfo* Find(const std::string& name);
  /// Finds a setting, or throws kInvalidArgument with near names.
  static const SettingInfo& Require(const std::string& name);

 private:
  std::map<std::string, std::string> values_;  // what was set
};

}  // namespace lakebolt
