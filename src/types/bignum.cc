#include "types/bignum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

namespace {

constexpr size_t kHeaderBytes = 3;
constexpr uint64_t kDecimalChunk = 10'000'000'000'000'000'000U;  // the most of 64 bits
constexpr size_t kDigitsInChunk = 19;
constexpr int kLimbBits = 64;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Compares magnitudes, least significant limb first: -1, 0 or 1.
int CompareMagnitudes(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

std::vector<uint64_t> AddMagnitudes(const std::vector<uint64_t>& a,
                                    const std::vector<uint64_t>& b) {
  const std::vector<uint64_t>& longer = a.size() >= b.size() ? a : b;
  const std::vector<uint64_t>& shorter = a.size() >= b.size() ? b : a;
  std::vector<uint64_t> out(longer.size() + 1);
  uint128_t carry = 0;
  for (size_t i = 0; i < longer.size(); ++i) {
    carry += longer[i];
    if (i < shorter.size()) carry += shorter[i];
    out[i] = static_cast<uint64_t>(carry);
    carry >>= kLimbBits;
  }
  out.back() = static_cast<uint64_t>(carry);
  return out;
}

/// Subtracts the smaller magnitude from the larger one.
std::vector<uint64_t> SubtractMagnitudes(const std::vector<uint64_t>& larger,
                                         const std::vector<uint64_t>& smaller) {
  std::vector<uint64_t> out(larger.size());
  uint64_t borrow = 0;
  for (size_t i = 0; i < larger.size(); ++i) {
    const uint128_t taken = uint128_t{i < smaller.size() ? smaller[i] : 0} + borrow;
    out[i] = static_cast<uint64_t>(larger[i] - taken);
    borrow = taken > larger[i] ? 1 : 0;
  }
  return out;
}

}  // namespace

void Bignum::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

void Bignum::MultiplyAdd(uint64_t factor, uint64_t addend) {
  uint128_t carry = addend;
  for (uint64_t& limb : limbs_) {
    carry += uint128_t{limb} * factor;
    limb = static_cast<uint64_t>(carry);
    carry >>= kLimbBits;
  }
  if (carry != 0) limbs_.push_back(static_cast<uint64_t>(carry));
}

uint64_t Bignum::DivideBy(uint64_t divisor) {
  uint128_t rest = 0;
  for (size_t i = limbs_.size(); i-- > 0;) {
    rest = (rest << kLimbBits) | limbs_[i];
    limbs_[i] = static_cast<uint64_t>(rest / divisor);
    rest %= divisor;
  }
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  return static_cast<uint64_t>(rest);
}

Bignum Bignum::FromInteger(const Int256& value) {
  Bignum out;
  out.negative_ = value.IsNegative();
  const Int256 magnitude = out.negative_ ? -value : value;
  for (int i = 0; i < Int256::kWords; ++i) out.limbs_.push_back(magnitude.word(i));
  out.Trim();
  return out;
}

Bignum Bignum::FromDouble(double value) {
  Bignum out;
  int exponent = 0;
  constexpr int kMantissaBits = std::numeric_limits<double>::digits;
  const double fraction = std::frexp(std::trunc(std::fabs(value)), &exponent);
  const auto mantissa = static_cast<uint64_t>(std::ldexp(fraction, kMantissaBits));
  const int shift = exponent - kMantissaBits;
  if (shift <= 0) {
    out.limbs_.push_back(mantissa >> -shift);
  } else {
    const uint128_t shifted = uint128_t{mantissa} << (shift % kLimbBits);
    out.limbs_.resize(static_cast<size_t>(shift / kLimbBits));
    out.limbs_.push_back(static_cast<uint64_t>(shifted));
    out.limbs_.push_back(static_cast<uint64_t>(shifted >> kLimbBits));
  }
  out.negative_ = value < 0;
  out.Trim();
  return out;
}

bool Bignum::FromText(std::string_view text, Bignum& out) {
  out = Bignum();
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() && fraction.empty()) return false;
  if (!std::all_of(whole.begin(), whole.end(), IsDigit) ||
      !std::all_of(fraction.begin(), fraction.end(), IsDigit)) {
    return false;
  }
  CancellationPoll poll;
  for (size_t begin = 0; begin < whole.size();) {
    poll.Spend(out.limbs_.size());
    const size_t length = std::min(kDigitsInChunk, whole.size() - begin);
    uint64_t chunk = 0;
    uint64_t factor = 1;
    for (const char c : whole.substr(begin, length)) {
      chunk = chunk * 10 + static_cast<uint64_t>(c - '0');
      factor *= 10;
    }
    out.MultiplyAdd(factor, chunk);
    begin += length;
  }
  if (!fraction.empty() && fraction.front() >= '5') out.MultiplyAdd(1, 1);
  out.negative_ = negative;
  out.Trim();
  return true;
}

