#pragma once

#include <map>
#include <string>
#include <vector>

namespace lakebolt {

/// Says how the text of a setting's value is read and checked.
enum class SettingKind {
  kText,
  kBool,
  kInt,    ///< any whole number
  kCount,  ///< a whole number that is not negative
  kReal,
  kBytes,  ///< an amount of memory; empty or -1 means no limit
  kList,   ///< a list of texts
};

/// Describes one setting for `SHOW ALL` and the documentation.
struct SettingInfo {
  std::string name;
  SettingKind kind = SettingKind::kText;
  std::string default_value;
  std::string description;
  std::string choices = "";  ///< the values it takes, separated by commas; any where empty
  bool is_global = false;    ///< what duckdb_settings() reports as its scope
  bool has_effect = true;    ///< false: accepted because DuckDB has it, and kept
};

/// Lists the settings that mean something here.
const std::vector<SettingInfo>& EngineSettings();

/// Lists DuckDB's settings for tuning, debugging and storage, which are accepted, kept and shown,
/// and change no answer.
const std::vector<SettingInfo>& TuningSettings();

/// Lists other names of settings, with the name that each stands for.
const std::map<std::string, std::string>& SettingAliases();

/// Returns the name that another spelling stands for: `memory_limit` for `max_memory`.
const std::string& SettingName(const std::string& name);

}  // namespace lakebolt
