#include "exec/join/range_index.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "exec/sort/leading_code.h"

namespace lakebolt {

void RangeWords(const Vector& values, RowSet rows, uint64_t* words, uint8_t* valid) {
  LeadingCodes(values, rows, KeyOrder(), words);
  std::fill_n(valid, rows.count, 1);
  if (!values.MayHaveNulls()) return;
  for (uint32_t i = 0; i < rows.count; ++i) {
    valid[i] = static_cast<uint8_t>(!values.IsNull(rows[i]));
  }
}

std::vector<uint32_t> RangeIndex::Sort(const Vector& first, Reservation& memory) {
  struct Entry {
    uint64_t word;
    uint32_t row;
  };
  const uint32_t rows = first.size();
  memory.Grow(int64_t{rows} * (2 * sizeof(uint64_t) + sizeof(Entry)));
  std::vector<uint64_t> words(rows);
  std::vector<uint8_t> valid(rows);
  RangeWords(first, RowSet::Dense(rows), words.data(), valid.data());
  std::vector<Entry> entries;
  entries.reserve(rows);
  for (uint32_t row = 0; row < rows; ++row) {
    if (valid[row] != 0) entries.push_back({words[row], row});
  }
  constexpr uint64_t kNanosPerComparison = 5;
  CancellationPoll poll;
  std::sort(entries.begin(), entries.end(),
            Polled(poll, kNanosPerComparison, [](const Entry& a, const Entry& b) {
              return a.word < b.word || (a.word == b.word && a.row < b.row);
            }));
  std::vector<uint32_t> order;
  order.reserve(rows);
  words_.clear();
  for (const Entry& entry : entries) {
    words_.push_back(entry.word);
    order.push_back(entry.row);
  }
  for (uint32_t row = 0; row < rows; ++row) {
    if (valid[row] == 0) order.push_back(row);
  }
  return order;
}

void RangeIndex::AddSecond(const Vector& second, bool greatest, Reservation& memory) {
  greatest_ = greatest;
  const uint32_t rows = this->rows();
  memory.Grow(int64_t{rows} * 2 * sizeof(uint64_t));
  std::vector<uint64_t> words(rows);
  std::vector<uint8_t> valid(rows);
  RangeWords(second, RowSet{nullptr, rows, second.size()}, words.data(), valid.data());
  for (uint32_t row = 0; row < rows; ++row) {
    words[row] = valid[row] != 0 ? SecondWord(words[row]) : 0;
  }
  levels_.push_back(std::move(words));
  constexpr size_t kFanOut = size_t{1} << kFanOutBits;
  while (levels_.back().size() > kFanOut) {
    const std::vector<uint64_t>& below = levels_.back();
    std::vector<uint64_t> level;
    for (size_t begin = 0; begin < below.size(); begin += kFanOut) {
      const size_t end = std::min(begin + kFanOut, below.size());
      level.push_back(*std::max_element(below.begin() + static_cast<ptrdiff_t>(begin),
                                        below.begin() + static_cast<ptrdiff_t>(end)));
    }
    levels_.push_back(std::move(level));
  }
}

std::string RangeIndex::Describe() const {
  return std::to_string(rows()) + (has_second() ? " sorted intervals" : " sorted rows");
}

uint32_t RangeIndex::LowerBound(uint64_t word) const {
  return static_cast<uint32_t>(std::lower_bound(words_.begin(), words_.end(), word) -
                               words_.begin());
}

uint32_t RangeIndex::UpperBound(uint64_t word) const {
  return static_cast<uint32_t>(std::upper_bound(words_.begin(), words_.end(), word) -
                               words_.begin());
}

uint32_t RangeIndex::FindSecond(uint32_t row, uint32_t end, uint64_t least) const {
  constexpr uint64_t kMask = (uint64_t{1} << kFanOutBits) - 1;
  size_t level = 0;
  uint64_t at = row;  // a block of `level`, none before it having a partner
  while (at << (level * kFanOutBits) < end) {
    if (levels_[level][at] >= least) {
      if (level == 0) return static_cast<uint32_t>(at);
      --level;
      at <<= kFanOutBits;
      continue;
    }
    ++at;
    while ((at & kMask) == 0 && level + 1 < levels_.size()) {
      ++level;
      at >>= kFanOutBits;
    }
  }
  return end;
}

}  // namespace lakebolt
