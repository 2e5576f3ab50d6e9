#include "sql/ast/operators.h"

namespace lakebolt::sql {

std::string_view OperatorText(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kAdd: return "+";
    case BinaryOperator::kSubtract: return "-";
    case BinaryOperator::kMultiply: return "*";
    case BinaryOperator::kDivide: return "/";
    case BinaryOperator::kIntegerDivide: return "//";
    case BinaryOperator::kModulo: return "%";
    case BinaryOperator::kPower: return "^";
    case BinaryOperator::kConcat: return "||";
    case BinaryOperator::kEqual: return "=";
    case BinaryOperator::kNotEqual: return "<>";
    case BinaryOperator::kLess: return "<";
    case BinaryOperator::kLessEqual: return "<=";
    case BinaryOperator::kGreater: return ">";
    case BinaryOperator::kGreaterEqual: return ">=";
    case BinaryOperator::kIsDistinctFrom: return "IS DISTINCT FROM";
    case BinaryOperator::kIsNotDistinctFrom: return "IS NOT DISTINCT FROM";
    case BinaryOperator::kAnd: return "AND";
    case BinaryOperator::kOr: return "OR";
    case BinaryOperator::kBitAnd: return "&";
    case BinaryOperator::kBitOr: return "|";
    case BinaryOperator::kShiftLeft: return "<<";
    case BinaryOperator::kShiftRight: return ">>";
    case BinaryOperator::kArrow: return "->";
    case BinaryOperator::kDoubleArrow: return "->>";
    case BinaryOperator::kContains: return "@>";
    case BinaryOperator::kContainedBy: return "<@";
    case BinaryOperator::kOverlaps: return "&&";
    case BinaryOperator::kStartsWith: return "^@";
  }
  return "?";
}

std::string_view OperatorText(UnaryOperator op) {
  switch (op) {
    case UnaryOperator::kNegate: return "-";
    case UnaryOperator::kPlus: return "+";
    case UnaryOperator::kNot: return "NOT";
    case UnaryOperator::kBitNot: return "~";
  }
  return "?";
}

std::string_view OperatorText(LikeOperator op) {
  switch (op) {
    case LikeOperator::kLike: return "LIKE";
    case LikeOperator::kILike: return "ILIKE";
    case LikeOperator::kSimilarTo: return "SIMILAR TO";
    case LikeOperator::kGlob: return "GLOB";
    case LikeOperator::kRegex: return "~";
    case LikeOperator::kRegexCaseInsensitive: return "~*";
  }
  return "?";
}

std::string_view IntervalUnitText(IntervalUnit unit) {
  switch (unit) {
    case IntervalUnit::kMillennium: return "MILLENNIUM";
    case IntervalUnit::kCentury: return "CENTURY";
    case IntervalUnit::kDecade: return "DECADE";
    case IntervalUnit::kYear: return "YEAR";
    case IntervalUnit::kQuarter: return "QUARTER";
    case IntervalUnit::kMonth: return "MONTH";
    case IntervalUnit::kWeek: return "WEEK";
    case IntervalUnit::kDay: return "DAY";
    case IntervalUnit::kHour: return "HOUR";
    case IntervalUnit::kMinute: return "MINUTE";
    case IntervalUnit::kSecond: return "SECOND";
    case IntervalUnit::kMillisecond: return "MILLISECOND";
    case IntervalUnit::kMicrosecond: return "MICROSECOND";
    case IntervalUnit::kNanosecond: return "NANOSECOND";
  }
  return "?";
}

bool IsComparison(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kEqual:
    case BinaryOperator::kNotEqual:
    case BinaryOperator::kLess:
    case BinaryOperator::kLessEqual:
    case BinaryOperator::kGreater:
    case BinaryOperator::kGreaterEqual:
    case BinaryOperator::kIsDistinctFrom:
    case BinaryOperator::kIsNotDistinctFrom: return true;
    default: return false;
  }
}

}  // namespace lakebolt::sql
