#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace lakebolt {

/// Says how a sequence counts.
struct SequenceOptions {
  int64_t start = 1;
  int64_t increment = 1;
  int64_t min = 1;
  int64_t max = INT64_MAX;
  bool cycle = false;
};

/// Gives numbers, each once; rolling back does not give them back. Thread-safe.
class Sequence {
 public:
  Sequence(std::string name, SequenceOptions options)
      : name_(std::move(name)), options_(options), next_(options.start) {}

  const std::string& name() const { return name_; }
  const SequenceOptions& options() const { return options_; }

  /// Returns the next number; throws kOutOfRange past the last one.
  int64_t Next();
  /// Goes on from `value`, which counts as given when `called`; else it is the next one. Throws
  /// kOutOfRange for numbers that are none of the sequence's.
  void Set(int64_t value, bool called);
  /// Returns the last number given; throws kInvalidArgument before the first.
  int64_t Current() const;
  std::optional<int64_t> last() const;

 private:
  std::string name_;
  SequenceOptions options_;
  mutable std::mutex mutex_;
  int64_t next_;
  bool exhausted_ = false;
  std::optional<int64_t> last_;
};

}  // namespace lakebolt
