#include "format/parquet/write/chunk_encoder.h"

#include "base/error.h"
#include "format/parquet/write/typed_chunk_encoder.h"

namespace lakebolt::parquet_format {

std::unique_ptr<ChunkEncoder> MakeChunkEncoder(const StoredLeaf& leaf, const LeafPlan& plan) {
  const bool is_unsigned = leaf.type.IsUnsignedInteger();
  switch (leaf.physical) {
    case PhysicalKind::kBoolean:
      return std::make_unique<TypedChunkEncoder<BooleanKind>>(leaf, plan);
    case PhysicalKind::kInt32:
      if (is_unsigned) {
        return std::make_unique<TypedChunkEncoder<NumberKind<uint32_t>>>(leaf, plan);
      }
      return std::make_unique<TypedChunkEncoder<NumberKind<int32_t>>>(leaf, plan);
    case PhysicalKind::kInt64:
      if (is_unsigned) {
        return std::make_unique<TypedChunkEncoder<NumberKind<uint64_t>>>(leaf, plan);
      }
      return std::make_unique<TypedChunkEncoder<NumberKind<int64_t>>>(leaf, plan);
    case PhysicalKind::kFloat:
      return std::make_unique<TypedChunkEncoder<FloatKind<float>>>(leaf, plan);
    case PhysicalKind::kDouble:
      return std::make_unique<TypedChunkEncoder<FloatKind<double>>>(leaf, plan);
    case PhysicalKind::kByteArray:
      return std::make_unique<TypedChunkEncoder<BytesKind>>(leaf, plan);
    case PhysicalKind::kFixed: break;
    default: throw InternalError("a physical type that is not written");
  }
  if (leaf.type.id() == TypeId::kUuid) {
    return std::make_unique<TypedChunkEncoder<UuidKind>>(leaf, plan);
  }
  if (leaf.type.id() == TypeId::kInterval) {
    return std::make_unique<TypedChunkEncoder<IntervalKind>>(leaf, plan);
  }
  if (leaf.type.precision() <= kMaxDecimal128Precision) {
    return std::make_unique<TypedChunkEncoder<WideDecimalKind<int128_t>>>(leaf, plan);
  }
  return std::make_unique<TypedChunkEncoder<WideDecimalKind<Int256>>>(leaf, plan);
}

}  // namespace lakebolt::parquet_format