Bignum Bignum::FromBytes(std::string_view bytes) {
  Bignum out;
  if (bytes.size() <= kHeaderBytes) return out;  // what stands under a NULL
  out.negative_ = (static_cast<uint8_t>(bytes[0]) & 0x80) == 0;
  const uint8_t inversion = out.negative_ ? 0xFF : 0;
  const std::string_view data = bytes.substr(kHeaderBytes);
  out.limbs_.resize((data.size() + 7) / 8);
  for (size_t i = 0; i < data.size(); ++i) {
    const auto byte =
        static_cast<uint8_t>(static_cast<uint8_t>(data[data.size() - 1 - i]) ^ inversion);
    out.limbs_[i / 8] |= uint64_t{byte} << (i % 8 * 8);
  }
  out.Trim();
  return out;
}

std::string Bignum::ToBytes() const {
  size_t length = 1;
  if (!limbs_.empty()) {
    const auto top = static_cast<size_t>(kLimbBits - std::countl_zero(limbs_.back()) + 7) / 8;
    length = (limbs_.size() - 1) * 8 + top;
  }
  constexpr size_t kMostBytes = 0x7FFFFF;
  if (length > kMostBytes) throw UserError(ErrorCode::kOutOfRange, "the BIGNUM is too long");
  std::string out(kHeaderBytes + length, '\0');
  const auto header = static_cast<uint32_t>(length) | 0x800000U;
  const uint8_t inversion = negative_ ? 0xFF : 0;
  for (size_t i = 0; i < kHeaderBytes; ++i) {
    out[i] = static_cast<char>(static_cast<uint8_t>(header >> (8 * (2 - i))) ^ inversion);
  }
  for (size_t i = 0; i < length; ++i) {
    const uint64_t limb = i / 8 < limbs_.size() ? limbs_[i / 8] : 0;
    out[out.size() - 1 - i] =
        static_cast<char>(static_cast<uint8_t>(limb >> (i % 8 * 8)) ^ inversion);
  }
  return out;
}

std::string Bignum::ToText() const {
  if (IsZero()) return "0";
  std::string out;  // backwards
  Bignum rest = *this;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerLimb = 10;
  while (!rest.IsZero()) {
    poll.Spend(rest.limbs_.size() * kNanosPerLimb);
    uint64_t chunk = rest.DivideBy(kDecimalChunk);
    for (size_t i = 0; i < kDigitsInChunk && (chunk != 0 || !rest.IsZero()); ++i) {
      out += static_cast<char>('0' + chunk % 10);
      chunk /= 10;
    }
  }
  if (negative_) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

double Bignum::ToDouble() const {
  // The top two limbs, with a bit for whatever lies below, round as the whole number does.
  if (limbs_.empty()) return 0;
  const size_t count = limbs_.size();
  uint128_t top = limbs_.back();
  int exponent = static_cast<int>(std::min<size_t>(count - 1, 1 << 20)) * kLimbBits;
  if (count > 1) {
    top = (top << kLimbBits) | limbs_[count - 2];
    exponent -= kLimbBits;
    const bool more =
        std::any_of(limbs_.begin(), limbs_.end() - 2, [](uint64_t limb) { return limb != 0; });
    if (more) top |= 1;
  }
  const double value = std::ldexp(static_cast<double>(top), exponent);
  return negative_ ? -value : value;
}

bool Bignum::ToInteger(Int256& out) const {
  if (limbs_.size() > Int256::kWords) return false;
  if (limbs_.size() == Int256::kWords && (limbs_.back() >> 63) != 0) return false;
  out = 0;
  const Int256 half = Int256(uint64_t{1} << 32);
  for (size_t i = limbs_.size(); i-- > 0;) out = out * half * half + Int256(limbs_[i]);
  if (negative_) out = -out;
  return true;
}

Bignum Bignum::operator-() const {
  Bignum out = *this;
  out.negative_ = !negative_ && !IsZero();
  return out;
}

Bignum Bignum::operator+(const Bignum& other) const {
  Bignum out;
  if (negative_ == other.negative_) {
    out.negative_ = negative_;
    out.limbs_ = AddMagnitudes(limbs_, other.limbs_);
  } else {
    const bool mine = CompareMagnitudes(limbs_, other.limbs_) >= 0;
    out.negative_ = mine ? negative_ : other.negative_;
    out.limbs_ =
        mine ? SubtractMagnitudes(limbs_, other.limbs_) : SubtractMagnitudes(other.limbs_, limbs_);
  }
  out.Trim();
  return out;
}

std::string BignumToString(std::string_view bytes) {
  return Bignum::FromBytes(bytes).ToText();
}

}  // namespace lakebolt
