#pragma once

#include "expression/expression.h"
#include "sql/ast/expression.h"

namespace lakebolt {

class NameResolver;
class Settings;

/// Resolves a type as written in SQL, also by a name that CREATE TYPE gave; errors point at
/// `where`.
LogicalType ResolveType(const sql::TypeName& type, const NameResolver& names, SourceRange where);

/// Makes the value of a literal. Integers are INTEGER, else BIGINT, HUGEINT, UHUGEINT, a
/// decimal of up to 76 digits or DOUBLE; numbers with a point are DECIMAL of their digits, with an
/// exponent DOUBLE. `negative` puts a minus before a number, so that the least BIGINT can be
/// written.
Value LiteralValue(const sql::LiteralExpression& literal, bool negative, const NameResolver& names,
                   SourceRange where);

/// Returns the value of a number literal in the type that the session's dialect gives it: in
/// DataFusion's whole numbers are 64 bits wide and numbers with a point are doubles.
Value DialectLiteral(Value value, const Settings& settings);

/// Tells whether a number of such units keeps its fraction: that of seconds and milliseconds does,
/// others drop it.
bool TakesFractions(sql::IntervalUnit unit);

/// Makes the interval of a number of units, such as "1.5" SECOND.
Value IntervalValue(const std::string& number, sql::IntervalUnit unit, SourceRange where);

/// Reads the parts of an interval from one unit to a smaller one: '1-2' YEAR TO MONTH, '1
/// 02:03:04.5' DAY TO SECOND, '2:30' MINUTE TO SECOND; nothing when the text has other parts.
std::optional<Interval> IntervalBetween(const std::string& text, sql::IntervalUnit from,
                                        sql::IntervalUnit to);

/// Returns one such unit: INTERVAL 1 MONTH.
Interval UnitInterval(sql::IntervalUnit unit);

}  // namespace lakebolt
