#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace lakebolt::fuzz {

/// Takes an input apart from front to back; past its end everything is zero or empty.
class InputReader {
 public:
  InputReader(const uint8_t* data, size_t size) : next_(data), left_(size) {}

  size_t left() const { return left_; }

  template <typename T>
  T Take() {
    T value{};
    const size_t bytes = std::min(sizeof(T), left_);
    std::memcpy(&value, next_, bytes);
    Advance(bytes);
    return value;
  }

  /// Takes a number below `bound`.
  uint32_t TakeBelow(uint32_t bound) { return bound <= 1 ? 0 : Take<uint8_t>() % bound; }

  /// Takes up to `most` bytes.
  std::span<const uint8_t> TakeBytes(size_t most) {
    const std::span<const uint8_t> taken(next_, std::min(most, left_));
    Advance(taken.size());
    return taken;
  }
  std::string TakeText(size_t most) {
    const std::span<const uint8_t> bytes = TakeBytes(most);
    return {bytes.begin(), bytes.end()};
  }
  /// Takes a text up to the next line break, which is taken too.
  std::string TakeLine() {
    const auto* begin = reinterpret_cast<const char*>(next_);
    const auto* end = std::find(begin, begin + left_, '\n');
    std::string line(begin, end);
    Advance(std::min(left_, line.size() + 1));
    return line;
  }

 private:
  void Advance(size_t bytes) {
    next_ += bytes;
    left_ -= bytes;
  }

  const uint8_t* next_;
  size_t left_;
};

}  // namespace lakebolt::fuzz
