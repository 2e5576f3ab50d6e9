#include "exec/sort/row_sorter.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>
#include <utility>

#include "base/cancellation_scope.h"
#include "exec/sort/key_entry.h"
#include "exec/sort/radix_sort.h"
#include "exec/sort/sift_down.h"

namespace lakebolt {

namespace {

/// Rows of a piece, at least: below, starting a task costs more than it brings.
constexpr uint32_t kPieceRows = 1 << 16;
// What a step takes, about.
constexpr uint64_t kNanosPerKey = 5;
constexpr uint64_t kNanosPerComparison = 50;
constexpr uint64_t kNanosPerMerged = 10;
/// Samples that each piece gives for cutting slices.
constexpr uint32_t kSamplesPerSlice = 32;

/// Makes entries of packed keys and tells their order.
template <typename Entry>
class EntryMaker {
 public:
  explicit EntryMaker(const KeyPacker& keys)
      : keys_(keys),
        is_exact_(keys.IsExact()),
        row_bits_(static_cast<uint32_t>(std::bit_width(keys.rows() | 1U))) {}

  static constexpr bool kIsTiny = std::is_same_v<Entry, TinyKeyEntry>;

  bool is_exact() const { return is_exact_; }
  /// Returns how many last bits of the last word say nothing about the key.
  uint32_t ignored_bits() const { return kIsTiny ? row_bits_ : 0; }

  void Fill(uint32_t begin, uint32_t end, Entry* entries) const {
    CancellationPoll poll;
    for (uint32_t from = begin; from < end; from += KeyPacker::kBlockRows) {
      poll.Spend(KeyPacker::kBlockRows * kNanosPerKey);
      Entry* block = entries + (from - begin);
      const uint32_t to = std::min(end, from + KeyPacker::kBlockRows);
      for (uint32_t row = from; row < to; ++row) {
        if constexpr (kIsTiny) {
          block[row - from] = {uint64_t{row}};
        } else {
          block[row - from] = {};
          block[row - from].row = row;
        }
      }
      keys_.Encode(from, to,
                   [&](uint32_t i, uint64_t code, uint32_t shift) { Put(block[i], code, shift); });
    }
  }

  uint32_t RowOf(const Entry& entry) const {
    if constexpr (kIsTiny) {
      return static_cast<uint32_t>(entry.word0 & ((uint64_t{1} << row_bits_) - 1));
    } else {
      return entry.row;
    }
  }

  /// Sorts entries of equal keys, which come in the order of rows. What is left of texts is fetched
  /// eight bytes at a time for all of them, which waits for memory less than comparing two by two.
  void SortTies(Entry* entries, size_t count) const {
    if constexpr (!kIsTiny) {
      if (count == 2) {
        if ((*this)(entries[1], entries[0])) std::swap(entries[0].row, entries[1].row);
        return;
      }
      constexpr size_t kFew = 32;
      Tail few[kFew];
      std::vector<Tail> many(count > kFew ? count : 0);
      const std::span<Tail> tails(count > kFew ? many.data() : few, count);
      for (size_t i = 0; i < count; ++i) tails[i].row = entries[i].row;
      SortTails(tails, 0);
      for (size_t i = 0; i < count; ++i) entries[i].row = tails[i].row;
    }
  }

  bool operator()(const Entry& a, const Entry& b) const {
    if (a.word0 != b.word0 || kIsTiny) return a.word0 < b.word0;
    if constexpr (!kIsTiny) {
      if constexpr (Entry::kWords == 2) {
        if (a.word1 != b.word1) return a.word1 < b.word1;
      }
      if (!is_exact_) {
        const int order = keys_.CompareValues(a.row, b.row);
        if (order != 0) return order < 0;
      }
      return a.row < b.row;
    }
  }

 private:
  using Tail = KeyPacker::Tail;
  static constexpr uint32_t kMostLevels = 32;

  void SortTails(std::span<Tail> tails, uint32_t level) const {
    const KeyPacker::Rest rest = keys_.FindTails(level, tails);
    if (rest.same) return;
    CancellationPoll poll;
    if (!rest.any || level == kMostLevels) {
      std::sort(tails.begin(), tails.end(), [&](const Tail& a, const Tail& b) {
        poll.Spend(kNanosPerComparison);
        const int order = keys_.CompareValues(a.row, b.row);
        return order != 0 ? order < 0 : a.row < b.row;
      });
      return;
    }
    constexpr size_t kMany = 1 << 16;
    if (tails.size() < kMany) {
      std::sort(tails.begin(), tails.end());
    } else {
      std::sort(tails.begin(), tails.end(), [&](const Tail& a, const Tail& b) {
        poll.Spend(kNanosPerMerged);
        return a < b;
      });
    }
    for (size_t begin = 0; begin < tails.size();) {
      size_t end = begin + 1;
      while (end < tails.size() && tails[end].number == tails[begin].number) ++end;
      if (end - begin > 1) SortTails(tails.subspan(begin, end - begin), level + 1);
      begin = end;
    }
  }

