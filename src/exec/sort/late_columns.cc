#include "exec/sort/late_columns.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "vector/concat.h"

namespace lakebolt {

uint32_t LateColumns::Start(const Vector& numbers, const std::vector<uint32_t>& order) {
  const VectorReader<int64_t> reader(numbers);
  std::vector<uint32_t> ascending(order.size());
  std::iota(ascending.begin(), ascending.end(), 0);
  std::sort(ascending.begin(), ascending.end(),
            [&](uint32_t a, uint32_t b) { return reader[order[a]] < reader[order[b]]; });
  place_of_.resize(order.size());
  for (uint32_t i = 0; i < ascending.size(); ++i) {
    place_of_[ascending[i]] = i;
    numbers_.push_back(reader[order[ascending[i]]]);
  }
  ends_ = rows_->CutRows(numbers_);
  parts_.resize(ends_.size());
  return static_cast<uint32_t>(ends_.size());
}

void LateColumns::ReadPart(uint32_t part, MemoryPool* memory) {
  const size_t begin = part == 0 ? 0 : ends_[part - 1];
  parts_[part] =
      rows_->FetchRows(std::span(numbers_).subspan(begin, ends_[part] - begin), columns_, memory);
}

std::vector<Vector> LateColumns::Finish() {
  std::vector<Vector> out;
  for (size_t c = 0; c < columns_.size(); ++c) {
    std::vector<const Vector*> pieces;
    for (const std::vector<Vector>& part : parts_) pieces.push_back(&part[c]);
    const Vector all = ConcatVectors(table_->schema()[columns_[c]].type, pieces);
    out.push_back(all.Gather(place_of_.data(), static_cast<uint32_t>(place_of_.size())));
  }
  parts_.clear();
  return out;
}

}  // namespace lakebolt
