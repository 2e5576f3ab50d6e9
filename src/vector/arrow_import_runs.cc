#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>

#include "vector/arrow_column.h"

namespace lakebolt {

namespace {

/// Numbers the run of each row; `ends` says behind which row of the whole array each run ends.
template <typename End>
BufferPtr RunsOfRows(const ArrowColumn& in, const ArrowColumn& runs) {
  BufferPtr codes = Buffer::Allocate(in.count * sizeof(uint32_t));
  if (in.count == 0) return codes;
  const Values<End> ends = runs.values<End>(1) + runs.first();
  // Runs that end before the first row are passed over by bisection.
  uint32_t run = 0;
  for (uint32_t step = runs.count; step > 0;) {
    const uint32_t half = step / 2;
    const bool before = static_cast<int64_t>(ends[run + half]) <= in.first();
    run += before ? half + 1 : 0;
    step = before ? step - half - 1 : half;
  }
  for (uint32_t i = 0; i < in.count; ++i) {
    while (run < runs.count && static_cast<int64_t>(ends[run]) <= in.first() + i) ++run;
    if (run == runs.count) in.Corrupt("fewer rows in its runs than it says");
    codes->as<uint32_t>()[i] = run;
  }
  return codes;
}

}  // namespace

Vector ImportRuns(const ArrowColumn& in, const LogicalType& type) {
  const ArrowArray& ends = *in.array.children[0];
  const ArrowArray& values = *in.array.children[1];
  if (ends.length < 0 || ends.offset < 0 || ends.length > UINT32_MAX - 1 ||
      values.length < ends.length) {
    in.Corrupt("fewer values than runs");
  }
  const auto count = static_cast<uint32_t>(ends.length);
  const ArrowColumn runs{*in.schema.children[0], ends, 0, count, in.owner};
  const std::string_view width = runs.schema.format;
  BufferPtr codes = width == "s"   ? RunsOfRows<int16_t>(in, runs)
                    : width == "i" ? RunsOfRows<int32_t>(in, runs)
                                   : RunsOfRows<int64_t>(in, runs);
  if (in.count == 0) return {type, 0};
  const ArrowColumn of_runs{*in.schema.children[1], values, 0, count, in.owner};
  auto flat = std::make_shared<const Vector>(ImportColumn(of_runs, type).Flatten());
  return Vector::Dictionary(std::move(flat), std::move(codes), in.count);
}

}  // namespace lakebolt
