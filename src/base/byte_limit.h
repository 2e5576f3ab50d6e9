#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lakebolt {

/// Is a bound of bytes as a setting says it: an amount, a share of what there is, or none.
class ByteLimit {
 public:
  /// Parses "4GB", "80%" (above 0, up to 100), and "", "-1" or "none"; throws kInvalidArgument.
  static ByteLimit Parse(const std::string& text);

  bool IsShare() const { return percent_.has_value(); }
  /// Returns the amount, the share of `whole`, or `unlimited` where there is no bound.
  int64_t Of(int64_t whole, int64_t unlimited) const;

 private:
  std::optional<int64_t> bytes_;
  std::optional<double> percent_;
};

}  // namespace lakebolt
