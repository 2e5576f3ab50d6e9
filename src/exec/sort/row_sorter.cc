#include "exec/sort/row_sorter.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace lakebolt {

namespace {

/// Rows of a piece, at least: below, starting a task costs more than it brings.
constexpr uint32_t kPieceRows = 1 << 16;
/// Fewer rows are not worth a radix sort's histograms.
constexpr size_t kRadixRows = 2048;
/// Samples that each piece gives for cutting slices.
constexpr uint32_t kSamplesPerSlice = 32;

/// Holds the first words of a row's key beside its number, so that most comparisons touch nothing
/// else.
template <uint32_t kInline>
struct Entry {
  std::array<uint64_t, kInline> key;
  uint32_t row;
};

template <uint32_t kInline>
struct Less {
  const NormalizedKeys& keys;
  bool exact;
  bool inline_decides;

  bool operator()(const Entry<kInline>& a, const Entry<kInline>& b) const {
    if (inline_decides) {
      for (uint32_t w = 0; w < kInline; ++w) {
        if (a.key[w] != b.key[w]) return a.key[w] < b.key[w];
      }
      return a.row < b.row;
    }
    if (exact) {
      for (uint32_t w = 0; w < kInline; ++w) {
        if (a.key[w] != b.key[w]) return a.key[w] < b.key[w];
      }
    }
    const int order = keys.Compare(a.row, b.row, exact);
    return order != 0 ? order < 0 : a.row < b.row;
  }
};

/// Sorts by one byte of the key, stably.
template <uint32_t kInline>
void CountingSort(const std::vector<Entry<kInline>>& from, std::vector<Entry<kInline>>& to,
                  uint32_t word, uint32_t shift) {
  std::array<uint32_t, 257> begins{};
  for (const auto& entry : from) ++begins[((entry.key[word] >> shift) & 0xFF) + 1];
  for (uint32_t b = 0; b < 256; ++b) begins[b + 1] += begins[b];
  for (const auto& entry : from) to[begins[(entry.key[word] >> shift) & 0xFF]++] = entry;
}

/// Sorts byte by byte from the last, leaving out bytes that are the same in all keys.
template <uint32_t kInline>
void RadixSort(std::vector<Entry<kInline>>& entries) {
  std::array<uint64_t, kInline> varying{};
  for (const auto& entry : entries) {
    for (uint32_t w = 0; w < kInline; ++w) varying[w] |= entry.key[w] ^ entries[0].key[w];
  }
  std::vector<Entry<kInline>> other(entries.size());
  for (uint32_t w = kInline; w-- > 0;) {
    for (uint32_t shift = 0; shift < 64; shift += 8) {
      if (((varying[w] >> shift) & 0xFF) == 0) continue;
      CountingSort(entries, other, w, shift);
      entries.swap(other);
    }
  }
}

}  // namespace

/// Keeps the sorted pieces, whatever the width of their entries.
class RowSorter::Pieces {
 public:
  virtual ~Pieces() = default;
  virtual void Sort(uint32_t piece, uint32_t begin, uint32_t end) = 0;
  virtual uint32_t Cut(uint32_t slices) = 0;
  virtual void Merge(uint32_t slice, uint32_t* order) = 0;
};

template <uint32_t kInline>
class RowSorter::PiecesOf final : public Pieces {
 public:
  PiecesOf(NormalizedKeys& keys, size_t pieces) : keys_(keys), pieces_(pieces) {}

  void Sort(uint32_t piece, uint32_t begin, uint32_t end) override {
    const bool exact = keys_.Encode(begin, end) && keys_.IsExact();
    std::vector<Entry<kInline>>& entries = pieces_[piece];
    entries.resize(end - begin);
    const uint32_t words = std::min(kInline, keys_.words());
    for (uint32_t row = begin; row < end; ++row) {
      Entry<kInline>& entry = entries[row - begin];
      entry.key = {};
      std::memcpy(entry.key.data(), keys_.row(row), words * sizeof(uint64_t));
      entry.row = row;
    }
    const Less<kInline> less = MakeLess(exact);
    if (std::is_sorted(entries.begin(), entries.end(), less)) return;
    if (less.inline_decides && entries.size() >= kRadixRows) {
      RadixSort(entries);
    } else {
      std::sort(entries.begin(), entries.end(), less);
    }
  }

