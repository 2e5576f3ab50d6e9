#pragma once

#include <chrono>

#include "api/result.h"

namespace lakebolt {

/// Shows how far a query is, on standard error, when that is a terminal and the query takes long.
class ProgressLine {
 public:
  /// Shows nothing at all unless `wanted`.
  explicit ProgressLine(bool wanted);
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Waits until `result` has rows or has ended, showing progress meanwhile.
  void WaitFor(Result& result);
  /// Takes the line away.
  void Clear();

 private:
  void Draw(const QueryProgress& progress, double seconds);

  bool enabled_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point started_;
};

/// Words how far a query is after `seconds`, in at most `width` cells: bar, share, rows read, rows
/// a second, time left.
std::string ProgressText(const QueryProgress& progress, double seconds, int width);

}  // namespace lakebolt
