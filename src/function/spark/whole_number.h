#pragma once

#include "function/scalar_function.h"

namespace lakebolt {

/// Says what Spark makes of text that is no whole number.
enum class WholeNumberReading : uint8_t {
  kStrict,     // an error, of a fraction too: its ANSI mode
  kTry,        // NULL, of a fraction too: try_cast
  kForgiving,  // a fraction is dropped, and other text is NULL: without ANSI mode
};

/// Returns the function that reads text as the whole number `to` as Spark does: blanks, a sign and
/// decimal digits alone, where other casts round '1.9' and take '1e3', '0x10' and '1_000'.
BoundScalar ReadWholeNumber(const LogicalType& to, WholeNumberReading reading);

}  // namespace lakebolt
