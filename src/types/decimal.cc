#include "types/decimal.h"

namespace lakebolt {

namespace {

constexpr std::array<int128_t, 39> MakePowers() {
  std::array<int128_t, 39> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<int128_t, 39> kPowersOfTen = MakePowers();

constexpr std::array<Int256, kMaxDecimalPrecision + 1> MakeWidePowers() {
  std::array<Int256, kMaxDecimalPrecision + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * Int256(10);
  return powers;
}
constexpr std::array<Int256, kMaxDecimalPrecision + 1> kWidePowersOfTen = MakeWidePowers();

}  // namespace

int128_t PowerOfTen(int exponent) {
  return kPowersOfTen[static_cast<size_t>(exponent)];
}

const Int256& WidePowerOfTen(int exponent) {
  return kWidePowersOfTen[static_cast<size_t>(exponent)];
}

Int256 RoundAwayByPowerOfTen(const Int256& value, int digits) {
  if (digits == 0) return value;
  if (digits > kMaxDecimalPrecision) return 0;
  const Int256& power = WidePowerOfTen(digits);
  const Int256 quotient = value / power;
  const Int256 rest = value % power;
  const Int256 magnitude = rest.IsNegative() ? -rest : rest;
  if (magnitude < power - magnitude) return quotient;
  return value.IsNegative() ? quotient - Int256(1) : quotient + Int256(1);
}

int128_t RoundAwayByPowerOfTen(int128_t value, int digits) {
  if (digits == 0) return value;
  if (digits >= static_cast<int>(kPowersOfTen.size())) return 0;
  const int128_t power = PowerOfTen(digits);
  const int128_t quotient = value / power;
  const int128_t rest = value % power;
  const int128_t magnitude = rest < 0 ? -rest : rest;
  if (magnitude < power - magnitude) return quotient;
  return value < 0 ? quotient - 1 : quotient + 1;
}

}  // namespace lakebolt
