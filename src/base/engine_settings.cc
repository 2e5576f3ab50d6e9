#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/dialect.h"
#include "base/setting_info.h"

namespace lakebolt {

namespace {

/// Returns the name of the machine's time zone: what TZ says, else where /etc/localtime points.
std::string SystemTimeZone() {
  const char* variable = std::getenv("TZ");
  if (variable != nullptr && *variable != '\0') return *variable == ':' ? variable + 1 : variable;
  std::error_code error;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
  constexpr std::string_view kFolder = "zoneinfo/";
  const size_t at = target.find(kFolder);
  return error || at == std::string::npos ? "UTC" : target.substr(at + kFolder.size());
}

/// Returns the folder for large temporary files: what TMPDIR says, else the one that is on a disk
/// where /tmp may be held in memory.
std::string SystemTemporaryDirectory() {
  const char* variable = std::getenv("TMPDIR");
  return variable != nullptr && *variable != '\0' ? variable : "/var/tmp";
}

std::string JoinedDialects() {
  std::string names;
  for (const std::string& name : DialectNames()) names += (names.empty() ? "" : ",") + name;
  return names;
}

}  // namespace

const std::vector<SettingInfo>& EngineSettings() {
  using enum SettingKind;
  static const std::vector<SettingInfo> settings = {
      {"access_mode", kText, "automatic", "whether data may change: automatic or read_write",
       "automatic,read_only,read_write", true},
      {"allowed_configs", kList, "", "settings that lock_configuration leaves free", "", true},
      {"allowed_directories", kList, "",
       "folders whose files stay in reach when enable_external_access is switched off", "", true},
      {"allowed_paths", kList, "",
       "files that stay in reach when enable_external_access is switched off", "", true},
      {"ansi_mode", kBool, "true",
       "let casts that fail raise errors; false makes NULLs of them (Spark)"},
      {"backslash_escapes", kBool, "false", "resolve \\n and the like in all strings"},
      {"chunk_size", kCount, "2048", "rows of a chunk, 1 to 65536"},
      {"default_collation", kText, "", "collation of texts that name none, such as 'nocase'", "",
       true},
      {"default_null_order", kText, "NULLS_LAST",
       "where ORDER BY puts NULLs: 'nulls_last', 'nulls_first', 'nulls_first_on_asc_last_on_desc' "
       "or 'nulls_last_on_asc_first_on_desc'",
       "NULLS_LAST,NULLS_FIRST,NULLS_FIRST_ON_ASC_LAST_ON_DESC,NULLS_LAST_ON_ASC_FIRST_ON_DESC",
       true},
      {"default_order", kText, "ASCENDING",
       "the direction of ORDER BY where none is written: 'asc' or 'desc'", "ASCENDING,DESCENDING",
       true},
      {"default_transaction_invalidation_policy", kText, "ALL_ERRORS_INVALIDATE_TRANSACTION",
       "which errors end a transaction",
       "ALL_ERRORS_INVALIDATE_TRANSACTION,SYNTACTIC_ERRORS_DO_NOT_INVALIDATE", true},
      {"dialect", kText, "duckdb",
       "whose habits hold where SQL dialects differ: 'duckdb', 'datafusion', 'postgres', 'spark' "
       "or "
       "'sqlite'; gives other settings their defaults",
       JoinedDialects()},
      {"dictionary_cache_size", kCount, "67108864",
       "bytes for dictionaries of Parquet files that were read again; 0 keeps none", "", true},
      {"disabled_optimizers", kText, "",
       "optimizer passes to leave out, by name, separated by commas"},
      {"division_by_zero", kText, "error", "what x / 0 does: 'error' or 'null'", "error,null"},
      {"double_quoted_strings", kBool, "false", "read \"x\" as text, not as a name"},
      {"enable_external_access", kBool, "true",
       "let statements touch files; once off it stays so, for all sessions of the database", "",
       true},
      {"enable_progress_bar", kBool, "true", "show progress of long queries on a terminal"},
      {"force_encoding", kText, "",
       "for tests: give every scanned column this vector encoding"
       " ('dictionary' or 'constant')",
       ",dictionary,constant"},
      {"function_dialect", kText, "",
       "whose functions are meant where names clash: 'datafusion', 'postgres', 'spark', 'sqlite' "
       "or "
       "''",
       ",datafusion,postgres,spark,sqlite"},
      {"ieee_floating_point_ops", kBool, "true",
       "let sqrt(-1), ln(0) and the like give NaN or infinity; false makes errors of them"},
      {"integer_division", kBool, "false", "let / of integers give an integer"},
      {"join_order_seed", kCount, "0",
       "for tests: another number than 0 changes estimates by random factors, so that joins come "
       "in "
       "another order"},
      {"lock_configuration", kBool, "false", "forbid to change settings from now on", "", true},
      {"max_execution_time", kCount, "0",
       "milliseconds a statement may run, or a text such as '5s' or '2min'; 0 means no limit"},
      {"max_temp_directory_size", kBytes, "90%",
       "what temporary files may hold, such as '50GB' or a share of the disk's free space", "",
       true},
      {"memory_limit", kBytes, "80%", "memory that queries may hold, such as '4GB' or '80%'", "",
       true},
      {"order_by_non_integer_literal", kBool, "false",
       "let ORDER BY take constants, which have no effect"},
      {"pivot_limit", kCount, "100000", "columns that PIVOT may make"},
      {"preserve_identifier_case", kText, "preserve_case",
       "what names without quotes become: 'preserve_case', 'lowercase' or 'uppercase'; true and "
       "false mean the first two",
       "preserve_case,lowercase,uppercase"},
      {"scalar_subquery_error_on_multiple_rows", kBool, "true",
       "raise an error where a subquery used as a value has several rows; false takes one of them"},
      {"show_behavior", kText, "AUTO",
       "what SHOW name means: a setting, a table, or whichever there is", "AUTO,SETTING,TABLE"},
      {"spark_syntax", kBool, "false",
       "read literals and operators such as r'\\d', 2L, DIV and <=> as Spark does"},
      {"strict_casts", kBool, "false",
       "refuse to compare text with numbers, dates and other values without a cast (PostgreSQL)"},
      {"temp_directory", kText, SystemTemporaryDirectory(),
       "folder for what does not fit the memory limit; removed when the query ends", "", true},
      {"threads", kCount, "0", "workers of the session; 0 means one per core", "", true},
      {"timestamp_type", kText, "ntz",
       "what the type TIMESTAMP means: 'ntz' is a wall clock without time zone; 'ltz' is TIMESTAMP "
       "WITH TIME ZONE, printed without its offset (Spark)",
       "ltz,ntz"},
      {"timezone", kText, SystemTimeZone(),
       "zone of timestamps with time zone, such as 'Europe/Berlin'"},
      {"values_column_names", kText, "col0",
       "how the first column of VALUES is called: 'col0', 'col1' or 'column1'; the others count on",
       "col0,col1,column1"},
      {"verify_plans", kBool, "false", "check the plan after every optimizer pass"},
  };
  return settings;
}

const std::map<std::string, std::string>& SettingAliases() {
  static const std::map<std::string, std::string> aliases = {
      {"configure_metrics", "configure_profiling"},
      {"custom_profiling_settings", "configure_profiling"},
      {"max_memory", "memory_limit"},
      {"null_order", "default_null_order"},
      {"profile_output", "profiling_output"},
      {"statement_timeout", "max_execution_time"},
      {"user", "username"},
      {"wal_autocheckpoint", "checkpoint_threshold"},
      {"worker_threads", "threads"},
  };
  return aliases;
}

const std::string& SettingName(const std::string& name) {
  const auto found = SettingAliases().find(name);
  return found == SettingAliases().end() ? name : found->second;
}

}  // namespace lakebolt
