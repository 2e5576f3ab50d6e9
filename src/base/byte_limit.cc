#include "base/byte_limit.h"

#include <exception>

#include "base/ascii.h"
#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

constexpr double kHundred = 100;

/// Parses what stands before the sign.
double ParsePercent(const std::string& text) {
  size_t end = 0;
  double percent = 0;
  try {
    percent = std::stod(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  const bool is_number = end > 0 && text.find_first_not_of(' ', end) == std::string::npos;
  if (is_number && percent > 0 && percent <= kHundred) return percent;
  throw UserError(ErrorCode::kInvalidArgument, "\"" + text + "%\" is not a share of memory", {},
                  "write more than 0% and at most 100%, or an amount such as '4GiB'");
}

}  // namespace

ByteLimit ByteLimit::Parse(const std::string& text) {
  ByteLimit limit;
  if (text.empty() || text == "-1" || AsciiLower(text) == "none") return limit;
  if (text.back() == '%') {
    limit.percent_ = ParsePercent(text.substr(0, text.size() - 1));
  } else {
    limit.bytes_ = ParseBytes(text);
  }
  return limit;
}

int64_t ByteLimit::Of(int64_t whole, int64_t unlimited) const {
  if (percent_) return static_cast<int64_t>(static_cast<double>(whole) / kHundred * *percent_);
  return bytes_.value_or(unlimited);
}

}  // namespace lakebolt
