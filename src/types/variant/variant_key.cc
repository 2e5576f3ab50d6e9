#include "types/variant/variant_key.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/cancellation_scope.h"
#include "types/format.h"

namespace lakebolt {

namespace {

/// Begins the keys of values that come in this order.
enum class Rank : uint8_t {
  kFalse = 1,
  kTrue,
  kExact,
  kFloating,
  kText,
  kBinary,
  kUuid,
  kMoment,
  kMomentWithZone,
  kTime,
  kArray,
  kObject,
  kNull,
};

constexpr uint64_t kNanosPerValue = 100;

/// Writes keys one behind the other; each ends so that none is the beginning of another.
class KeyWriter {
 public:
  std::string Run(const VariantView& variant) {
    Write(variant);
    return std::move(out_);
  }

 private:
  void Write(const VariantView& variant);
  void WritePrimitive(const VariantView& variant);
  void WriteParts(const VariantView& variant);
  void WriteBytes(std::string_view bytes);
  void WriteWhole(int128_t value);
  void WriteExact(int128_t unscaled, int scale);
  void WriteFloating(double value);
  void WriteNumber(Rank rank, bool negative, int exponent, std::string_view digits);
  void WriteRank(Rank rank) { out_ += static_cast<char>(rank); }

  std::string out_;
  CancellationPoll poll_;
};

void KeyWriter::Write(const VariantView& variant) {
  poll_.Spend(kNanosPerValue);
  switch (variant.shape()) {
    case VariantShape::kObject:
    case VariantShape::kArray: return WriteParts(variant);
    case VariantShape::kPrimitive:
    case VariantShape::kShortString: return WritePrimitive(variant);
  }
}

void KeyWriter::WriteParts(const VariantView& variant) {
  constexpr char kPart = 1;
  constexpr char kEnd = 0;
  const bool is_object = variant.shape() == VariantShape::kObject;
  WriteRank(is_object ? Rank::kObject : Rank::kArray);
  for (uint32_t i = 0; i < variant.size(); ++i) {
    out_ += kPart;
    if (is_object) WriteBytes(variant.Key(i));
    Write(variant.Part(i));
  }
  out_ += kEnd;
}

void KeyWriter::WritePrimitive(const VariantView& variant) {
  constexpr int128_t kNanosPerDay = int128_t{86'400'000'000'000};
  constexpr int128_t kNanosPerMicro = 1000;
  const auto write = [&](Rank rank, int128_t value) {
    WriteRank(rank);
    WriteWhole(value);
  };
  switch (variant.primitive()) {
    case VariantPrimitive::kNull: return WriteRank(Rank::kNull);
    case VariantPrimitive::kTrue: return WriteRank(Rank::kTrue);
    case VariantPrimitive::kFalse: return WriteRank(Rank::kFalse);
    case VariantPrimitive::kInt8:
    case VariantPrimitive::kInt16:
    case VariantPrimitive::kInt32:
    case VariantPrimitive::kInt64: return WriteExact(variant.integral(), 0);
    case VariantPrimitive::kDecimal4:
    case VariantPrimitive::kDecimal8:
    case VariantPrimitive::kDecimal16: return WriteExact(variant.integral(), variant.scale());
    case VariantPrimitive::kFloat:
    case VariantPrimitive::kDouble: return WriteFloating(variant.floating());
    case VariantPrimitive::kDate: return write(Rank::kMoment, variant.integral() * kNanosPerDay);
    case VariantPrimitive::kTimestamp:
      return write(Rank::kMoment, variant.integral() * kNanosPerMicro);
    case VariantPrimitive::kTimestampNanos: return write(Rank::kMoment, variant.integral());
    case VariantPrimitive::kTimestampTz:
      return write(Rank::kMomentWithZone, variant.integral() * kNanosPerMicro);
    case VariantPrimitive::kTimestampTzNanos:
      return write(Rank::kMomentWithZone, variant.integral());
    case VariantPrimitive::kTime: return write(Rank::kTime, variant.integral());
    case VariantPrimitive::kUuid: return write(Rank::kUuid, variant.integral());
    case VariantPrimitive::kBinary: WriteRank(Rank::kBinary); return WriteBytes(variant.text());
    case VariantPrimitive::kString: WriteRank(Rank::kText); return WriteBytes(variant.text());
  }
}

/// Ends bytes with two zeros; a zero among them is followed by a byte that is none.
void KeyWriter::WriteBytes(std::string_view bytes) {
  for (const char byte : bytes) {
    out_ += byte;
    if (byte == 0) out_ += static_cast<char>(0xff);
  }
  out_.append(2, 0);
}

/// Writes the highest byte first, the sign turned round.
void KeyWriter::WriteWhole(int128_t value) {
  constexpr int kBits = 128;
  const uint128_t bits = static_cast<uint128_t>(value) ^ (uint128_t{1} << (kBits - 1));
  for (int shift = kBits - 8; shift >= 0; shift -= 8) out_ += static_cast<char>(bits >> shift);
}

void KeyWriter::WriteExact(int128_t unscaled, int scale) {
  std::string digits = Int128ToString(unscaled);
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  WriteNumber(Rank::kExact, negative, static_cast<int>(digits.size()) - scale, digits);
}

void KeyWriter::WriteFloating(double value) {
  constexpr int kInfinite = 20'000;
  constexpr int kNotANumber = 30'000;
  if (std::isnan(value)) return WriteNumber(Rank::kFloating, false, kNotANumber, "1");
  if (std::isinf(value)) return WriteNumber(Rank::kFloating, value < 0, kInfinite, "1");
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof(text), std::abs(value), std::chars_format::scientific).ptr;
  const char* const e = std::find(text, end, 'e');
  std::string digits(static_cast<const char*>(text), e);
  std::erase(digits, '.');
  WriteNumber(Rank::kFloating, value < 0, std::atoi(e + 1) + 1, digits);
}

/// Writes 0.digits times ten to the power of `exponent`.
void KeyWriter::WriteNumber(Rank rank, bool negative, int exponent, std::string_view digits) {
  constexpr int kBias = 1 << 15;
  const size_t last = digits.find_last_not_of('0');
  std::string magnitude;
  if (last != std::string_view::npos) {
    const int biased = exponent + kBias;
    magnitude = {static_cast<char>(biased >> 8), static_cast<char>(biased)};
    magnitude += digits.substr(0, last + 1);
    magnitude += '\0';
  }
  negative = negative && !magnitude.empty();
  if (negative) {
    for (char& byte : magnitude) byte = static_cast<char>(~byte);
  }
  WriteRank(rank);
  out_ += static_cast<char>(magnitude.empty() ? 1 : negative ? 0 : 2);
  out_ += magnitude;
}

}  // namespace

std::string VariantKey(const VariantView& variant) {
  return KeyWriter().Run(variant);
}

}  // namespace lakebolt
