#pragma once

#include <cstdint>
#include <vector>

#include "io/random_access_file.h"

namespace lakebolt::parquet_format {

/// Reads the bytes of a file's footer, which are a Thrift structure. Throws kCorruptData for what
/// is no Parquet file, kNotSupported for an encrypted one.
std::vector<uint8_t> ReadFooter(const RandomAccessFile& file);

/// Throws kCorruptData for a file that is not what it should be.
[[noreturn]] void ThrowUnreadable(const RandomAccessFile& file, const std::string& what);
/// Throws kNotSupported for an encrypted file.
[[noreturn]] void ThrowEncrypted(const RandomAccessFile& file);

}  // namespace lakebolt::parquet_format
