#pragma once

#include "expression/expression.h"

namespace lakebolt {

// Functions whose result type depends on names, not on argument types only: the registry cannot
// resolve them, the binder makes them itself.

/// Takes a field of a struct, by name, case-blind; throws kTypeMismatch when `value` is no struct
/// and kUnknownColumn when it has no such field.
ExprPtr MakeFieldAccess(const ExprPtr& value, const std::string& field, SourceRange range);

/// Makes the path of a member of JSON, as json_extract takes it.
ExprPtr JsonMemberPath(const std::string& member, SourceRange range);

/// Builds a struct from values; a row when no name is given. Throws kDuplicateName when a name
/// stands twice.
ExprPtr MakeStruct(const std::vector<std::string>& names, std::vector<ExprPtr> values,
                   SourceRange range);

/// Makes a union of one member.
ExprPtr MakeUnionValue(const std::string& member, ExprPtr value, SourceRange range);

/// Adds fields to the struct `values[0]`, or, unless `insert`, replaces those that are there; the
/// other values belong to `names`.
ExprPtr MakeStructUpdate(const std::vector<std::string>& names, std::vector<ExprPtr> values,
                         bool insert, SourceRange range);

}  // namespace lakebolt
