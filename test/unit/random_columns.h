#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "types/decimal.h"
#include "vector/vector.h"

namespace lakebolt::test {

using Random = std::mt19937_64;

inline int64_t Between(Random& random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

/// Makes a value that is often small, so that equal ones meet.
inline Value RandomValue(Random& random, const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kBoolean: return Value::Boolean(Between(random, 0, 1) == 1);
    case TypeId::kFloat32:
    case TypeId::kFloat64: {
      const double special[] = {0.0, -0.0, std::nan(""), INFINITY, -INFINITY};
      if (Between(random, 0, 9) == 0) {
        return Value::Floating(type, special[Between(random, 0, 4)]);
      }
      return Value::Floating(type, static_cast<double>(Between(random, -20, 20)) / 4);
    }
    case TypeId::kInterval:
      return Value::MakeInterval({static_cast<int32_t>(Between(random, -2, 2)),
                                  static_cast<int32_t>(Between(random, -40, 40)),
                                  Between(random, -3, 3) * 3'600'000'000'000});
    case TypeId::kVarchar:
    case TypeId::kBlob: {
      const std::string alphabet[] = {"a", "b", "%", "_", "ab", "é", "本", " ", "X"};
      std::string text;
      const int64_t parts =
          Between(random, 0, 1) == 0 ? Between(random, 0, 3) : Between(random, 0, 20);
      for (int64_t i = 0; i < parts; ++i) text += alphabet[Between(random, 0, 8)];
      return Value::String(type, text);
    }
    case TypeId::kList: {
      std::vector<Value> parts;
      for (int64_t n = Between(random, 0, 3); n > 0; --n) {
        parts.push_back(Between(random, 0, 4) == 0 ? Value(type.element())
                                                   : RandomValue(random, type.element()));
      }
      return Value::Nested(type, std::move(parts));
    }
    case TypeId::kStruct: {
      std::vector<Value> parts;
      for (const Field& field : type.children()) parts.push_back(RandomValue(random, field.type));
      return Value::Nested(type, std::move(parts));
    }
    case TypeId::kTime: return Value::Integral(type, Between(random, 0, 86'399) * 1'000'000);
    case TypeId::kTimestamp:
      return Value::Integral(type, Between(random, -90'000, 90'000) * 1'234'567);
    case TypeId::kDate: return Value::Integral(type, Between(random, -1000, 1000));
    default: break;
  }
  const bool is_unsigned = type.IsUnsignedInteger();
  int64_t bound = Between(random, 0, 9) == 0 ? 120 : 5;
  if (type.IsDecimal()) {
    bound =
        static_cast<int64_t>(std::min<int128_t>(PowerOfTen(type.precision()) - 1, bound * 1000));
  }
  return Value::Integral(type, Between(random, is_unsigned ? 0 : -bound, bound));
}

/// Makes a column of `rows` rows in one of the encodings, with NULLs by `null_percent`.
inline Vector RandomColumn(Random& random, const LogicalType& type, uint32_t rows,
                           Encoding encoding, int null_percent) {
  const auto is_null = [&] { return Between(random, 0, 99) < null_percent; };
  if (encoding == Encoding::kConstant) {
    return Vector::Constant(is_null() ? Value(type) : RandomValue(random, type), rows);
  }
  if (encoding == Encoding::kFlat) {
    Vector out(type, rows);
    for (uint32_t i = 0; i < rows; ++i) {
      out.SetValue(i, is_null() ? Value(type) : RandomValue(random, type));
    }
    return out;
  }
  const auto entries = static_cast<uint32_t>(Between(random, 1, 12));
  auto values = std::make_shared<Vector>(type, entries);
  for (uint32_t i = 0; i < entries; ++i) {
    values->SetValue(i, null_percent > 0 && Between(random, 0, 9) == 0 ? Value(type)
                                                                       : RandomValue(random, type));
  }
  BufferPtr codes = Buffer::Allocate(rows * sizeof(uint32_t));
  for (uint32_t i = 0; i < rows; ++i) {
    codes->as<uint32_t>()[i] = static_cast<uint32_t>(Between(random, 0, entries - 1));
  }
  Vector out = Vector::Dictionary(std::move(values), std::move(codes), rows);
  for (uint32_t i = 0; i < rows; ++i) {
    if (is_null()) out.SetNull(i);
  }
  return out;
}

inline Encoding RandomEncoding(Random& random) {
  const Encoding all[] = {Encoding::kFlat, Encoding::kConstant, Encoding::kDictionary};
  return all[Between(random, 0, 2)];
}

/// Picks rows at random, in order.
inline std::vector<uint32_t> RandomSelection(Random& random, uint32_t rows) {
  std::vector<uint32_t> out;
  const int64_t percent = Between(random, 0, 100);
  for (uint32_t i = 0; i < rows; ++i) {
    if (Between(random, 0, 99) < percent) out.push_back(i);
  }
  return out;
}

/// Lists a type of every physical layout.
inline std::vector<LogicalType> AllTypes() {
  return {TypeId::kBoolean,
          TypeId::kInt8,
          TypeId::kInt16,
          TypeId::kInt32,
          TypeId::kInt64,
          TypeId::kUInt8,
          TypeId::kUInt16,
          TypeId::kUInt32,
          TypeId::kUInt64,
          TypeId::kFloat32,
          TypeId::kFloat64,
          LogicalType::Decimal(7, 2),
          LogicalType::Decimal(30, 4),
          TypeId::kDate,
          LogicalType::Time(),
          LogicalType::Timestamp(),
          TypeId::kInterval,
          TypeId::kVarchar,
          TypeId::kBlob,
          TypeId::kUuid,
          LogicalType::List(TypeId::kInt32),
          LogicalType::Struct({{"a", TypeId::kInt32}, {"b", TypeId::kVarchar}})};
}

}  // namespace lakebolt::test
