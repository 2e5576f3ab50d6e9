#pragma once

#include <cstdint>

#include "sql/ast/operators.h"

namespace lakebolt::sql {

/// Orders operators from the loosest to the tightest, as PostgreSQL does.
enum class Precedence : uint8_t {
  kLowest,  ///< any expression
  kOr,
  kAnd,
  kNot,         ///< prefix
  kIs,          ///< IS NULL, IS TRUE, IS DISTINCT FROM, ISNULL, NOTNULL
  kComparison,  ///< = <> < <= > >=, which do not chain
  kPredicate,   ///< BETWEEN, IN, LIKE and their kin, which do not chain
  kOther,       ///< || -> ->> | & << >> @> ~ and the like
  kBitXor,      ///< in Spark, where bits have an order of their own
  kBitAnd,      ///< in Spark
  kShift,       ///< in Spark
  kAdditive,
  kMultiplicative,
  kPower,
  kAtTimeZone,
  kCollate,
  kUnaryMinus,  ///< prefix
  kSubscript,
  kCast,
  kField,
  kPrimary,  ///< never needs parentheses
};

/// Returns the next tighter level, for the right operand of a left-associative operator.
constexpr Precedence Tighter(Precedence precedence) {
  return static_cast<Precedence>(static_cast<uint8_t>(precedence) + 1);
}

constexpr Precedence PrecedenceOf(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kOr: return Precedence::kOr;
    case BinaryOperator::kAnd: return Precedence::kAnd;
    case BinaryOperator::kIsDistinctFrom:
    case BinaryOperator::kIsNotDistinctFrom: return Precedence::kIs;
    case BinaryOperator::kEqual:
    case BinaryOperator::kNotEqual:
    case BinaryOperator::kLess:
    case BinaryOperator::kLessEqual:
    case BinaryOperator::kGreater:
    case BinaryOperator::kGreaterEqual: return Precedence::kComparison;
    case BinaryOperator::kAdd:
    case BinaryOperator::kSubtract: return Precedence::kAdditive;
    case BinaryOperator::kMultiply:
    case BinaryOperator::kDivide:
    case BinaryOperator::kIntegerDivide:
    case BinaryOperator::kModulo: return Precedence::kMultiplicative;
    case BinaryOperator::kPower: return Precedence::kPower;
    default: return Precedence::kOther;
  }
}

constexpr Precedence PrecedenceOf(UnaryOperator op) {
  switch (op) {
    case UnaryOperator::kNot: return Precedence::kNot;
    case UnaryOperator::kBitNot: return Precedence::kOther;
    default: return Precedence::kUnaryMinus;
  }
}

}  // namespace lakebolt::sql
