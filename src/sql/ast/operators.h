#pragma once

#include <cstdint>
#include <string_view>

namespace lakebolt::sql {

enum class UnaryOperator : uint8_t { kNegate, kPlus, kNot, kBitNot };

enum class BinaryOperator : uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,         ///< `/`
  kIntegerDivide,  ///< `//`
  kModulo,
  kPower,  ///< `^` and `**`
  kConcat,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIsDistinctFrom,
  kIsNotDistinctFrom,
  kAnd,
  kOr,
  kBitAnd,
  kBitOr,
  kShiftLeft,
  kShiftRight,
  kArrow,        ///< `->`, JSON
  kDoubleArrow,  ///< `->>`, JSON
  kContains,     ///< `@>`
  kContainedBy,  ///< `<@`
  kOverlaps,     ///< `&&`
  kStartsWith,   ///< `^@`
};

enum class LikeOperator : uint8_t {
  kLike,
  kILike,
  kSimilarTo,
  kGlob,
  kRegex,                 ///< `~`, `!~`
  kRegexCaseInsensitive,  ///< `~*`, `!~*`
};

enum class Quantifier : uint8_t { kAny, kAll };

enum class TruthValue : uint8_t { kTrue, kFalse, kUnknown };

enum class IntervalUnit : uint8_t {
  kMillennium,
  kCentury,
  kDecade,
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
  kMicrosecond,
  kNanosecond,
};

/// Returns the operator as SQL writes it: "+", "AND", "IS DISTINCT FROM".
std::string_view OperatorText(BinaryOperator op);

/// Returns "-", "+", "NOT" or "~".
std::string_view OperatorText(UnaryOperator op);

/// Returns the operator in its positive form: "LIKE", "~*".
std::string_view OperatorText(LikeOperator op);

/// Returns the unit in upper case: "MONTH".
std::string_view IntervalUnitText(IntervalUnit unit);

/// Tells whether `op` is one of =, <>, <, <=, >, >=, IS [NOT] DISTINCT FROM.
bool IsComparison(BinaryOperator op);

}  // namespace lakebolt::sql
