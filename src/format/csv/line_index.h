#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lakebolt::csv {

/// Knows where the fields of plain records end, over a window of text. A record is plain that is
/// one line without quotes, which most records of most files are; all others are a Tokenizer's.
///
/// The window is looked at 64 bytes at a time: the bytes that end fields become bits, and these
/// places. So a field costs a nanosecond or two, where going from field to field takes ten.
class LineIndex {
 public:
  /// Takes `delimiter`, a byte, for what ends fields; LF if only records are looked for.
  LineIndex(char delimiter, char quote) : delimiter_(delimiter), quote_(quote) {}

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
    uint32_t last_end = 0;  // of the last one
  };
  /// Returns the record at `at`, which is at or behind the one before it, if it is plain and ends
  /// within the window.
  std::optional<Line> At(const char* at);

  const char* base() const { return base_; }

 private:
  static constexpr ptrdiff_t kWindow = 64 << 10;

  void AddBlock(const char* at, uint64_t valid);

  char delimiter_;
  char quote_;
  const char* base_ = nullptr;
  const char* last_line_end_ = nullptr;
  std::vector<uint32_t> ends_;   // of fields: delimiters and LFs
  std::vector<uint32_t> lines_;  // places in `ends_` of the LFs
  std::vector<uint32_t> odd_;    // quotes, and CRs that are not before a LF
  size_t end_count_ = 0;
  size_t first_ = 0;  // the next record's first place in `ends_`
  size_t line_ = 0;
  size_t next_odd_ = 0;
};

}  // namespace lakebolt::csv
