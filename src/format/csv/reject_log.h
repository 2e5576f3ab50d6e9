#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lakebolt::csv {

/// Names what may be wrong with a line.
enum class RejectKind : uint8_t {
  kCast,
  kMissingColumns,
  kTooManyColumns,
  kUnquotedValue,
  kLineTooLong,
  kInvalidEncoding,
};

/// Says one thing that is wrong with a line that was left out. Places and columns count from 1.
struct Reject {
  size_t file = 0;  // among those of the table
  uint64_t line = 0;
  uint64_t line_place = 0;  // bytes, of the line
  uint64_t place = 0;       // bytes, of what is wrong
  std::optional<uint64_t> column;
  std::string column_name;  // empty: of no column
  RejectKind kind = RejectKind::kCast;
  std::string text;  // of the line
  std::string message;
};

/// Collects what was wrong with the lines of a table's files. Thread-safe.
class RejectLog {
 public:
  /// Keeps no more than `most`; 0 keeps all.
  explicit RejectLog(uint64_t most) : most_(most) {}

  void Add(Reject reject) {
    const std::lock_guard lock(mutex_);
    if (most_ == 0 || rejects_.size() < most_) rejects_.push_back(std::move(reject));
  }
  std::vector<Reject> rejects() const {
    const std::lock_guard lock(mutex_);
    return rejects_;
  }

 private:
  const uint64_t most_;
  mutable std::mutex mutex_;
  std::vector<Reject> rejects_;
};

}  // namespace lakebolt::csv
