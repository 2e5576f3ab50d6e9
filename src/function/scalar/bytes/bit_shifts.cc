// Shifts and single bits of integers, as Java and Spark have them: a shift counts modulo the width,
// and bits that leave are lost.

#include <bit>
#include <type_traits>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kInteger = TypeId::kInt32;
const LogicalType kBigint = TypeId::kInt64;

template <typename T>
int WidthOf() {
  return static_cast<int>(sizeof(T) * 8);
}

template <typename T>
T ShiftLeft(T value, int32_t by) {
  return static_cast<T>(static_cast<std::make_unsigned_t<T>>(value) << (by & (WidthOf<T>() - 1)));
}

template <typename T>
T ShiftRight(T value, int32_t by) {
  return static_cast<T>(value >> (by & (WidthOf<T>() - 1)));
}

template <typename T>
T ShiftRightUnsigned(T value, int32_t by) {
  return static_cast<T>(static_cast<std::make_unsigned_t<T>>(value) >> (by & (WidthOf<T>() - 1)));
}

/// Returns a bit, counted from the lowest.
template <typename T>
int8_t GetBit(T value, int32_t position) {
  if (position < 0 || position >= WidthOf<T>()) {
    throw UserError(ErrorCode::kOutOfRange, "there is no bit " + std::to_string(position) +
                                                " in a number of " + std::to_string(WidthOf<T>()) +
                                                " bits");
  }
  return static_cast<int8_t>(static_cast<std::make_unsigned_t<T>>(value) >> position & 1);
}

/// Counts the bits of a bitmap that stand for the numbers of one bucket, as Spark cuts them.
constexpr int64_t kBitmapBits = 32768;

int64_t BitmapBucket(int64_t number) {
  return number > 0 ? (number - 1) / kBitmapBits + 1 : number / kBitmapBits;
}

int64_t BitmapPosition(int64_t number) {
  return number > 0 ? (number - 1) % kBitmapBits : -(number % kBitmapBits);
}

int64_t BitmapCount(const StringView& bitmap) {
  int64_t count = 0;
  for (const char c : bitmap.view()) count += std::popcount(static_cast<unsigned char>(c));
  return count;
}

}  // namespace

void RegisterBitShifts(FunctionRegistry& registry) {
  Family family(registry, "bits");
  family.Add({"shiftleft"}, "Shifts bits left; those that leave are lost.",
             {{"shiftleft(3, 2)", "12"}},
             {MakeOverload<int32_t, int32_t>({kInteger, kInteger}, kInteger, ShiftLeft<int32_t>),
              MakeOverload<int64_t, int32_t>({kBigint, kInteger}, kBigint, ShiftLeft<int64_t>)},
             NeverFails());
  family.Add({"shiftright"}, "Shifts bits right, keeping the sign.", {{"shiftright(-8, 1)", "-4"}},
             {MakeOverload<int32_t, int32_t>({kInteger, kInteger}, kInteger, ShiftRight<int32_t>),
              MakeOverload<int64_t, int32_t>({kBigint, kInteger}, kBigint, ShiftRight<int64_t>)},
             NeverFails());
  family.Add(
      {"shiftrightunsigned"}, "Shifts bits right, with zeros from the left.",
      {{"shiftrightunsigned(-1, 28)", "15"}},
      {MakeOverload<int32_t, int32_t>({kInteger, kInteger}, kInteger, ShiftRightUnsigned<int32_t>),
       MakeOverload<int64_t, int32_t>({kBigint, kInteger}, kBigint, ShiftRightUnsigned<int64_t>)},
      NeverFails());
  family.Add({"bitmap_bucket_number"}, "Returns the number of the bitmap that holds a number.",
             {{"bitmap_bucket_number(123)", "1"}},
             {MakeOverload<int64_t>({kBigint}, kBigint, BitmapBucket)}, NeverFails());
  family.Add({"bitmap_bit_position"}, "Returns the bit that stands for a number in its bitmap.",
             {{"bitmap_bit_position(123)", "122"}},
             {MakeOverload<int64_t>({kBigint}, kBigint, BitmapPosition)}, NeverFails());
  family.Add({"bitmap_count"}, "Counts the bits set in a bitmap.",
             {{"bitmap_count('\\xFF\\x01'::BLOB)", "9"}},
             {MakeOverload<StringView>({TypeId::kBlob}, kBigint, BitmapCount)}, NeverFails());
  family.Add({"getbit", "bit_get"}, "Returns a bit of a number, counted from the lowest.",
             {{"getbit(5, 2)", "1"}},
             {MakeOverload<int32_t, int32_t>({kInteger, kInteger}, TypeId::kInt8, GetBit<int32_t>),
              MakeOverload<int64_t, int32_t>({kBigint, kInteger}, TypeId::kInt8, GetBit<int64_t>)});
}

}  // namespace lakebolt
