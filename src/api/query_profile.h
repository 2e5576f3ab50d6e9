#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lakebolt {

class Result;

/// Tells what one operator of a finished query's plan did.
struct OperatorProfile {
  std::string name;
  std::vector<std::string> details;
  bool measured = false;       // false: part of another operator, which counts for both
  double estimated_rows = -1;  // negative: unknown
  uint64_t rows = 0;           // given out
  uint64_t nanoseconds = 0;    // summed over workers
  uint64_t bytes_read = 0;
  uint64_t bytes_spilled = 0;
  std::vector<OperatorProfile> children;
};

/// Tells how long an optimizer pass took.
struct PassProfile {
  std::string name;
  double milliseconds = 0;
};

/// Tells where the time of a finished query went.
struct QueryProfile {
  OperatorProfile plan;
  std::vector<PassProfile> passes;
  double seconds = 0;  // from the first pass to the last row
  double optimizer_seconds = 0;
  uint64_t worker_nanoseconds = 0;  // of all operators, those that no plan node names among them
  int64_t peak_memory = 0;
};

/// Collects what the operators of a query counted, all of whose rows were taken; nothing for a
/// statement that runs no plan.
std::optional<QueryProfile> ProfileOf(const Result& result, double seconds);

/// Tells by which factor an estimate was off, 1 or more; 0 when there is none.
double EstimateError(const OperatorProfile& node);

}  // namespace lakebolt
