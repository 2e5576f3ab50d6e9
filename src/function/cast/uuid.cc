// Casts of UUIDs to and from their bytes and their number.

#include "types/uuid.h"

#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

constexpr uint32_t kUuidBytes = 16;
constexpr uint128_t kTopBit = static_cast<uint128_t>(1) << 127;

Vector UuidToBlob(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  auto heap = std::make_shared<StringHeap>();
  Vector out =
      CastEach<int128_t, StringView>(input, to, rows, mode, [&](int128_t uuid, StringView& bytes) {
        uint8_t raw[kUuidBytes];
        UuidToBytes(uuid, raw);
        bytes = heap->Add({reinterpret_cast<const char*>(raw), kUuidBytes});
        return true;
      });
  out.AddOwner(std::move(heap));
  return out;
}

Vector BlobToUuid(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<StringView, int128_t>(
      input, to, rows, mode, [](const StringView& bytes, int128_t& uuid) {
        const bool fits = bytes.size() == kUuidBytes;
        uuid = fits ? UuidFromBytes(reinterpret_cast<const uint8_t*>(bytes.data())) : 0;
        return fits;
      });
}

Vector UuidToNumber(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<int128_t, uint128_t>(input, to, rows, mode, [](int128_t uuid, uint128_t& out) {
    out = static_cast<uint128_t>(uuid) ^ kTopBit;
    return true;
  });
}

Vector NumberToUuid(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<uint128_t, int128_t>(input, to, rows, mode, [](uint128_t number, int128_t& out) {
    out = static_cast<int128_t>(number ^ kTopBit);
    return true;
  });
}

}  // namespace

CastKernel FindUuidCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() == TypeId::kUuid) {
    if (to.id() == TypeId::kBlob) return UuidToBlob;
    return to.id() == TypeId::kUInt128 ? UuidToNumber : nullptr;
  }
  if (to.id() != TypeId::kUuid) return nullptr;
  if (from.id() == TypeId::kBlob) return BlobToUuid;
  return from.id() == TypeId::kUInt128 ? NumberToUuid : nullptr;
}

}  // namespace lakebolt
