#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

namespace lakebolt {

/// Returns the nanoseconds of CPU this thread has had: other work on the machine does not count.
inline double ThreadCpuNanos() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Returns the nanoseconds of CPU this process has had, on all its threads.
inline double ProcessCpuNanos() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Returns the least time by `clock` that one of `rounds` calls of `run` takes.
template <typename Clock, typename Run>
double LeastNanos(Clock clock, int rounds, Run run) {
  double least = 1e18;
  for (int round = 0; round < rounds; ++round) {
    const double start = clock();
    run();
    least = std::min(least, clock() - start);
  }
  return least;
}

/// Prints the heading of the lines that PrintKernel prints.
inline void PrintHeading() {
  std::printf("%-44s %10s %10s %10s\n", "kernel", "ns/row", "limit", "GB/s");
}

/// Prints a kernel's nanoseconds a row beside the least that hand-written code took on two cores of
/// Zen 3, and bytes a nanosecond; a limit or size of 0 is not known and left out.
inline void PrintKernel(const std::string& name, double nanos, double limit, double bytes = 0) {
  const auto shown = [](double value) {
    char text[32];
    std::snprintf(text, sizeof text, value == 0 ? "" : "%.2f", value);
    return std::string(text);
  };
  std::printf("%-44s %10.2f %10s %10s\n", name.c_str(), nanos, shown(limit).c_str(),
              shown(bytes / nanos).c_str());
  std::fflush(stdout);
}

}  // namespace lakebolt
