#include "function/scalar/number/multiply_block.h"

#include <bit>

#include "base/simd_level.h"

namespace lakebolt {

namespace {

/// Holds the bits that are set in the size of some number, of both sides.
struct Bits {
  uint64_t a = 0;
  uint64_t b = 0;
};

using Multiply = Bits (*)(const int64_t*, const int64_t*, uint32_t, int64_t*);

/// Maps a number to one of as many bits without sign: n or -n - 1.
inline uint64_t Magnitude(int64_t number) {
  return static_cast<uint64_t>(number ^ (number >> 63));
}

template <bool kConstant>
[[gnu::always_inline]] inline Bits Loop(const int64_t* a, const int64_t* b, uint32_t count,
                                        int64_t* out) {
  Bits bits;
  const int64_t constant = b[0];
  if (kConstant) bits.b = Magnitude(constant);
  for (uint32_t i = 0; i < count; ++i) {
    const int64_t factor = kConstant ? constant : b[i];
    bits.a |= Magnitude(a[i]);
    if (!kConstant) bits.b |= Magnitude(factor);
    out[i] = static_cast<int64_t>(static_cast<uint64_t>(a[i]) * static_cast<uint64_t>(factor));
  }
  return bits;
}

template <bool kConstant>
Bits LoopPortable(const int64_t* a, const int64_t* b, uint32_t count, int64_t* out) {
  return Loop<kConstant>(a, b, count, out);
}

#if defined(__x86_64__)
template <bool kConstant>
[[gnu::target("avx2")]] Bits LoopAvx2(const int64_t* a, const int64_t* b, uint32_t count,
                                      int64_t* out) {
  return Loop<kConstant>(a, b, count, out);
}
// A multiplication of eight 64-bit numbers is one instruction here.
template <bool kConstant>
[[gnu::target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")]] Bits LoopAvx512(
    const int64_t* a, const int64_t* b, uint32_t count, int64_t* out) {
  return Loop<kConstant>(a, b, count, out);
}

template <bool kConstant>
Multiply Choose() {
  if (HasAvx512()) return LoopAvx512<kConstant>;
  return HasAvx2() ? LoopAvx2<kConstant> : LoopPortable<kConstant>;
}
#else
template <bool kConstant>
Multiply Choose() {
  return LoopPortable<kConstant>;
}
#endif

}  // namespace

bool MultiplyBlock(const int64_t* a, const int64_t* b, uint32_t b_step, uint32_t count,
                   int most_bits, int64_t* out) {
  static const Multiply by_constant = Choose<true>();
  static const Multiply by_pairs = Choose<false>();
  const Bits bits = (b_step == 0 ? by_constant : by_pairs)(a, b, count, out);
  // |n| <= 2^width for a magnitude of `width` bits, so |a * b| <= 2^(width of a + width of b).
  return static_cast<int>(std::bit_width(bits.a) + std::bit_width(bits.b)) < most_bits;
}

}  // namespace lakebolt
