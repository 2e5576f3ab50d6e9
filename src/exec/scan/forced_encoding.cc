#include "exec/scan/forced_encoding.h"

#include <memory>
#include <numeric>
#include <utility>

namespace lakebolt {

namespace {

Vector AsDictionary(Vector column) {
  const uint32_t size = column.size();
  BufferPtr codes = Buffer::Allocate(size * sizeof(uint32_t));
  std::iota(codes->as<uint32_t>(), codes->as<uint32_t>() + size, 0U);
  return Vector::Dictionary(std::make_shared<const Vector>(std::move(column)), std::move(codes),
                            size);
}

}  // namespace

ForcedEncoding ParseForcedEncoding(const std::string& setting) {
  if (setting == "dictionary") return ForcedEncoding::kDictionary;
  return setting == "constant" ? ForcedEncoding::kConstant : ForcedEncoding::kNone;
}

void ForceEncoding(ForcedEncoding encoding, Chunk& chunk) {
  if (encoding == ForcedEncoding::kNone) return;
  for (Vector& column : chunk.mutable_columns()) {
    if (!column.IsFlat() || column.type().IsNested()) continue;
    if (encoding == ForcedEncoding::kDictionary) {
      column = AsDictionary(std::move(column));
    } else if (column.size() == 1) {
      column = Vector::Constant(column.GetValue(0), 1);
    }
  }
}

}  // namespace lakebolt
