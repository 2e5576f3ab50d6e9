#include "function/aggregate_function.h"

#include <algorithm>
#include <numeric>

#include "base/cancellation_scope.h"

namespace lakebolt {

void AggregateStates::MergeRange(const AggregateStates& other, uint32_t begin, uint32_t count) {
  constexpr uint32_t kBatch = 2048;
  std::vector<uint32_t> groups(std::min(kBatch, count));
  for (uint32_t first = 0; first < count; first += kBatch) {
    CheckCancellation();
    const uint32_t batch = std::min(kBatch, count - first);
    std::iota(groups.begin(), groups.begin() + batch, first);
    Merge(other.Export(begin + first, batch), RowSet::Dense(batch), groups.data());
  }
}

}  // namespace lakebolt