  void Put(Entry& entry, uint64_t code, uint32_t shift) const {
    if constexpr (kIsTiny) {
      entry.word0 |= code << (shift + row_bits_);
    } else if constexpr (Entry::kWords == 1) {
      entry.word0 |= code << shift;
    } else if (shift >= 64) {
      entry.word0 |= code << (shift - 64);
    } else {
      entry.word1 |= code << shift;
      if (shift > 0) entry.word0 |= code >> (64 - shift);
    }
  }

  const KeyPacker& keys_;
  bool is_exact_;
  uint32_t row_bits_;
};

/// Makes the system give the pages of new memory, and looks at cancellation for each: the first
/// entries that a radix sort deals out go everywhere, and a huge page takes milliseconds.
void TouchPages(Buffer& buffer) {
  constexpr size_t kHugePage = size_t{2} << 20;
  for (size_t at = 0; at < buffer.size(); at += kHugePage) {
    CheckCancellation();
    buffer.data()[at] = 0;
  }
}

}  // namespace

/// Keeps the sorted pieces, whatever their entries.
class RowSorter::Pieces {
 public:
  virtual ~Pieces() = default;
  virtual void Sort(uint32_t piece, uint32_t begin, uint32_t end) = 0;
  virtual uint32_t Cut(uint32_t slices) = 0;
  virtual void Merge(uint32_t slice, uint32_t* order) = 0;
};

template <typename Entry>
class RowSorter::PiecesOf final : public Pieces {
 public:
  PiecesOf(const KeyPacker& keys, size_t pieces) : maker_(keys), pieces_(pieces) {}

  void Sort(uint32_t piece, uint32_t begin, uint32_t end) override {
    Piece& sorted = pieces_[piece];
    sorted.size = end - begin;
    sorted.entries = Buffer::Allocate(sorted.size * sizeof(Entry));
    auto* entries = sorted.entries->template as<Entry>();
    maker_.Fill(begin, end, entries);
    if (IsSorted(entries, sorted.size)) return;
    const BufferPtr scratch = Buffer::Allocate(sorted.size * sizeof(Entry));
    TouchPages(*scratch);
    RadixSort<Entry, EntryMaker<Entry>>(maker_, maker_.is_exact(), maker_.ignored_bits())
        .Sort(entries, scratch->template as<Entry>(), sorted.size);
  }

  uint32_t Cut(uint32_t slices) override {
    std::vector<Entry> samples;
    for (const Piece& piece : pieces_) {
      const size_t count = std::min<size_t>(piece.size, size_t{slices} * kSamplesPerSlice);
      for (size_t i = 0; i < count; ++i) samples.push_back(piece.begin()[i * piece.size / count]);
    }
    std::sort(samples.begin(), samples.end(), maker_);
    begins_.assign(1, std::vector<size_t>(pieces_.size(), 0));
    for (uint32_t s = 1; s < slices && !samples.empty(); ++s) {
      const Entry& cut = samples[s * samples.size() / slices];
      std::vector<size_t>& begins = begins_.emplace_back();
      for (const Piece& piece : pieces_) {
        const Entry* at = std::lower_bound(piece.begin(), piece.end(), cut, maker_);
        begins.push_back(static_cast<size_t>(at - piece.begin()));
      }
    }
    std::vector<size_t>& ends = begins_.emplace_back();
    for (const Piece& piece : pieces_) ends.push_back(piece.size);
    return static_cast<uint32_t>(begins_.size() - 1);
  }

