#include "format/parquet/footer.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint64_t kMagicBytes = 4;
constexpr uint64_t kTailBytes = 8;  // footer length and magic
// Most footers fit: one read instead of two.
constexpr uint64_t kFirstRead = 64 * 1024;

}  // namespace

void ThrowUnreadable(const RandomAccessFile& file, const std::string& what) {
  throw UserError(ErrorCode::kCorruptData,
                  "\"" + file.path() + "\" is not a readable Parquet file: " + what);
}

void ThrowEncrypted(const RandomAccessFile& file) {
  throw UserError(ErrorCode::kNotSupported,
                  "\"" + file.path() + "\" is encrypted, which is not supported");
}

std::vector<uint8_t> ReadFooter(const RandomAccessFile& file) {
  const uint64_t size = file.size();
  if (size == 0) ThrowUnreadable(file, "it is empty");
  if (size < kMagicBytes + kTailBytes) ThrowUnreadable(file, "it is too short");
  const uint64_t first = std::min(size, kFirstRead);
  std::vector<uint8_t> tail(first);
  file.ReadAt(size - first, first, tail.data());
  const uint8_t* magic = tail.data() + first - kMagicBytes;
  if (std::memcmp(magic, "PARE", kMagicBytes) == 0) ThrowEncrypted(file);
  if (std::memcmp(magic, "PAR1", kMagicBytes) != 0) {
    ThrowUnreadable(file, "it does not end in PAR1 (cut off, or of another format)");
  }
  uint32_t length;
  std::memcpy(&length, tail.data() + first - kTailBytes, sizeof(length));
  if (length == 0 || length > size - kTailBytes - kMagicBytes) {
    ThrowUnreadable(file, "its footer claims " + std::to_string(length) + " bytes, the file has " +
                              std::to_string(size));
  }
  std::vector<uint8_t> footer(length);
  if (length + kTailBytes <= first) {
    std::memcpy(footer.data(), tail.data() + first - kTailBytes - length, length);
  } else {
    file.ReadAt(size - kTailBytes - length, length, footer.data());
  }
  return footer;
}

}  // namespace lakebolt::parquet_format
