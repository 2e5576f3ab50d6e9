#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lakebolt {

/// Is text that is looked for in many others. Looks at 16 or 32 places at a time by the two bytes
/// of the needle that are rarest in text in general: where both stand is a candidate, which the
/// caller compares.
class Needle {
 public:
  /// Keeps a copy of `bytes`, which are not empty.
  explicit Needle(std::string_view bytes);

  std::string_view bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }

  /// Tells whether the needle stands at `place`, which has size() readable bytes.
  bool StandsAt(const char* place) const;

  /// Returns the first candidate at or behind `from` that ends before `end`, or null. Reads
  /// nothing outside of the two.
  const char* NextCandidate(const char* from, const char* end) const {
    return next_(*this, from, end);
  }

  /// Returns where the needle stands in a text of up to 12 bytes behind which 32 more may be read,
  /// or npos.
  size_t FindInShort(const char* text, uint32_t size) const;

 private:
  using Next = const char* (*)(const Needle&, const char*, const char*);
  static Next ChooseNext();
  static const char* NextSlowly(const Needle& needle, const char* from, const char* end);
  static const char* NextBy16(const Needle& needle, const char* from, const char* end);
  static const char* NextBy32(const Needle& needle, const char* from, const char* end);

  std::string bytes_;
  size_t first_ = 0;   // where the rarest byte stands
  size_t second_ = 0;  // where the next rarest one stands
  Next next_;
};

}  // namespace lakebolt
