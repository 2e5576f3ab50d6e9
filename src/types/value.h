#pragma once

#include <string>
#include <variant>
#include <vector>

#include "types/logical_type.h"

namespace lakebolt {

/// Holds one value of any type, or NULL. For literals, statistics and results, never per-row work.
class Value {
 public:
  /// Makes NULL of `type`.
  explicit Value(LogicalType type = TypeId::kNull) : type_(std::move(type)) {}
  /// Copies. By assignment, because a copy constructor of std::variant that throws destroys what it
  /// never made when the variant holds a vector of itself (gcc 12, with optimization).
  Value(const Value& other) : type_(other.type_) { data_ = other.data_; }
  Value(Value&&) noexcept = default;
  Value& operator=(const Value&) = default;
  Value& operator=(Value&&) noexcept = default;
  ~Value() = default;

  static Value Boolean(bool value);
  static Value Int32(int32_t value);
  static Value Int64(int64_t value);
  static Value Float64(double value);
  static Value Varchar(std::string value);
  static Value Blob(std::string value);
  static Value Date(int32_t days);
  static Value MakeInterval(Interval value, LogicalType type = TypeId::kInterval);
  /// Makes a value of any integer, date, time, timestamp, decimal, enum or uuid type from its
  /// number.
  static Value Integral(LogicalType type, int128_t value);
  /// Makes a value like Integral() from a number of more than 128 bits.
  static Value Wide(LogicalType type, const Int256& value);
  static Value Floating(LogicalType type, double value);
  static Value String(LogicalType type, std::string value);
  /// Makes a list, struct or map (of struct(key, value) entries) from its parts.
  static Value Nested(LogicalType type, std::vector<Value> parts);

  const LogicalType& type() const { return type_; }
  bool IsNull() const { return data_.index() == 0; }

  bool boolean() const { return integral() != 0; }
  /// Returns the number of a value whose type holds no more than 128 bits with sign.
  int128_t integral() const { return std::get<int128_t>(data_); }
  /// Returns the number of any value of Integral() or Wide().
  Int256 wide() const;
  /// Tells whether integral() may be called.
  bool HasIntegral() const { return std::holds_alternative<int128_t>(data_); }
  double floating() const { return std::get<double>(data_); }
  const std::string& string() const { return std::get<std::string>(data_); }
  Interval interval() const { return std::get<Interval>(data_); }
  const std::vector<Value>& parts() const { return std::get<std::vector<Value>>(data_); }

  /// Approximates any ordered value as a double, for estimates; 0 for NULL and nested values.
  double AsDouble() const;

  /// Renders the value as SQL results print it ("NULL" for NULL; strings unquoted).
  std::string ToString() const;

  /// Compares two non-NULL values of one type; -1, 0 or 1.
  static int Compare(const Value& a, const Value& b);

  /// Tells whether type and value are equal; NULL equals NULL.
  bool operator==(const Value& other) const;

 private:
  LogicalType type_;
  std::variant<std::monostate, int128_t, double, std::string, Interval, std::vector<Value>, Int256>
      data_;  // Int256: the types that pass 128 bits with sign, whatever the value
};

}  // namespace lakebolt
