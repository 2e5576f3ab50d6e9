#include "base/settings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/ascii.h"
#include "base/dialect.h"
#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

constexpr int64_t kLargestChunkSize = 65536;
constexpr int64_t kMostThreads = 1024;

enum class SettingKind { kText, kBool, kInt, kBytes };

SettingKind KindOf(const std::string& name) {
  static const std::set<std::string> booleans = {
      "ansi_mode",           "backslash_escapes", "double_quoted_strings",
      "enable_progress_bar", "integer_division",  "preserve_identifier_case",
      "verify_plans"};
  if (name == "memory_limit") return SettingKind::kBytes;
  if (name == "threads" || name == "chunk_size") return SettingKind::kInt;
  return booleans.count(name) > 0 ? SettingKind::kBool : SettingKind::kText;
}

bool ParseBool(const std::string& name, const std::string& value) {
  if (value == "true" || value == "on" || value == "1") return true;
  if (value == "false" || value == "off" || value == "0") return false;
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + value + "\" is not a boolean value for " + name, {}, "use true or false");
}

int64_t ParseInt(const std::string& name, const std::string& value) {
  size_t end = 0;
  int64_t number = 0;
  try {
    number = std::stoll(value, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  if (value.empty() || end != value.size()) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + value + "\" is not a whole number for " + name);
  }
  return number;
}

void CheckRange(const std::string& name, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return;
  throw UserError(ErrorCode::kInvalidArgument,
                  name + " goes from " + std::to_string(low) + " to " + std::to_string(high));
}

/// Lists the values of settings that take one of a few words.
const std::vector<std::string>* ChoicesOf(const std::string& name) {
  static const std::map<std::string, std::vector<std::string>> choices = {
      {"default_null_order",
       {"nulls_last", "nulls_first", "nulls_first_on_asc_last_on_desc",
        "nulls_last_on_asc_first_on_desc"}},
      {"dialect", DialectNames()},
      {"division_by_zero", {"error", "null"}},
      {"force_encoding", {"", "dictionary", "constant"}},
      {"function_dialect", {"", "postgres", "spark", "sqlite"}},
      {"timestamp_type", {"ltz", "ntz"}},
  };
  const auto found = choices.find(name);
  return found == choices.end() ? nullptr : &found->second;
}

/// Returns other spellings' own value: DuckDB's names of null orders.
std::string Canonical(const std::string& name, std::string value) {
  if (!ChoicesOf(name)) return value;
  value = AsciiLower(value);
  std::replace(value.begin(), value.end(), ' ', '_');
  if (name == "default_null_order") {
    if (value == "first") return "nulls_first";
    if (value == "last") return "nulls_last";
    if (value == "sqlite" || value == "mysql") return "nulls_first_on_asc_last_on_desc";
    if (value == "postgres") return "nulls_last_on_asc_first_on_desc";
  }
  return value;
}

void CheckChoice(const std::string& name, const std::string& value) {
  const std::vector<std::string>* choices = ChoicesOf(name);
  if (!choices || std::find(choices->begin(), choices->end(), value) != choices->end()) return;
  std::string list;
  for (const std::string& choice : *choices) list += (list.empty() ? "'" : ", '") + choice + "'";
  throw UserError(ErrorCode::kInvalidArgument, "\"" + value + "\" is no value of " + name, {},
                  name + " takes " + list);
}