  uint32_t Cut(uint32_t slices) override {
    const Less<kInline> less = MakeLess(keys_.IsExact());
    std::vector<Entry<kInline>> samples;
    for (const auto& piece : pieces_) {
      const size_t count = std::min<size_t>(piece.size(), size_t{slices} * kSamplesPerSlice);
      for (size_t i = 0; i < count; ++i) samples.push_back(piece[i * piece.size() / count]);
    }
    std::sort(samples.begin(), samples.end(), less);
    begins_.assign(1, std::vector<size_t>(pieces_.size(), 0));
    for (uint32_t s = 1; s < slices && !samples.empty(); ++s) {
      const Entry<kInline>& cut = samples[s * samples.size() / slices];
      std::vector<size_t>& begins = begins_.emplace_back();
      for (const auto& piece : pieces_) {
        const auto at = std::lower_bound(piece.begin(), piece.end(), cut, less);
        begins.push_back(static_cast<size_t>(at - piece.begin()));
      }
    }
    std::vector<size_t>& ends = begins_.emplace_back();
    for (const auto& piece : pieces_) ends.push_back(piece.size());
    return static_cast<uint32_t>(begins_.size() - 1);
  }

  void Merge(uint32_t slice, uint32_t* order) override {
    const Less<kInline> less = MakeLess(keys_.IsExact());
    std::vector<Cursor> heads;
    size_t at = 0;
    for (size_t p = 0; p < pieces_.size(); ++p) {
      at += begins_[slice][p];
      const auto* data = pieces_[p].data();
      if (begins_[slice][p] < begins_[slice + 1][p]) {
        heads.push_back({data + begins_[slice][p], data + begins_[slice + 1][p]});
      }
    }
    uint32_t* out = order + at;
    const auto later = [&](const Cursor& a, const Cursor& b) { return less(*b.next, *a.next); };
    std::make_heap(heads.begin(), heads.end(), later);
    while (heads.size() > 1) {
      Cursor& top = heads.front();
      *out++ = top.next->row;
      if (++top.next == top.end) {
        std::pop_heap(heads.begin(), heads.end(), later);
        heads.pop_back();
      } else {
        SiftDown(heads, later);
      }
    }
    if (heads.empty()) return;
    for (const auto* next = heads[0].next; next != heads[0].end; ++next) *out++ = next->row;
  }

 private:
  /// Walks through what a slice takes of one piece.
  struct Cursor {
    const Entry<kInline>* next;
    const Entry<kInline>* end;
  };

  Less<kInline> MakeLess(bool exact) const {
    return {keys_, exact, exact && keys_.words() <= kInline};
  }

  /// Restores the heap after its top has changed.
  template <typename Later>
  static void SiftDown(std::vector<Cursor>& heads, const Later& later) {
    size_t parent = 0;
    while (true) {
      size_t child = 2 * parent + 1;
      if (child >= heads.size()) return;
      if (child + 1 < heads.size() && later(heads[child], heads[child + 1])) ++child;
      if (!later(heads[parent], heads[child])) return;
      std::swap(heads[parent], heads[child]);
      parent = child;
    }
  }

  NormalizedKeys& keys_;
  std::vector<std::vector<Entry<kInline>>> pieces_;
  std::vector<std::vector<size_t>> begins_;  // by slice, then piece; and the ends of the last
};

RowSorter::RowSorter(std::vector<OrderColumn> columns, uint32_t rows, uint32_t threads)
    : keys_(std::move(columns), rows), threads_(std::max(threads, 1U)) {
  const uint32_t pieces = std::clamp(rows / kPieceRows, 1U, threads_);
  for (uint64_t p = 0; p <= pieces; ++p) {
    piece_begins_.push_back(static_cast<uint32_t>(rows * p / pieces));
  }
  if (keys_.words() <= 1) {
    sorted_ = std::make_unique<PiecesOf<1>>(keys_, pieces);
  } else {
    sorted_ = std::make_unique<PiecesOf<2>>(keys_, pieces);
  }
}

RowSorter::~RowSorter() = default;

void RowSorter::SortPiece(uint32_t piece) {
  sorted_->Sort(piece, piece_begins_[piece], piece_begins_[piece + 1]);
}

uint32_t RowSorter::PrepareSlices() {
  order_.resize(keys_.rows());
  return sorted_->Cut(pieces() == 1 ? 1 : threads_);
}

void RowSorter::MergeSlice(uint32_t slice) {
  sorted_->Merge(slice, order_.data());
}

void RowSorter::SortAll() {
  for (uint32_t p = 0; p < pieces(); ++p) SortPiece(p);
  const uint32_t slices = PrepareSlices();
  for (uint32_t s = 0; s < slices; ++s) MergeSlice(s);
}

}  // namespace lakebolt
