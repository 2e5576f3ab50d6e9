#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/json/options.h"
#include "types/json/json_document.h"
#include "types/logical_type.h"

namespace lakebolt::json_format {

/// Is the type of a column or of a part of one, and how its texts are read.
struct ColumnType {
  LogicalType type;
  std::string pattern;               // of dates and timestamps that a cast does not read; or empty
  std::vector<ColumnType> children;  // of structs, lists and maps (whose second is the value)
  bool was_found = false;            // a struct or whole number that was found out, not said
};

/// Makes the description of a type that was said rather than found out.
ColumnType KnownType(const LogicalType& type, const JsonOptions& options);

/// Collects what the values at one place look like, to find the type that holds them all. As in
/// DuckDB, numbers become BIGINT, HUGEINT or DOUBLE, texts that are all dates, times, timestamps or
/// UUIDs become these, and values of unlike kinds stay JSON.
class TypeGuess {
 public:
  void Add(const JsonDocument& document, uint32_t id);
  void Merge(const TypeGuess& other);

  /// Returns the type of all values added; `depth` counts the levels around.
  ColumnType Type(const JsonOptions& options, int64_t depth = 0) const;

  /// Tells whether all values, and there were some, are objects.
  bool IsRecord() const { return is_object_ && Kinds() == 1; }
  /// Returns the types of an object's members, in the order of their first appearance.
  std::vector<std::pair<std::string, ColumnType>> Members(const JsonOptions& options) const;

 private:
  struct Member {
    std::string name;
    std::unique_ptr<TypeGuess> guess;
  };

  int Kinds() const;
  TypeGuess& MemberOf(std::string_view name);
  ColumnType ObjectType(const JsonOptions& options, int64_t depth) const;
  ColumnType TextType(const JsonOptions& options) const;
  TypeGuess MergedMembers() const;
  bool HasRareMembers(double threshold) const;

  uint64_t count_ = 0;
  uint64_t nulls_ = 0;
  bool is_boolean_ = false;
  bool is_integer_ = false;
  bool is_double_ = false;
  bool is_large_ = false;  // a whole number past 63 bits
  bool is_text_ = false;
  bool is_array_ = false;
  bool is_object_ = false;
  bool has_long_text_ = false;
  std::vector<std::string> texts_;  // while they may be dates and the like
  std::unique_ptr<TypeGuess> element_;
  std::vector<Member> members_;
  std::map<std::string, size_t, std::less<>> by_name_;
};

}  // namespace lakebolt::json_format
