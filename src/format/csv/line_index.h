#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "format/csv/dialect.h"

namespace lakebolt::csv {

/// Knows where the fields of plain records end, over a window of text. A record is plain whose
/// quotes stand around whole fields and hold none themselves, which most records of most files
/// are; all others are a Tokenizer's.
///
/// The window is looked at 64 bytes at a time: the bytes that end fields become bits, and these
/// places. So a field costs a nanosecond or two, where going from field to field takes ten. What
/// stands within quotes follows from the number of quotes before it (Langdale and Lemire, "Parsing
/// Gigabytes of JSON per Second", VLDB Journal 2019). Invariant: up to the end of the window each
/// quote was the first or last byte of a field or one of a pair, so that this number tells.
class LineIndex {
 public:
  enum class Scope : uint8_t {
    kFields,
    kLines,  // only records are looked for
  };

  /// Needs a delimiter of one byte.
  LineIndex(const Dialect& dialect, Scope scope);

  /// Tells whether Build needs not be called for the record at `at`: it lies in the window, or so
  /// near to its beginning that another would bring little, as lines are long or end with CR.
  bool Covers(const char* at) const {
    return base_ != nullptr && (at < last_line_end_ || at - base_ < kWindow / 2);
  }
  /// Looks at a window of text from `begin` on, a record's beginning, but not past `end`, behind
  /// which 64 bytes are readable.
  void Build(const char* begin, const char* end);

  /// Is a plain record; valid until the next Build.
  struct Line {
    const char* begin = nullptr;
    const char* next = nullptr;      // the record behind it
    const uint32_t* ends = nullptr;  // of all fields but the last, counted from base()
    uint32_t fields = 0;
    uint32_t last_end = 0;       // of the last one
    bool may_be_quoted = false;  // some fields have quotes around them
  };
  /// Returns the record at `at`, which is at or behind the one before it, if it is plain and ends
  /// within the window.
  std::optional<Line> At(const char* at);

  const char* base() const { return base_; }

 private:
  static constexpr ptrdiff_t kWindow = 64 << 10;

  /// Is what a block of 64 bytes has to know of the one before it; bits as in the lowest place.
  struct Carry {
    uint64_t within = 0;       // all bits set: the block begins within quotes
    uint64_t after_end = 1;    // the byte before it ends a field
    uint64_t after_close = 0;  // the byte before it is a closing quote
  };

  /// Adds a block of which `valid` bytes belong to the window; false where quotes stand amid a
  /// field, from which on nothing is known.
  bool AddBlock(const char* at, uint64_t valid, Carry& carry);
  void AddBits(const char* at, uint64_t ends, uint64_t line_feeds, uint64_t odd);

  char delimiter_;
  char quote_;
  bool pairs_quotes_;  // a quote within quotes is written twice, or not at all
  bool only_lines_;
  const char* base_ = nullptr;
  const char* last_line_end_ = nullptr;
  std::vector<uint32_t> ends_;   // of fields: delimiters and LFs
  std::vector<uint32_t> lines_;  // places in `ends_` of the LFs
  std::vector<uint32_t> odd_;    // what no plain record has
  bool has_quotes_ = false;
  size_t end_count_ = 0;
  size_t first_ = 0;  // the next record's first place in `ends_`
  size_t line_ = 0;
  size_t next_odd_ = 0;
};

}  // namespace lakebolt::csv
