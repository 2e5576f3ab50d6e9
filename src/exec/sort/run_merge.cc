#include "exec/sort/run_merge.h"

#include <algorithm>

#include "exec/sort/sift_down.h"
#include "vector/interleave.h"

namespace lakebolt {

namespace {
constexpr uint32_t kNoSource = ~uint32_t{0};
}

/// Walks through the rows of one run that are within the bounds.
class RunMerge::Cursor {
 public:
  Cursor(const SortedRun& run, std::string_view from, std::string_view to)
      : run_(run), to_(to), to_prefix_(KeyPrefix(to)), next_chunk_(run.Seek(from)) {
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
    if (more_ != other.more_) return more_ < other.more_;
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
    prefix_ = KeyPrefix(key);
    more_ = KeyPrefix(key, sizeof(prefix_));
    at_end_ = !to_.empty() && prefix_ >= to_prefix_ && key >= to_;
  }

  const SortedRun& run_;
  std::string_view to_;
  uint64_t to_prefix_;
  size_t next_chunk_;
  std::shared_ptr<const Chunk> chunk_;
  EncodedKeys keys_;
  uint32_t row_ = 0;
  uint64_t prefix_ = 0;  // the key's first bytes: most comparisons touch nothing but these
  uint64_t more_ = 0;    // and those behind
  bool at_end_ = false;
};

/// Notes rows in order, and copies them together.
class RunMerge::Output {
 public:
  explicit Output(uint32_t most) {
    rows_.sources.reserve(most);
    rows_.rows.reserve(most);
  }

  uint32_t rows() const { return static_cast<uint32_t>(rows_.rows.size()); }

  void Add(Cursor& cursor) {
    if (cursor.source == kNoSource) {
      cursor.source = static_cast<uint32_t>(chunks_.size());
      chunks_.push_back(cursor.chunk());
    }
    rows_.sources.push_back(cursor.source);
    rows_.rows.push_back(cursor.row());
  }

  Chunk Make(const std::vector<bool>& wanted) const {
    if (chunks_.empty()) return {};
    std::vector<Vector> columns;
    for (size_t c = 0; c < wanted.size(); ++c) {
      if (!wanted[c]) {
        columns.push_back(Vector::Constant(Value(chunks_[0]->column(c).type()), rows()));
        continue;
      }
      std::vector<const Vector*> parts;
      for (const auto& chunk : chunks_) parts.push_back(&chunk->column(c));
      columns.push_back(Interleave(parts[0]->type(), parts, rows_));
    }
    return {std::move(columns), rows()};
  }

 private:
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  InterleavedRows rows_;
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

Chunk RunMerge::Next(uint32_t most, const std::vector<bool>& wanted) {
  Output output(most);
  for (const auto& cursor : heap_) cursor->source = kNoSource;
  while (output.rows() < most && !heap_.empty()) {
    output.Add(*heap_[0]);
    Advance();
  }
  return output.Make(wanted);
}

}  // namespace lakebolt
