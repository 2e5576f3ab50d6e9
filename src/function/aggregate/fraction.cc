#include "function/aggregate/fraction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

/// Reads one fraction; `negative` tells its sign.
Fraction Read(const Value& value, bool& negative) {
  if (value.IsNull()) {
    throw UserError(ErrorCode::kInvalidQuery, "the fraction of a quantile must not be NULL");
  }
  const double number = value.AsDouble();
  if (!(number >= -1 && number <= 1)) {
    throw UserError(
        ErrorCode::kOutOfRange,
        "the fraction of a quantile must lie between -1 and 1, " + value.ToString() + " does not");
  }
  negative = std::signbit(number);
  Fraction fraction;
  fraction.value = std::abs(number);
  if (value.type().IsDecimal()) {
    fraction.digits = negative ? -value.integral() : value.integral();
    fraction.power = PowerOfTen(value.type().scale());
  }
  return fraction;
}

}  // namespace

Place Fraction::PlaceIn(Pick pick, size_t count) const {
  if (pick != Pick::kDiscrete) {
    const double at = static_cast<double>(count - 1) * value;
    const double low = std::floor(at);
    return {static_cast<size_t>(low), pick == Pick::kContinuous ? at - low : 0};
  }
  const auto n = static_cast<double>(count);
  const size_t above = digits ? static_cast<size_t>((static_cast<int128_t>(count) * power -
                                                     static_cast<int128_t>(count) * *digits) /
                                                    power)
                              : static_cast<size_t>(std::floor(n - n * value));
  return {std::max<size_t>(1, count - above) - 1, 0};
}

std::optional<FractionList> FractionList::From(const LogicalType& type, const Value* constant) {
  const bool list = type.id() == TypeId::kList;
  const LogicalType& number = list ? type.element() : type;
  if (!number.IsNumeric() && number.id() != TypeId::kNull) return std::nullopt;
  if (constant == nullptr) {
    throw UserError(ErrorCode::kInvalidQuery, "the fraction of a quantile must be a constant");
  }
  FractionList out;
  out.is_list = list;
  if (list && constant->IsNull()) {
    throw UserError(ErrorCode::kInvalidQuery, "the fractions of a quantile must not be NULL");
  }
  const std::vector<Value> values = list ? constant->parts() : std::vector<Value>{*constant};
  for (size_t i = 0; i < values.size(); ++i) {
    bool negative = false;
    out.fractions.push_back(Read(values[i], negative));
    if (out.fractions.back().value == 0 && i > 0) negative = out.descending;
    const bool first_sign = i == 0 || std::all_of(out.fractions.begin(), out.fractions.end() - 1,
                                                  [](const Fraction& f) { return f.value == 0; });
    if (!first_sign && negative != out.descending) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "the fractions of a quantile must all have the same sign");
    }
    out.descending = negative;
  }
  out.ascending.resize(out.fractions.size());
  std::iota(out.ascending.begin(), out.ascending.end(), 0);
  std::sort(out.ascending.begin(), out.ascending.end(), [&](uint32_t a, uint32_t b) {
    return out.fractions[a].value < out.fractions[b].value;
  });
  return out;
}

FractionList FractionList::Half() {
  FractionList out;
  out.fractions = {Fraction{}};
  out.ascending = {0};
  return out;
}

}  // namespace lakebolt
