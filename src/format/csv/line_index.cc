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

/// Returns a word whose bits tell whether the bits up to theirs are odd in number.
uint64_t PrefixXor(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace

LineIndex::LineIndex(const Dialect& dialect, Scope scope)
    : delimiter_(dialect.delimiter[0]),
      quote_(dialect.quote),
      pairs_quotes_(dialect.escape == dialect.quote),
      only_lines_(scope == Scope::kLines) {}

bool LineIndex::AddBlock(const char* at, uint64_t valid, Carry& carry) {
  const uint64_t line_feeds = BitsOf(at, '\n');
  const uint64_t returns = BitsOf(at, '\r');
  const uint64_t quotes = quote_ == 0 ? 0 : BitsOf(at, quote_) & valid;
  const uint64_t within = PrefixXor(quotes) ^ carry.within;  // opening quotes, and what they hold
  const uint64_t before_feeds = line_feeds >> 1 | uint64_t{at[kBlock] == '\n'} << (kBlock - 1);
  const uint64_t ends = (line_feeds | BitsOf(at, delimiter_)) & ~within & valid;
  uint64_t odd = returns & ~before_feeds & ~within & valid;
  uint64_t known = valid;
  if (quotes != 0 || carry.after_close != 0) {
    has_quotes_ = true;
    const uint64_t opening = quotes & within;
    const uint64_t closing = quotes & ~within;
    const uint64_t after_end = ends << 1 | carry.after_end;
    const uint64_t after_close = closing << 1 | carry.after_close;
    const uint64_t pairs = opening & after_close;
    const uint64_t line_ends = returns & before_feeds;
    // Pairs within quotes leave all else as it is; a quote amid a field does not.
    const uint64_t stray = (opening & ~after_end & ~after_close) |
                           (after_close & ~ends & ~opening & ~line_ends & valid);
    odd |= pairs;
    if (stray != 0) known = (stray & (~stray + 1)) - 1;
    if (!pairs_quotes_) known = (quotes & (~quotes + 1)) - 1;
    carry.after_close = closing >> (kBlock - 1);
  }
  carry.within = within >> (kBlock - 1) != 0 ? ~uint64_t{0} : 0;
  carry.after_end = ends >> (kBlock - 1);
  AddBits(at, ends & known, line_feeds & ends & known, odd & known);
  return known == valid;
}

void LineIndex::AddBits(const char* at, uint64_t ends, uint64_t line_feeds, uint64_t odd) {
  const auto offset = static_cast<uint32_t>(at - base_);
  const auto place = [&](uint64_t bits) {
    return offset + static_cast<uint32_t>(std::countr_zero(bits));
  };
  if (only_lines_) ends = line_feeds;
  for (; odd != 0; odd &= odd - 1) odd_.push_back(place(odd));
  for (uint64_t left = line_feeds; left != 0; left &= left - 1) {
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
  has_quotes_ = false;
  lines_.clear();
  odd_.clear();
  Carry carry;
  for (const char* at = begin; at < end; at += kBlock) {
    const auto left = static_cast<size_t>(end - at);
    if (!AddBlock(at, left >= kBlock ? ~uint64_t{0} : (uint64_t{1} << left) - 1, carry)) break;
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
  line.may_be_quoted = has_quotes_;
  first_ = last + 1;
  ++line_;
  return line;
}

}  // namespace lakebolt::csv
