#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plan/binder/binder_state.h"
#include "sql/ast/identifier.h"

namespace lakebolt {

// Text is compared, ordered and grouped by what its collation leaves of it: in the place of such an
// expression stands its key, a call of lower() and the like. So it is with VARIANTs, whose bytes
// say nothing of their order.

/// Reads the name of a collation as written, such as NOCASE.NOACCENT; throws kNotSupported.
uint8_t CollationFor(const sql::QualifiedName& name, SourceRange range);

/// Gives text a collation; throws kTypeMismatch for other values.
ExprPtr Collated(ExprPtr text, uint8_t collation, SourceRange range);

/// Tells whether values of a type are compared by a key: text and lists of it whose collation, or
/// the session's, asks for it, and what has VARIANTs.
bool HasCollationKey(const LogicalType& type, const BinderState& state);

/// Returns what an expression is compared by: itself where it has no key.
ExprPtr CollationKey(ExprPtr expr, const BinderState& state);

/// Puts keys in the place of values that are compared with each other, by the one collation that
/// any of them has. Throws kInvalidQuery where two have different ones.
void CollateTogether(std::vector<ExprPtr>& values, const BinderState& state, SourceRange range);

/// Finds the flags of the types of arguments that are all to be compared alike; 0 where none has
/// any. Throws kInvalidQuery where two differ.
uint8_t CombinedCollation(const std::vector<ExprPtr>& values, SourceRange range);

/// Gives the text that a function makes of collated text the collation too.
std::shared_ptr<const BoundScalar> PassCollationOn(std::shared_ptr<const BoundScalar> function,
                                                   const std::vector<ExprPtr>& arguments,
                                                   SourceRange range);

/// Makes the aggregate that gives the first value of a group.
AggregateCall FirstOf(const ExprPtr& value, const std::string& name, BinderState& state);

/// Tells whether a function compares its arguments, so that collations matter to it.
bool ComparesText(const std::string& function);

}  // namespace lakebolt
