// Measures joins: CPU nanoseconds a build row and a probe row, one thread, by key shape. The probe
// side carries one payload column, the build side one, as most joins do.
//
// Usage: lakebolt_bench_join [build rows] [probe rows]

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "exec/join/join_spec.h"
#include "measure.h"

namespace lakebolt {
namespace {

constexpr uint32_t kChunk = 2048;

using KeyAt = std::function<uint64_t(uint64_t)>;

Vector Int64s(uint64_t first, uint32_t count, const KeyAt& at) {
  Vector out(TypeId::kInt64, count);
  for (uint32_t i = 0; i < count; ++i) {
    out.mutable_values<int64_t>()[i] = static_cast<int64_t>(at(first + i));
  }
  return out;
}

Vector Strings(uint64_t first, uint32_t count, const KeyAt& at) {
  Vector out(TypeId::kVarchar, count);
  auto heap = std::make_shared<StringHeap>();
  for (uint32_t i = 0; i < count; ++i) {
    out.mutable_values<StringView>()[i] = heap->Add("customer#" + std::to_string(at(first + i)));
  }
  out.AddOwner(heap);
  return out;
}

std::vector<Chunk> Chunks(uint64_t rows, bool strings, const KeyAt& at) {
  std::vector<Chunk> chunks;
  for (uint64_t row = 0; row < rows; row += kChunk) {
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(kChunk, rows - row));
    std::vector<Vector> columns;
    columns.push_back(strings ? Strings(row, count, at) : Int64s(row, count, at));
    columns.push_back(Int64s(row, count, [](uint64_t i) { return i; }));
    chunks.emplace_back(std::move(columns), count);
  }
  return chunks;
}

struct Case {
  const char* name;
  JoinKind kind;
  bool strings;
  KeyAt build;
  KeyAt probe;
};

void Run(const Case& one, uint64_t build_rows, uint64_t probe_rows) {
  const std::vector<Chunk> build = Chunks(build_rows, one.strings, one.build);
  const std::vector<Chunk> probe = Chunks(probe_rows, one.strings, one.probe);
  const LogicalType key = one.strings ? TypeId::kVarchar : TypeId::kInt64;
  MemoryPool memory(int64_t{1} << 36);
  CancellationToken cancellation;
  QueryContext query;
  query.memory = &memory;
  query.cancellation = &cancellation;
  double best_build = 1e9;
  double best_probe = 1e9;
  uint64_t rows = 0;
  std::string details;
  for (int round = 0; round < 3; ++round) {
    JoinSpec spec;
    spec.kind = one.kind;
    spec.probe_keys = {std::make_shared<InputExpr>(0, key)};
    spec.build_keys = {std::make_shared<InputExpr>(0, key)};
    spec.probe_types = spec.build_types = {key, TypeId::kInt64};
    spec.probe_output = {1};
    if (one.kind != JoinKind::kSemi) spec.build_output = {1};
    JoinOperators join = MakeJoin(spec, query);
    join.runtime_filters.clear();
    TaskContext context{query, [] {}};
    const auto begin = ThreadCpuNanos();
    const auto local = join.build->MakeLocal(context);
    for (const Chunk& chunk : build) {
      Chunk copy = chunk;
      join.build->Consume(context, *local, copy);
    }
    join.build->Merge(context, *local);
    uint32_t parts = join.build->PrepareFinish(context);
    for (; parts > 0; parts = join.build->NextStage(context)) {
      for (uint32_t part = 0; part < parts; ++part) join.build->FinishPart(context, part);
    }
    join.build->Finish(context);
    const auto built = ThreadCpuNanos();
    const auto probing = join.probe->MakeLocal(context);
    rows = 0;
    for (const Chunk& chunk : probe) {
      Chunk copy = chunk;
      Chunk out;
      while (join.probe->Process(context, *probing, copy, out) == TransformStatus::kMoreOutput) {
        rows += out.count();
      }
      rows += out.count();
    }
    const auto done = ThreadCpuNanos();
    best_build = std::min(best_build, (built - begin) / static_cast<double>(build_rows));
    best_probe = std::min(best_probe, (done - built) / static_cast<double>(probe_rows));
    details = join.build->Details()[0];
  }
  std::printf("%-34s %8.1f %8.1f %10llu  %s\n", one.name, best_build, best_probe,
              static_cast<unsigned long long>(rows), details.c_str());
}

int Main(int argc, char** argv) {
  const uint64_t n = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'500'000;
  const uint64_t probes = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 4 * n;
  const auto mix = [](uint64_t i) { return (i * 0x9E3779B97F4A7C15ULL) ^ (i >> 7) * 31; };
  const auto dense = [](uint64_t i) { return i; };
  const auto clustered = [=](uint64_t i) { return i * n / probes; };
  const auto random = [=](uint64_t i) { return mix(i) % n; };
  const auto shuffled = [=](uint64_t i) { return i * 7'654'321 % n; };
  const auto times = [](uint64_t factor, auto at) {
    return [=](uint64_t i) { return at(i) * factor; };
  };
  const Case cases[] = {
      {"array, clustered", JoinKind::kInner, false, dense, clustered},
      {"array, random", JoinKind::kInner, false, shuffled, random},
      {"array, random, 10 % hit", JoinKind::kInner, false, shuffled,
       [=](uint64_t i) { return mix(i) % (10 * n); }},
      {"array, left, random, 10 % hit", JoinKind::kLeft, false, shuffled,
       [=](uint64_t i) { return mix(i) % (10 * n); }},
      {"bitmap (semi), random, 10 % hit", JoinKind::kSemi, false, shuffled,
       [=](uint64_t i) { return mix(i) % (10 * n); }},
      {"8-byte slots, clustered", JoinKind::kInner, false, times(100, dense),
       times(100, clustered)},
      {"8-byte slots, random", JoinKind::kInner, false, times(100, shuffled), times(100, random)},
      {"8-byte slots, random, 10 % hit", JoinKind::kInner, false, times(100, shuffled),
       [=](uint64_t i) { return mix(i) % (10 * n) * 10; }},
      {"16-byte slots, random", JoinKind::kInner, false, times(1'000'003, shuffled),
       times(1'000'003, random)},
      {"array, 4 rows a key, 1/16 probes", JoinKind::kInner, false,
       [=](uint64_t i) { return i / 4; },
       [=](uint64_t i) { return i % 16 == 0 ? mix(i) % (n / 4) : n; }},
      {"strings, random", JoinKind::kInner, true, shuffled, random},
  };
  std::printf("%-34s %8s %8s %10s\n", "ns", "build", "probe", "rows");
  for (const Case& one : cases) Run(one, n, probes);
  return 0;
}

}  // namespace
}  // namespace lakebolt

int main(int argc, char** argv) {
  return lakebolt::Main(argc, argv);
}
