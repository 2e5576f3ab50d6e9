#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sql/ast/identifier.h"
#include "types/value.h"

namespace lakebolt {

/// Changes one field of a struct that a column holds, at any depth: ALTER TABLE t DROP COLUMN s.a.
/// `element` leads into a list, `key` and `value` into a map.
class FieldEdit {
 public:
  enum class Kind { kAdd, kDrop, kRename };

  /// `path` leads from the column to the field; the field of kAdd is not there yet.
  FieldEdit(Kind kind, std::vector<sql::Identifier> path) : kind_(kind), path_(std::move(path)) {}

  /// Says what kAdd adds; `value` is what it has in rows that exist, of its type.
  void SetAdded(Value value) { added_ = std::move(value); }
  /// Says what kRename renames to.
  void SetNewName(sql::Identifier name) { new_name_ = std::move(name); }

  /// Tells whether the field is in `type`. Throws kUnknownColumn where the way to it is not.
  bool IsIn(const LogicalType& type) const;
  /// Returns the type that the column gets; throws where the field is not there, or is already.
  LogicalType Apply(const LogicalType& type) const { return Apply(type, 0); }
  /// Returns the value of that type which `value` becomes.
  Value Apply(const Value& value) const { return Apply(value, value.type(), 0); }

 private:
  LogicalType Apply(const LogicalType& type, size_t depth) const;
  Value Apply(const Value& value, const LogicalType& type, size_t depth) const;
  Schema EditFields(const Schema& fields, size_t depth) const;
  /// Finds the field of a struct that the path names at `depth`; nothing when it is not there.
  std::optional<size_t> Find(const Schema& fields, size_t depth) const;
  size_t Require(const Schema& fields, size_t depth) const;
  [[noreturn]] void ThrowNoStruct(size_t depth) const;
  bool IsLast(size_t depth) const { return depth + 1 == path_.size(); }

  Kind kind_;
  std::vector<sql::Identifier> path_;
  Value added_;
  sql::Identifier new_name_;
};

}  // namespace lakebolt
