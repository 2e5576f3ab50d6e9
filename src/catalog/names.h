#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Lowers ASCII letters: names are looked up case-blind.
std::string FoldName(std::string_view name);

/// Names the schema that a database has from the start.
inline constexpr const char* kMainSchema = "main";
/// Names the database of what lives with a session only.
inline constexpr const char* kTempDatabase = "temp";
/// Names the database that every engine starts with.
inline constexpr const char* kMainDatabase = "memory";
/// Names the database of built-in views and functions.
inline constexpr const char* kSystemDatabase = "system";

/// Says which names may not stand twice beside each other in a schema.
enum class NameKind : uint8_t {
  kRelation,  // tables and views
  kSequence,
  kMacro,
  kTableMacro,
  kIndex,
  kType,
};
inline constexpr size_t kNameKinds = 6;

/// Names one object in full; all parts as folded for look-up.
struct ObjectName {
  std::string database;
  std::string schema;
  std::string name;

  auto operator<=>(const ObjectName&) const = default;
};

}  // namespace lakebolt
