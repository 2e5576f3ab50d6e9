#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/csv/dialect.h"

namespace lakebolt::csv {

/// Is the text of one field, as it stands in the file: without its quotes, but with its escapes.
struct RawField {
  const char* data = nullptr;
  uint32_t size = 0;
  bool quoted = false;
  bool escaped = false;  // holds escapes, which Tokenizer::Unescape takes out

  std::string_view view() const { return {data, size}; }
  bool IsEmpty() const { return size == 0 && !quoted; }
};

/// Tells how reading a record ended.
enum class RecordStatus : uint8_t {
  kComplete,
  kOpenQuote,   // the text ended within quotes
  kAfterQuote,  // something else than a delimiter follows a closing quote
};

/// Is one record: its fields, and where the next begins.
struct Record {
  std::vector<RawField> fields;
  const char* next = nullptr;
  RecordStatus status = RecordStatus::kComplete;

  /// Tells whether the record is an empty line.
  bool IsBlank() const { return fields.size() == 1 && fields[0].IsEmpty(); }
};

/// Cuts text into records and fields. Lines end with LF, CR LF or CR; a quote means something only
/// at the start of a field, before which blanks may stand.
class Tokenizer {
 public:
  explicit Tokenizer(Dialect dialect);

  /// Reads the record at `at`, not past `end`. A last line need not end.
  void Read(const char* at, const char* end, Record& record) const;

  /// Returns where the last record of a text that ends within a line begins: `begin` when there is
  /// no whole one.
  const char* LastRecord(const char* begin, const char* end) const;

  /// Tells whether a line is a comment, as a whole.
  bool IsComment(const char* at, const char* end) const {
    return dialect_.comment != 0 && at != end && *at == dialect_.comment;
  }
  /// Returns the start of the line after `at`, whatever quotes say.
  static const char* NextLine(const char* at, const char* end);

  /// Returns the text of a record without the line end before `next`, where the next one begins.
  static std::string_view TextOfRecord(const char* begin, const char* next);

  /// Writes a field's text without its escapes to `out`, of at least its size; returns how much.
  uint32_t Unescape(const RawField& field, char* out) const;

 private:
  bool AtDelimiter(const char* at, const char* end) const {
    return *at == dialect_.delimiter[0] &&
           (dialect_.delimiter.size() == 1 ||
            std::string_view(at, static_cast<size_t>(end - at)).starts_with(dialect_.delimiter));
  }
  /// Finds the next byte that may end a field without quotes.
  const char* FindFieldEnd(const char* at, const char* end) const;
  const char* ReadPlain(const char* at, const char* end, RawField& field) const;
  const char* ReadQuoted(const char* at, const char* end, RawField& field,
                         RecordStatus& status) const;
  /// Reads a field of blanks before and behind quotes; null where it is another one.
  const char* ReadPadded(const char* at, const char* end, RawField& field) const;
  const char* PastBlanks(const char* at, const char* end) const;

  Dialect dialect_;
};

}  // namespace lakebolt::csv
