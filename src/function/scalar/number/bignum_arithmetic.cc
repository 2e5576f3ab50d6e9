// Sums and differences of BIGNUM. Products go by way of DOUBLE, as DuckDB's do.

#include "types/bignum.h"

#include "function/scalar/family.h"
#include "function/scalar/number/bignum_arithmetic.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

using View = StringView;

StringView Add(StringHeap& heap, const View& a, const View& b) {
  return heap.Add((Bignum::FromBytes(a) + Bignum::FromBytes(b)).ToBytes());
}
StringView Subtract(StringHeap& heap, const View& a, const View& b) {
  return heap.Add((Bignum::FromBytes(a) - Bignum::FromBytes(b)).ToBytes());
}
StringView Negate(StringHeap& heap, const View& a) {
  return heap.Add((-Bignum::FromBytes(a)).ToBytes());
}

}  // namespace

void RegisterBignumArithmetic(FunctionRegistry& registry) {
  const LogicalType bignum = TypeId::kBignum;
  Family family(registry, "math");
  family.Add({"+", "add"}, "", {{"'99999999999999999999'::BIGNUM + 1", "100000000000000000000"}},
             {MakeOverload<View, View>({bignum, bignum}, bignum, Add)});
  family.Add({"-", "subtract"}, "", {{"1::BIGNUM - 2", "-1"}},
             {MakeOverload<View, View>({bignum, bignum}, bignum, Subtract),
              MakeOverload<View>({bignum}, bignum, Negate)});
}

}  // namespace lakebolt
