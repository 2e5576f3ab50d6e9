#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Writes numbers by a pattern of Java's DecimalFormat such as "#,##0.00": 0 is a digit, # one that
/// only shows where it counts, a comma parts groups, % multiplies by a hundred; text around the
/// digits stands for itself. Halves are rounded to even.
class DecimalFormat {
 public:
  explicit DecimalFormat(std::string_view pattern);

  std::string Write(double number) const;

 private:
  void ReadDigits(std::string_view digits);
  std::string Grouped(std::string whole) const;

  std::string prefix_;
  std::string suffix_;
  bool percent_ = false;
  size_t group_ = 0;  // digits between commas; 0 for none
  size_t least_whole_ = 0;
  size_t least_decimals_ = 0;
  size_t most_decimals_ = 0;
};

}  // namespace lakebolt
