#include "base/settings.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "base/ascii.h"
#include "base/available_memory.h"
#include "base/byte_limit.h"
#include "base/dialect.h"
#include "base/error.h"
#include "base/foreign_settings.h"

namespace lakebolt {

namespace {

constexpr int64_t kLargestChunkSize = 65536;
constexpr int64_t kMostThreads = 1024;

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

/// Returns the entry of a comma-separated list that differs from `value` by case at most.
std::optional<std::string> FindChoice(const std::string& choices, const std::string& value) {
  size_t begin = 0;
  while (begin <= choices.size()) {
    const size_t comma = std::min(choices.find(',', begin), choices.size());
    std::string choice = choices.substr(begin, comma - begin);
    if (AsciiLower(choice) == AsciiLower(value)) return choice;
    begin = comma + 1;
  }
  return std::nullopt;
}

/// Turns "500ms", "5 s", "2min" and "1h" into milliseconds; leaves other texts as they are.
std::string Milliseconds(const std::string& text) {
  const std::pair<const char*, int64_t> units[] = {
      {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}};
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  constexpr size_t kMostDigits = 9;
  if (digits == 0 || digits > kMostDigits) return text;
  std::string unit;
  for (const char c : text.substr(digits)) {
    if (c != ' ') unit += AsciiLower(c);
  }
  for (const auto& [name, factor] : units) {
    if (unit == name) return std::to_string(std::stoll(text.substr(0, digits)) * factor);
  }
  return text;
}

/// Returns other spellings' own value: DuckDB's names of null orders, of directions and of cases.
std::string Canonical(const std::string& name, const std::string& text) {
  if (name == "max_execution_time") return Milliseconds(text);
  static const std::map<std::pair<std::string, std::string>, std::string> spellings = {
      {{"default_null_order", "first"}, "NULLS_FIRST"},
      {{"default_null_order", "last"}, "NULLS_LAST"},
      {{"default_null_order", "sqlite"}, "NULLS_FIRST_ON_ASC_LAST_ON_DESC"},
      {{"default_null_order", "mysql"}, "NULLS_FIRST_ON_ASC_LAST_ON_DESC"},
      {{"default_null_order", "postgres"}, "NULLS_LAST_ON_ASC_FIRST_ON_DESC"},
      {{"default_order", "asc"}, "ASCENDING"},
      {{"default_order", "desc"}, "DESCENDING"},
      {{"preserve_identifier_case", "true"}, "preserve_case"},
      {{"preserve_identifier_case", "on"}, "preserve_case"},
      {{"preserve_identifier_case", "1"}, "preserve_case"},
      {{"preserve_identifier_case", "false"}, "lowercase"},
      {{"preserve_identifier_case", "off"}, "lowercase"},
      {{"preserve_identifier_case", "0"}, "lowercase"},
      {{"default_collation", "binary"}, ""},
  };
  std::string value = AsciiLower(text);
  std::replace(value.begin(), value.end(), ' ', '_');
  const auto found = spellings.find({name, value});
  if (found != spellings.end()) return found->second;
  return name == "default_null_order" ? value : text;
}

std::string QuotedChoices(const std::string& choices) {
  std::string quoted = "'";
  for (const char c : choices) quoted += c == ',' ? std::string("', '") : std::string(1, c);
  return quoted + "'";
}

std::string CheckChoice(const SettingInfo& info, const std::string& value) {
  if (info.choices.empty()) return value;
  if (std::optional<std::string> choice = FindChoice(info.choices, value)) return *choice;
  throw UserError(ErrorCode::kInvalidArgument, "\"" + value + "\" is no value of " + info.name, {},
                  info.name + " takes " + QuotedChoices(info.choices));
}

}  // namespace

const std::vector<SettingInfo>& Settings::All() {
  return EngineSettings();
}

const SettingInfo* Settings::Find(const std::string& name) {
  static const auto by_name = [] {
    std::map<std::string, const SettingInfo*> out;
    for (const SettingInfo& info : TuningSettings()) out[info.name] = &info;
    for (const SettingInfo& info : EngineSettings()) out[info.name] = &info;
    return out;
  }();
  const auto found = by_name.find(SettingName(name));
  return found == by_name.end() ? nullptr : found->second;
}

void Settings::Set(const std::string& given, const std::string& text) {
  if (IsForeignSetting(given)) {
    if (const auto own = OwnSettingOf(given, text)) Set(own->first, own->second);
    values_[given] = text;
    return;
  }
  const SettingInfo& info = Require(given);
  const std::string& name = info.name;
  std::string value = CheckChoice(info, Canonical(name, text));
  switch (info.kind) {
    case SettingKind::kText:
    case SettingKind::kList: break;
    case SettingKind::kBool: value = ParseBool(name, AsciiLower(value)) ? "true" : "false"; break;
    case SettingKind::kInt: ParseInt(name, value); break;
    case SettingKind::kCount: {
      constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
      const int64_t highest = name == "threads"      ? kMostThreads
                              : name == "chunk_size" ? kLargestChunkSize
                                                     : kMost;
      CheckRange(name, ParseInt(name, value), name == "chunk_size" ? 1 : 0, highest);
      break;
    }
    case SettingKind::kReal: break;
    case SettingKind::kBytes: ByteLimit::Parse(value); break;
  }
  values_[name] = value;
}

void Settings::Reset(const std::string& name) {
  if (IsForeignSetting(name)) {
    if (const auto own = OwnSettingOf(name, "")) values_.erase(own->first);
    values_.erase(name);
    return;
  }
  values_.erase(Require(name).name);
}

void Settings::Reset(const std::string& name, const Settings& base) {
  Reset(name);
  const auto found = base.values_.find(SettingName(name));
  if (found != base.values_.end()) values_[found->first] = found->second;
}

const SettingInfo& Settings::Require(const std::string& name) {
  if (const SettingInfo* info = Find(name)) return *info;
  std::vector<std::string> names;
  for (const SettingInfo& info : EngineSettings()) names.push_back(info.name);
  for (const SettingInfo& info : TuningSettings()) names.push_back(info.name);
  throw UserError(ErrorCode::kInvalidArgument, "there is no setting \"" + name + "\"", {},
                  DidYouMean(name, names));
}

const std::string& Settings::Get(const std::string& given) const {
  const std::string& name = SettingName(given);
  const auto set = values_.find(name);
  if (set != values_.end()) return set->second;
  const auto dialect = values_.find("dialect");
  if (dialect != values_.end()) {
    if (const std::string* habit = DialectValue(dialect->second, name)) return *habit;
  }
  return Require(name).default_value;
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
  const int64_t available = AvailableMemory();
  return ByteLimit::Parse(Get("memory_limit")).Of(available, available);
}

}  // namespace lakebolt
