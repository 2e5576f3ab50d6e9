#include "function/spark/decimal_format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lakebolt {

DecimalFormat::DecimalFormat(std::string_view pattern) {
  pattern = pattern.substr(0, pattern.find(';'));  // what follows is for negative numbers
  const size_t begin = std::min(pattern.find_first_of("#0.,"), pattern.size());
  const size_t last = pattern.find_last_of("#0.,");
  const size_t end = last == std::string_view::npos ? begin : last + 1;
  prefix_ = pattern.substr(0, begin);
  suffix_ = pattern.substr(end);
  percent_ = suffix_.find('%') != std::string::npos || prefix_.find('%') != std::string::npos;
  ReadDigits(pattern.substr(begin, end - begin));
}

void DecimalFormat::ReadDigits(std::string_view digits) {
  const size_t point = std::min(digits.find('.'), digits.size());
  const std::string_view whole = digits.substr(0, point);
  const std::string_view decimals =
      point < digits.size() ? digits.substr(point + 1) : std::string_view();
  const auto zeros = [](std::string_view part) {
    return static_cast<size_t>(std::count(part.begin(), part.end(), '0'));
  };
  const size_t comma = whole.rfind(',');
  if (comma != std::string_view::npos) group_ = whole.size() - comma - 1;
  least_whole_ = zeros(whole);
  least_decimals_ = zeros(decimals);
  most_decimals_ = decimals.size();
  // Java takes the last # before the point for a 0 where the pattern has no 0 at all.
  if (least_whole_ + least_decimals_ == 0 && point < digits.size()) least_whole_ = 1;
}

std::string DecimalFormat::Grouped(std::string whole) const {
  if (group_ == 0) return whole;
  for (size_t at = whole.size(); at > group_;) {
    at -= group_;
    whole.insert(at, 1, ',');
  }
  return whole;
}

std::string DecimalFormat::Write(double number) const {
  if (std::isnan(number)) return "NaN";
  if (percent_) number *= 100;
  constexpr size_t kMostDecimals = 340;
  const auto precision = static_cast<int>(std::min(most_decimals_, kMostDecimals));
  std::string text(1024, '\0');
  const int size = std::snprintf(text.data(), text.size(), "%.*f", precision, std::fabs(number));
  text.resize(static_cast<size_t>(std::max(size, 0)));
  if (std::isinf(number)) text = "\xE2\x88\x9E";  // as Java writes infinity
  const size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  std::string decimals = point < text.size() ? text.substr(point + 1) : "";
  while (decimals.size() > least_decimals_ && decimals.back() == '0') decimals.pop_back();
  if (whole == "0") whole.clear();
  if (whole.size() < least_whole_) whole.insert(0, least_whole_ - whole.size(), '0');
  if (whole.empty() && decimals.empty()) whole = "0";
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  std::string out = std::signbit(number) && !is_zero ? "-" : "";
  out += prefix_ + Grouped(std::move(whole));
  if (!decimals.empty()) out += "." + decimals;
  return out + suffix_;
}

}  // namespace lakebolt
