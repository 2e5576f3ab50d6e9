#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exec/sort/sort_key.h"
#include "exec/spill/spill_file.h"
#include "vector/order_key.h"

namespace lakebolt {

/// Says what the rows of a run are: the sort's columns, keys that are none of them, and where a row
/// stood among all rows, by which equal keys keep their order.
struct RunLayout {
  struct Key {
    uint32_t position;
    KeyOrder order;
  };

  std::vector<LogicalType> types;
  size_t width = 0;       // columns that are given on: the first ones
  std::vector<Key> keys;  // no two rows are equal in all of them
  size_t group_keys = 0;  // rows that are equal in so many first keys are read by one worker ...
  bool can_cut_groups = false;  // ... unless they are too many and this is set

  std::vector<LogicalType> KeyTypes() const;
  /// Appends the keys of a chunk without selection.
  void EncodeKeys(const Chunk& rows, EncodedKeys& out) const;
};

/// Keeps sorted rows on disk, and in memory the first key of each chunk of them.
class SortedRun {
 public:
  SortedRun(std::shared_ptr<TemporaryDirectory> directory, const RunLayout& layout)
      : layout_(layout), file_(std::move(directory), layout.types) {}

  /// Appends rows that come after all before; a chunk without selection.
  void Append(const Chunk& rows);

  Chunk Read(size_t chunk) const { return file_.Read(chunk); }
  size_t chunks() const { return file_.chunks(); }
  uint64_t rows() const { return file_.rows(); }
  int64_t bytes() const { return file_.bytes(); }
  /// Returns about the bytes that a row, and the largest chunk, take in memory.
  uint64_t row_bytes() const { return file_.memory_bytes() / std::max<uint64_t>(1, rows()) + 1; }
  int64_t chunk_bytes() const { return static_cast<int64_t>(file_.largest_chunk()); }
  std::string_view first_key(size_t chunk) const { return first_keys_[chunk]; }
  const RunLayout& layout() const { return layout_; }

  /// Returns the beginning of a chunk's first key by which the rows that belong to it are told.
  std::string_view first_group(size_t chunk) const {
    return std::string_view(first_keys_[chunk]).substr(0, group_sizes_[chunk]);
  }

  /// Returns the first chunk that may hold keys at or after `key`.
  size_t Seek(std::string_view key) const;

 private:
  const RunLayout& layout_;
  SpillFile file_;
  std::vector<std::string> first_keys_;
  std::vector<size_t> group_sizes_;  // bytes of each that belong to the group keys
};

}  // namespace lakebolt
