// Measures the Parquet scan: CPU nanoseconds a row and column, one thread, best of some runs.
//
// Usage: lakebolt_bench_parquet_scan FILE [column]

#include <algorithm>
#include <cstdio>
#include <string>

#include "format/parquet/parquet_table.h"
#include "measure.h"

namespace lakebolt {
namespace {

constexpr int kRuns = 5;

struct Measured {
  double nanos = 0;
  uint64_t rows = 0;
  uint64_t chunks = 0;
  uint64_t dictionary_chunks = 0;
};

Measured ScanColumn(const TableSource& table, uint32_t column) {
  ScanRequest request;
  request.columns = {column};
  Measured measured;
  const double start = ThreadCpuNanos();
  const auto scan = table.Scan(request);
  const auto local = scan->MakeLocalState();
  ScanContext context;
  Chunk chunk;
  while (scan->Next(*local, context, chunk) == ScanStatus::kRows) {
    if (chunk.count() == 0) continue;
    measured.rows += chunk.count();
    ++measured.chunks;
    measured.dictionary_chunks += chunk.column(0).IsDictionary() ? 1 : 0;
  }
  measured.nanos = ThreadCpuNanos() - start;
  return measured;
}

int Main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FILE [column]\n", argv[0]);
    return 2;
  }
  const auto table = OpenParquet({argv[1]});
  std::printf("%-20s %-16s %10s %12s\n", "column", "type", "ns/row", "dictionary");
  for (uint32_t column = 0; column < table->schema().size(); ++column) {
    const Field& field = table->schema()[column];
    if (argc > 2 && field.name != argv[2]) continue;
    Measured best = ScanColumn(*table, column);
    for (int run = 1; run < kRuns; ++run) {
      const Measured next = ScanColumn(*table, column);
      if (next.nanos < best.nanos) best = next;
    }
    const auto rows = static_cast<double>(std::max<uint64_t>(best.rows, 1));
    const auto chunks = static_cast<double>(std::max<uint64_t>(best.chunks, 1));
    std::printf("%-20s %-16s %10.2f %11.0f%%\n", field.name.c_str(), field.type.ToString().c_str(),
                best.nanos / rows, 100.0 * static_cast<double>(best.dictionary_chunks) / chunks);
  }
  return 0;
}

}  // namespace
}  // namespace lakebolt

int main(int argc, char** argv) {
  return lakebolt::Main(argc, argv);
}