  void Merge(uint32_t slice, uint32_t* order) override {
    std::vector<Cursor> heads;
    size_t at = 0;
    for (size_t p = 0; p < pieces_.size(); ++p) {
      at += begins_[slice][p];
      const Entry* data = pieces_[p].begin();
      if (begins_[slice][p] < begins_[slice + 1][p]) {
        heads.push_back({data + begins_[slice][p], data + begins_[slice + 1][p]});
      }
    }
    uint32_t* out = order + at;
    CancellationPoll poll;
    const auto later = [&](const Cursor& a, const Cursor& b) { return maker_(*b.next, *a.next); };
    std::make_heap(heads.begin(), heads.end(), later);
    while (heads.size() > 2) {
      poll.Spend(kNanosPerMerged);
      Cursor& top = heads.front();
      *out++ = maker_.RowOf(*top.next);
      if (++top.next == top.end) {
        std::pop_heap(heads.begin(), heads.end(), later);
        heads.pop_back();
      } else {
        SiftDown(heads, later);
      }
    }
    if (heads.size() == 2) {
      out = MergeTwo(heads[0], heads[1], out);
      if (heads[0].next == heads[0].end) heads.erase(heads.begin());
    }
    if (heads.empty()) return;
    const Entry* const rest = heads[0].next;
    ForEachBlock(static_cast<size_t>(heads[0].end - rest), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) out[i] = maker_.RowOf(rest[i]);
    });
  }

 private:
  struct Piece {
    BufferPtr entries;
    size_t size = 0;

    const Entry* begin() const { return size == 0 ? nullptr : entries->template as<Entry>(); }
    const Entry* end() const { return begin() + size; }
  };

  /// Walks through what a slice takes of one piece.
  struct Cursor {
    const Entry* next;
    const Entry* end;
  };

  bool IsSorted(const Entry* entries, size_t count) const {
    bool sorted = true;
    ForEachBlock(count, [&](size_t begin, size_t end) {
      // Blocks overlap by one.
      sorted = sorted && std::is_sorted(entries + begin - (begin > 0), entries + end, maker_);
    });
    return sorted;
  }

  /// Merges two pieces until one of them ends; which one comes next is no branch.
  uint32_t* MergeTwo(Cursor& a, Cursor& b, uint32_t* out) const {
    constexpr std::ptrdiff_t kBlock = 1 << 12;
    const Entry* x = a.next;
    const Entry* y = b.next;
    CancellationPoll poll;
    while (x != a.end && y != b.end) {
      // So many steps cannot end either.
      const std::ptrdiff_t steps = std::min({a.end - x, b.end - y, kBlock});
      poll.Spend(static_cast<uint64_t>(steps) * kNanosPerMerged);
      for (std::ptrdiff_t i = 0; i < steps; ++i) {
        const bool second = maker_(*y, *x);
        *out++ = maker_.RowOf(second ? *y : *x);
        y += second ? 1 : 0;
        x += second ? 0 : 1;
      }
    }
    a.next = x;
    b.next = y;
    return out;
  }

  EntryMaker<Entry> maker_;
  std::vector<Piece> pieces_;
  std::vector<std::vector<size_t>> begins_;  // by slice, then piece; and the ends of the last
};

RowSorter::RowSorter(std::vector<OrderColumn> columns, uint32_t rows, uint32_t threads)
    : keys_(std::move(columns), rows), threads_(std::max(threads, 1U)) {
  const uint32_t pieces = std::clamp(rows / kPieceRows, 1U, threads_);
  for (uint64_t p = 0; p <= pieces; ++p) {
    piece_begins_.push_back(static_cast<uint32_t>(rows * p / pieces));
  }
}

RowSorter::~RowSorter() = default;

int64_t RowSorter::BytesPerRow(const std::vector<LogicalType>& keys) {
  // Texts and nested values are longer than what fits an entry anyway. NULL takes a bit more than
  // values of a word do; their bounds nearly always leave one.
  uint32_t bytes = 0;
  for (const LogicalType& key : keys) bytes += PhysicalWidth(key.physical());
  const size_t entry = bytes <= sizeof(uint64_t) ? sizeof(ShortKeyEntry) : sizeof(LongKeyEntry);
  return static_cast<int64_t>(2 * entry + sizeof(uint32_t));
}

uint32_t RowSorter::Start() const {
  return pieces();
}

void RowSorter::RunPart(uint32_t part) {
  switch (stage_) {
    case Stage::kAnalyze: keys_.Analyze(piece_begins_[part], piece_begins_[part + 1]); break;
    case Stage::kSort: sorted_->Sort(part, piece_begins_[part], piece_begins_[part + 1]); break;
    case Stage::kMerge: sorted_->Merge(part, order_.data()); break;
    case Stage::kDone: break;
  }
}

uint32_t RowSorter::NextStage() {
  switch (stage_) {
    case Stage::kAnalyze:
      keys_.Plan();
      stage_ = Stage::kSort;
      sorted_ = MakePieces();
      return pieces();
    case Stage::kSort:
      stage_ = Stage::kMerge;
      order_.resize(keys_.rows());
      return sorted_->Cut(pieces() == 1 ? 1 : threads_);
    case Stage::kMerge: sorted_.reset(); break;
    case Stage::kDone: break;
  }
  stage_ = Stage::kDone;
  return 0;
}

std::unique_ptr<RowSorter::Pieces> RowSorter::MakePieces() {
  const auto row_bits = static_cast<uint32_t>(std::bit_width(keys_.rows() | 1U));
  if (keys_.IsExact() && keys_.bits() + row_bits <= 64) {
    return std::make_unique<PiecesOf<TinyKeyEntry>>(keys_, pieces());
  }
  if (keys_.bits() <= 64) return std::make_unique<PiecesOf<ShortKeyEntry>>(keys_, pieces());
  return std::make_unique<PiecesOf<LongKeyEntry>>(keys_, pieces());
}

void RowSorter::SortAll() {
  for (uint32_t parts = Start(); parts > 0; parts = NextStage()) {
    for (uint32_t part = 0; part < parts; ++part) RunPart(part);
  }
}

}  // namespace lakebolt
