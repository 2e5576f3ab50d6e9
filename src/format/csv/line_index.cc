#include "format/csv/line_index.h"

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace lakebolt::csv {

namespace {

constexpr size_t kBlock = 64;  // bytes, a bit each of a word

/// Returns a bit for each of 64 bytes that is `wanted`.
uint64_t BitsOf(const char* at, char wanted) {
  uint64_t bits = 0;
#ifdef __SSE2__
  for (size_t i = 0; i < kBlock; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
    const auto equal =
        static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted))));
    bits |= uint64_t{equal} << i;
  }
#else
  for (size_t i = 0; i < kBlock; ++i) bits |= uint64_t{at[i] == wanted} << i;
#endif
  return bits;
}

}  // namespace

void LineIndex::AddBlock(const char* at, uint64_t valid) {
  const uint64_t line_feeds = BitsOf(at, '\n');
  const uint64_t returns = BitsOf(at, '\r');
  const uint64_t before_feeds = line_feeds >> 1 | uint64_t{at[kBlock] == '\n'} << (kBlock - 1);
  uint64_t odd = returns & ~before_feeds;
  if (quote_ != 0) odd |= BitsOf(at, quote_);
  uint64_t ends = (line_feeds | BitsOf(at, delimiter_)) & valid;
  const auto offset = static_cast<uint32_t>(at - base_);
  const auto place = [&](uint64_t bits) {
    return offset + static_cast<uint32_t>(std::countr_zero(bits));
  };
  for (odd &= valid; odd != 0; odd &= odd - 1) odd_.push_back(place(odd));
  for (uint64_t left = line_feeds & valid; left != 0; left &= left - 1) {
    const uint64_t before = left & (~left + 1);  // the lowest bit
    lines_.push_back(static_cast<uint32_t>(end_count_) +
                     static_cast<uint32_t>(std::popcount(ends & (before - 1))));
  }
  if (end_count_ + kBlock > ends_.size()) ends_.resize(2 * ends_.size() + kBlock);
  uint32_t* to = ends_.data() + end_count_;
  end_count_ += static_cast<size_t>(std::popcount(ends));
  for (; ends != 0; ends &= ends - 1) *to++ = place(ends);
}

void LineIndex::Build(const char* begin, const char* end) {
  base_ = begin;
  end = begin + std::min(end - begin, kWindow);
  end_count_ = first_ = line_ = next_odd_ = 0;
  lines_.clear();
  odd_.clear();
  for (const char* at = begin; at < end; at += kBlock) {
    const auto left = static_cast<size_t>(end - at);
    AddBlock(at, left >= kBlock ? ~uint64_t{0} : (uint64_t{1} << left) - 1);
  }
  last_line_end_ = lines_.empty() ? begin : begin + ends_[lines_.back()] + 1;
}

std::optional<LineIndex::Line> LineIndex::At(const char* at) {
  const auto begin = static_cast<uint32_t>(at - base_);
  // Behind a record that was not plain, some places are passed over.
  while (first_ < end_count_ && ends_[first_] < begin) ++first_;
  while (line_ < lines_.size() && lines_[line_] < first_) ++line_;
  while (next_odd_ < odd_.size() && odd_[next_odd_] < begin) ++next_odd_;
  if (line_ == lines_.size()) return std::nullopt;
  const size_t last = lines_[line_];
  const uint32_t feed = ends_[last];
  if (next_odd_ < odd_.size() && odd_[next_odd_] < feed) return std::nullopt;
  Line line;
  line.begin = at;
  line.next = base_ + feed + 1;
  line.ends = ends_.data() + first_;
  line.fields = static_cast<uint32_t>(last - first_) + 1;
  line.last_end = feed > begin && base_[feed - 1] == '\r' ? feed - 1 : feed;
  first_ = last + 1;
  ++line_;
  return line;
}

}  // namespace lakebolt::csv
