#include "exec/sort/run_merge.h"

#include <algorithm>

#include "exec/sort/sift_down.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {
constexpr uint32_t kNoSource = ~uint32_t{0};
}

/// Walks through the rows of one run that are within the bounds.
class RunMerge::Cursor {
 public:
  Cursor(const SortedRun& run, std::string_view from, std::string_view to)
      : run_(run), to_(to), next_chunk_(run.Seek(from)) {
    while (Load()) {
      while (row_ < keys_.size() && keys_[row_] < from) ++row_;
      if (row_ < keys_.size()) break;
    }
    Look();
  }

  bool AtEnd() const { return at_end_; }
  const std::shared_ptr<const Chunk>& chunk() const { return chunk_; }
  uint32_t row() const { return row_; }

  void Advance() {
    if (++row_ == keys_.size() && !Load()) return;
    Look();
  }

  /// Is what the output that is being made calls the current chunk.
  uint32_t source = kNoSource;

  bool operator<(const Cursor& other) const {
    if (prefix_ != other.prefix_) return prefix_ < other.prefix_;
    return keys_[row_] < other.keys_[other.row_];
  }

 private:
  /// Reads the next chunk; returns false behind the last.
  bool Load() {
    source = kNoSource;
    if (next_chunk_ == run_.chunks() || (!to_.empty() && run_.first_key(next_chunk_) >= to_)) {
      at_end_ = true;
      chunk_.reset();
      return false;
    }
    chunk_ = std::make_shared<const Chunk>(run_.Read(next_chunk_++));
    keys_.bytes.clear();
    keys_.ends.clear();
    run_.layout().EncodeKeys(*chunk_, keys_);
    row_ = 0;
    return true;
  }

  /// Looks at the current row's key.
  void Look() {
    if (at_end_) return;
    const std::string_view key = keys_[row_];
    if (!to_.empty() && key >= to_) {
      at_end_ = true;
      return;
    }
    prefix_ = KeyPrefix(key);
  }

  const SortedRun& run_;
  std::string_view to_;
  size_t next_chunk_;
  std::shared_ptr<const Chunk> chunk_;
  EncodedKeys keys_;
  uint32_t row_ = 0;
  uint64_t prefix_ = 0;  // the key's first bytes: most comparisons touch nothing else
  bool at_end_ = false;
};

/// Collects rows in order. What is taken of one chunk are neighbours: they are copied together and
/// put in their places afterwards.
class RunMerge::Output {
 public:
  uint32_t rows() const { return static_cast<uint32_t>(source_of_row_.size()); }

  void Add(Cursor& cursor) {
    if (cursor.source == kNoSource) {
      cursor.source = static_cast<uint32_t>(sources_.size());
      sources_.push_back({cursor.chunk(), cursor.row(), 0});
    }
    ++sources_[cursor.source].count;
    source_of_row_.push_back(cursor.source);
  }

  Chunk Make(size_t width) const {
    if (sources_.empty()) return {};
    std::vector<Vector> columns;
    const std::vector<uint32_t> order = Order();
    for (size_t c = 0; c < width; ++c) {
      std::vector<Vector> slices;
      for (const Source& source : sources_) {
        slices.push_back(source.chunk->column(c).Slice(source.begin, source.count));
      }
      if (slices.size() == 1) {
        columns.push_back(std::move(slices[0]));
        continue;
      }
      std::vector<const Vector*> parts;
      for (const Vector& slice : slices) parts.push_back(&slice);
      columns.push_back(ConcatVectors(slices[0].type(), parts).Gather(order.data(), rows()));
    }
    return {std::move(columns), rows()};
  }

 private:
  struct Source {
    std::shared_ptr<const Chunk> chunk;
    uint32_t begin;
    uint32_t count;
  };

  /// Returns where each row stands when the sources are put end to end.
  std::vector<uint32_t> Order() const {
    std::vector<uint32_t> next(sources_.size(), 0);
    for (size_t s = 1; s < sources_.size(); ++s) next[s] = next[s - 1] + sources_[s - 1].count;
    std::vector<uint32_t> order;
    order.reserve(source_of_row_.size());
    for (const uint32_t source : source_of_row_) order.push_back(next[source]++);
    return order;
  }

  std::vector<Source> sources_;
  std::vector<uint32_t> source_of_row_;
};

RunMerge::RunMerge(const std::vector<const SortedRun*>& runs, std::string_view from,
                   std::string_view to, MemoryPool* memory)
    : bytes_(memory, "sort") {
  for (const SortedRun* run : runs) {
    bytes_.Grow(MemoryBytes(*run));
    auto cursor = std::make_unique<Cursor>(*run, from, to);
    if (!cursor->AtEnd()) heap_.push_back(std::move(cursor));
  }
  std::make_heap(heap_.begin(), heap_.end(), Later);
}

RunMerge::~RunMerge() = default;

bool RunMerge::Later(const std::unique_ptr<Cursor>& a, const std::unique_ptr<Cursor>& b) {
  return *b < *a;
}

int64_t RunMerge::MemoryBytes(const SortedRun& run) {
  // The chunk, its keys, and one that output still refers to.
  return 3 * run.chunk_bytes();
}

void RunMerge::Advance() {
  heap_[0]->Advance();
  if (heap_[0]->AtEnd()) {
    std::swap(heap_.front(), heap_.back());
    heap_.pop_back();
  }
  SiftDown(heap_, Later);
}

uint64_t RunMerge::Skip(uint64_t rows) {
  uint64_t skipped = 0;
  for (; skipped < rows && !heap_.empty(); ++skipped) Advance();
  return skipped;
}

Chunk RunMerge::Next(uint32_t most, size_t width) {
  Output output;
  for (const auto& cursor : heap_) cursor->source = kNoSource;
  while (output.rows() < most && !heap_.empty()) {
    output.Add(*heap_[0]);
    Advance();
  }
  return output.Make(width);
}

}  // namespace lakebolt
