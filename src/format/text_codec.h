#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace lakebolt {

/// Lists the suffixes of compressed text files, with the codec that each names.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kTextCodecs = {
    {{".gz", "gzip"}, {".zst", "zstd"}}};

/// Returns the codec that a path's suffix names, or "".
inline std::string_view CodecOfPath(std::string_view path) {
  for (const auto& [suffix, codec] : kTextCodecs) {
    if (path.ends_with(suffix)) return codec;
  }
  return {};
}

/// Returns a path without the suffix that names a codec.
inline std::string_view WithoutCodec(std::string_view path) {
  for (const auto& [suffix, codec] : kTextCodecs) {
    if (path.ends_with(suffix)) return path.substr(0, path.size() - suffix.size());
  }
  return path;
}

}  // namespace lakebolt
