#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/huge_allocator.h"
#include "exec/aggregate/aggregate_spec.h"
#include "exec/aggregate/group_input.h"
#include "exec/aggregate/group_table.h"
#include "exec/aggregate/partition.h"

namespace lakebolt {

/// Lays out the input of a group-by as rows of whole words: the packed key, its hash where strings
/// make that dear, then what the calls take, each value at its natural width, a byte a filter and a
/// bit for each NULL.
class RawRowFormat {
 public:
  /// Returns nothing where a call takes nested values or states.
  static std::shared_ptr<const RawRowFormat> Make(const AggregateSpec& spec,
                                                  const KeyLayout& layout);

  struct Argument {
    LogicalType type;
    uint32_t call = 0;      // whose argument it is; others may share it
    uint32_t argument = 0;  // its place there
    uint32_t offset = 0;    // bytes from the row's begin
    uint32_t null_bit = 0;  // counted from the row's first NULL byte
    bool filtered = false;  // there only where the call's filter is true
  };
  struct Filter {
    uint32_t call = 0;
    uint32_t offset = 0;
  };

  uint32_t stride() const { return stride_; }
  uint32_t key_words() const { return key_words_; }
  /// Returns how a page's keys are read.
  GroupTable::PackedKeys KeysOf(const uint64_t* rows) const {
    return {rows, stride_, keeps_hashes_ ? rows + key_words_ : nullptr, stride_};
  }
  /// Returns the first word of each string of a row, those of the key among them.
  const std::vector<uint32_t>& string_words() const { return string_words_; }
  uint32_t null_offset() const { return null_offset_; }
  uint32_t null_bytes() const { return null_bytes_; }
  const std::vector<Argument>& arguments() const { return arguments_; }
  const std::vector<Filter>& filters() const { return filters_; }
  /// Returns for each argument of each call which of `arguments()` it is.
  const std::vector<std::vector<uint32_t>>& sources() const { return sources_; }

 private:
  void Place();

  uint32_t key_words_ = 0;
  bool keeps_hashes_ = false;
  uint32_t stride_ = 0;  // words
  uint32_t null_offset_ = 0;
  uint32_t null_bytes_ = 0;
  std::vector<Argument> arguments_;
  std::vector<Filter> filters_;
  std::vector<std::vector<uint32_t>> sources_;
  std::vector<uint32_t> string_words_;
};

/// Keeps a worker's rows of input that found no group in its hot table, cut into partitions of
/// pages, to be aggregated partition by partition at the end.
class RawRows {
 public:
  /// Pages are to have about `page_bytes`.
  RawRows(std::shared_ptr<const RawRowFormat> format, Partitioning partitioning, size_t page_bytes);

  /// Appends the rows that `misses` names; `input` and `rows` are those it came from.
  void Append(const GroupInput& input, RowSet rows, const KeyLayout& layout,
              const GroupTable::Misses& misses);

  struct Page {
    HugeArray<uint64_t> words;
    uint32_t count = 0;
  };
  struct Partition {
    std::vector<Page> pages;
    std::shared_ptr<StringHeap> strings;  // null while there are no long ones
  };
  /// Takes the rows of a partition away; more may come, which are then all that it has. Different
  /// partitions can be taken at the same time.
  Partition Take(uint32_t p);

  uint64_t size() const { return size_; }
  size_t MemoryBytes() const;
  size_t MemoryBytes(uint32_t p) const;

  /// Reads the arguments of `count` rows of a page, as `GroupInput` has them; keys are left
  /// empty. `masks` takes the filters.
  static void Read(const RawRowFormat& format, const uint64_t* rows, uint32_t count,
                   std::vector<std::vector<uint8_t>>& masks, GroupInput& out);

 private:
  /// Is where a partition's next row goes.
  struct Cursor {
    uint64_t* next = nullptr;
    uint64_t* end = nullptr;
  };

  uint64_t* NewRow(uint32_t partition);
  void AddPage(uint32_t partition);
  void PutKeys(const KeyLayout& layout, const GroupTable::Misses& misses);
  void PutArgument(const RawRowFormat::Argument& argument, const Vector& vector,
                   const uint8_t* mask, const std::vector<uint32_t>& positions, RowSet rows);
  StringHeap& HeapOf(uint32_t partition);

  std::shared_ptr<const RawRowFormat> format_;
  Partitioning partitioning_;
  uint32_t page_rows_;
  uint64_t size_ = 0;
  std::array<Cursor, kGroupPartitions> cursors_;
  std::array<Partition, kGroupPartitions> partitions_;
  std::vector<uint8_t*> targets_;  // of the rows of one batch
  std::vector<uint8_t> target_partitions_;
};

}  // namespace lakebolt
