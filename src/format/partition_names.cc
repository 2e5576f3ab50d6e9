#include "format/partition_names.h"

#include <algorithm>
#include <array>
#include <random>

#include "base/ascii.h"
#include "base/error.h"
#include "format/hive_path.h"
#include "function/cast.h"
#include "types/uuid.h"
#include "types/value.h"

namespace lakebolt {

namespace {

/// Replaces all of `what` in a text.
std::string Replaced(std::string text, std::string_view what, const std::string& by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

bool Has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

/// Makes a random UUID: one from the system, not from a generator that a seed makes repeat itself.
std::string NewUuid() {
  std::random_device random;
  std::array<uint8_t, 16> bytes;
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return Value::Integral(TypeId::kUuid, MakeUuid(bytes, 4)).ToString();
}

/// Returns the pattern of files' names with one kind of UUID, and something that tells all files of
/// a folder apart.
std::string PatternOf(const PartitionOptions& options) {
  std::string pattern = options.file_name;
  for (const char* version : {"{uuidv4}", "{uuidv7}"}) {
    pattern = Replaced(pattern, version, "{uuid}");
  }
  if (!Has(pattern, "{i}") && !Has(pattern, "{uuid}")) pattern += "{i}";
  if (options.existing == ExistingFiles::kAppend && !Has(pattern, "{uuid}")) pattern += "_{uuid}";
  return pattern;
}

}  // namespace

PartitionNames::PartitionNames(const PartitionOptions& options, const Schema& schema)
    : options_(options), pattern_(PatternOf(options)) {
  for (const std::string& name : options_.columns) {
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const Field& field) {
      return AsciiLower(field.name) == AsciiLower(name);
    });
    if (found == schema.end()) {
      throw UserError(ErrorCode::kUnknownColumn,
                      "there is no column \"" + name + "\" to partition by");
    }
    keys_.push_back(static_cast<uint32_t>(found - schema.begin()));
    key_names_.push_back(found->name);
  }
}

std::vector<std::string> PartitionNames::FoldersOf(const Chunk& chunk) const {
  std::vector<std::string> folders(chunk.size());
  const RowSet rows = chunk.rows();
  for (size_t k = 0; k < keys_.size(); ++k) {
    const Vector& key = chunk.column(keys_[k]);
    const Vector texts = CastVector(key, TypeId::kVarchar, rows, CastMode::kStrict);
    const VectorReader<StringView> reader(texts);
    std::string prefix = k == 0 ? "" : "/";
    if (options_.names_keys) {
      AppendHiveEncoded(key_names_[k], prefix);
      prefix += '=';
    }
    rows.ForEach([&](uint32_t row) {
      folders[row] += prefix;
      if (reader.IsNull(row)) {
        folders[row] += kHiveNull;
      } else if (options_.names_keys) {
        AppendHiveEncoded(reader[row].view(), folders[row]);
      } else {
        AppendFolderEncoded(reader[row].view(), folders[row]);
      }
    });
  }
  return folders;
}

std::vector<std::pair<std::string, std::string>> PartitionNames::KeysOf(
    const std::string& folder) const {
  std::vector<std::pair<std::string, std::string>> keys;
  size_t begin = 0;
  for (const std::string& name : key_names_) {
    const size_t end = std::min(folder.find('/', begin), folder.size());
    const std::string_view part = std::string_view(folder).substr(begin, end - begin);
    keys.emplace_back(name, options_.names_keys ? HiveDecoded(part.substr(part.find('=') + 1))
                                                : FolderDecoded(part));
    begin = end + 1;
  }
  return keys;
}

std::string PartitionNames::NextFile(const std::string& folder) {
  const std::string number = std::to_string(files_in_[folder]++);
  const std::string name = Replaced(pattern_, "{i}", number);
  return Has(name, "{uuid}") ? Replaced(name, "{uuid}", NewUuid()) + options_.suffix
                             : name + options_.suffix;
}

}  // namespace lakebolt
