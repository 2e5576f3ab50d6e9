#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Names the family of an error; each maps to one five-character SQLSTATE.
enum class ErrorCode : uint8_t {
  kSyntax,           // 42601
  kUnknownColumn,    // 42703
  kUnknownTable,     // 42P01
  kUnknownFunction,  // 42883
  kAmbiguousName,    // 42702
  kDuplicateName,    // 42710
  kTypeMismatch,     // 42804
  kInvalidQuery,     // 42P10: well-formed SQL that means nothing (grouping errors and the like)
  kNotSupported,     // 0A000
  kDivisionByZero,   // 22012
  kOutOfRange,       // 22003
  kInvalidCast,      // 22P02
  kInvalidArgument,  // 22023
  kCardinality,      // 21000: a scalar subquery gave more than one row
  kIo,               // 58030
  kCorruptData,      // 58P03
  kOutOfMemory,      // 53200
  kOutOfDisk,        // 53100
  kCancelled,        // 57014
  kTooComplex,       // 54001
  kConstraint,       // 23000
};

/// Returns the SQLSTATE of `code`, such as "42703".
std::string_view SqlState(ErrorCode code);

/// Returns the name users see for `code`, such as "unknown column".
std::string_view ErrorCodeName(ErrorCode code);

/// Marks a range of bytes in the SQL text; `begin` is zero-based.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool IsValid() const { return end > begin; }
};

/// Reports a mistake that the user can mend: bad SQL, bad data, a missing file, too little memory.
class UserError : public std::runtime_error {
 public:
  UserError(ErrorCode code, const std::string& message, SourceRange range = {},
            std::string hint = "");

  ErrorCode code() const { return code_; }
  SourceRange range() const { return range_; }
  const std::string& hint() const { return hint_; }

  /// Returns a copy that points at `range`, unless a position is already set.
  UserError At(SourceRange range) const;

  /// Renders the message for people: code, message, and, when `sql` holds the range, the line with
  /// a caret under it, then the hint.
  std::string Render(std::string_view sql = {}) const;

 private:
  ErrorCode code_;
  SourceRange range_;
  std::string hint_;
};

/// Reports a bug in Lakebolt itself; never the user's fault.
class InternalError : public std::logic_error {
 public:
  explicit InternalError(const std::string& message);
};

/// Finds up to three names in `candidates` that are close to `name` (edit distance, case-blind).
std::vector<std::string> NearestNames(std::string_view name,
                                      const std::vector<std::string>& candidates);

/// Phrases the nearest names as a hint: `did you mean "a" or "b"?`, or "" when none is near.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace lakebolt