/// Reads the memory this process may use: the cgroup's limit if there is one, else the machine's.
int64_t AvailableMemory() {
  int64_t bytes = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    int64_t limit = 0;
    if (file >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

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

}  // namespace

const std::vector<SettingInfo>& Settings::All() {
  static const std::vector<SettingInfo> settings = {
      {"ansi_mode", "true", "let casts that fail raise errors; false makes NULLs of them (Spark)"},
      {"backslash_escapes", "false", "resolve \\n and the like in all strings"},
      {"chunk_size", "2048", "rows of a chunk, 1 to 65536"},
      {"default_null_order", "nulls_last",
       "where ORDER BY puts NULLs: 'nulls_last', 'nulls_first', 'nulls_first_on_asc_last_on_desc' "
       "or 'nulls_last_on_asc_first_on_desc'"},
      {"dialect", "duckdb",
       "whose habits hold where SQL dialects differ: 'duckdb', 'postgres', 'spark' or 'sqlite'; "
       "gives other settings their defaults"},
      {"division_by_zero", "error", "what x / 0 does: 'error' or 'null'"},
      {"disabled_optimizers", "", "optimizer passes to leave out, by name, separated by commas"},
      {"double_quoted_strings", "false", "read \"x\" as text, not as a name"},
      {"enable_progress_bar", "true", "show progress of long queries on a terminal"},
      {"force_encoding", "",
       "for tests: give every scanned column this vector encoding"
       " ('dictionary' or 'constant')"},
      {"function_dialect", "",
       "whose functions are meant where names clash: 'postgres', 'spark', 'sqlite' or ''"},
      {"integer_division", "false", "let / of integers give an integer"},
      {"memory_limit", "80%", "memory that queries may hold, such as '4GB' or '80%'"},
      {"preserve_identifier_case", "true",
       "keep the case of names as written; false makes unquoted ones lower-case"},
      {"threads", "0", "workers of the session; 0 means one per core"},
      {"timestamp_type", "ntz",
       "what the type TIMESTAMP means: 'ntz' is a wall clock without time zone; 'ltz' is TIMESTAMP "
       "WITH TIME ZONE, printed without its offset (Spark)"},
      {"timezone", SystemTimeZone(), "zone of timestamps with time zone, such as 'Europe/Berlin'"},
      {"verify_plans", "false", "check the plan after every optimizer pass"},
  };
  return settings;
}

void Settings::Set(const std::string& name, const std::string& text) {
  Get(name);
  const std::string value = Canonical(name, text);
  switch (KindOf(name)) {
    case SettingKind::kText: CheckChoice(name, value); break;
    case SettingKind::kBool: ParseBool(name, value); break;
    case SettingKind::kInt:
      CheckRange(name, ParseInt(name, value), name == "threads" ? 0 : 1,
                 name == "threads" ? kMostThreads : kLargestChunkSize);
      break;
    case SettingKind::kBytes:
      if (value.empty() || value.back() != '%') ParseBytes(value);
      break;
  }
  values_[name] = value;
}

void Settings::Reset(const std::string& name) {
  Get(name);
  values_.erase(name);
}

void Settings::Reset(const std::string& name, const Settings& base) {
  Reset(name);
  const auto found = base.values_.find(name);
  if (found != base.values_.end()) values_[name] = found->second;
}

const std::string& Settings::Get(const std::string& name) const {
  const auto set = values_.find(name);
  if (set != values_.end()) return set->second;
  const auto dialect = values_.find("dialect");
  if (dialect != values_.end()) {
    if (const std::string* habit = DialectValue(dialect->second, name)) return *habit;
  }
  for (const SettingInfo& info : All()) {
    if (info.name == name) return info.default_value;
  }
  std::vector<std::string> names;
  for (const SettingInfo& info : All()) names.push_back(info.name);
  throw UserError(ErrorCode::kInvalidArgument, "there is no setting \"" + name + "\"", {},
                  DidYouMean(name, names));
}

bool Settings::GetBool(const std::string& name) const {
  return ParseBool(name, Get(name));
}
int64_t Settings::GetInt(const std::string& name) const {
  return ParseInt(name, Get(name));
}

std::vector<std::string> Settings::GetList(const std::string& name) const {
  std::vector<std::string> parts;
  std::string part;
  for (char c : Get(name) + ",") {
    if (c == ',') {
      if (!part.empty()) parts.push_back(part);
      part.clear();
    } else if (c != ' ') {
      part += c;
    }
  }
  return parts;
}

uint32_t Settings::threads() const {
  const int64_t wanted = GetInt("threads");
  if (wanted > 0) return static_cast<uint32_t>(wanted);
  return std::max(1U, std::thread::hardware_concurrency());
}

uint32_t Settings::chunk_size() const {
  return static_cast<uint32_t>(GetInt("chunk_size"));
}

int64_t Settings::memory_limit() const {
  const std::string& text = Get("memory_limit");
  if (text.empty() || text.back() != '%') return ParseBytes(text);
  const int64_t percent = ParseInt("memory_limit", text.substr(0, text.size() - 1));
  CheckRange("memory_limit in percent", percent, 1, 100);
  return AvailableMemory() / 100 * percent;
}

}  // namespace lakebolt
