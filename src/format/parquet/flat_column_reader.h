#pragma once

#include <vector>

#include "format/parquet/column_reader.h"
#include "format/parquet/page_reader.h"
#include "format/parquet/row_ranges.h"

namespace lakebolt::parquet_format {

/// Reads a column without repetition: one value (or NULL) a row.
class FlatColumnReader final : public ColumnReader {
 public:
  /// Only rows of `wanted` will be asked for.
  FlatColumnReader(std::shared_ptr<ColumnChunk> chunk, std::shared_ptr<const RowRanges> wanted);

  Vector Read(int64_t row, uint32_t count) override;
  Vector ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) override;

  std::shared_ptr<const Vector> WholeDictionary() override;
  bool FetchesValues() const override {
    return prepared_ && prefers_flat_ && chunk_->all_dictionary();
  }
  bool HasOneDictionary() const override { return prepared_ && chunk_->all_dictionary(); }

 private:
  /// Holds what a read collects.
  struct Target {
    uint32_t size = 0;
    BufferPtr codes;   // when a dictionary vector is made
    BufferPtr values;  // when a flat one is
    BufferPtr validity;
    std::vector<std::shared_ptr<const void>> owners;
  };

  void Prepare();
  /// Takes note of how many of the rows since the last read are asked for: `count` up to `end`.
  void NoteDensity(int64_t row, int64_t end, uint32_t count);
  Vector DoRead(int64_t row, uint32_t count, bool as_dictionary);
  /// Returns the rows of the open page.
  uint32_t PageRows() const { return chunk_->pages()[page_index_].header.value_count; }
  bool IsDictionaryRange(int64_t row, uint32_t count) const;
  /// Moves to `row`, opening its page.
  void Seek(int64_t row);
  void OpenPage(size_t index);
  bool IsWanted(size_t page) const;
  void SkipInPage(uint32_t count);
  /// Reads `count` rows of the open page to position `at` of the target.
  void ReadFromPage(uint32_t count, uint32_t at, Target& target);
  /// Reads the validity of `count` rows into the target's and returns how many are not NULL.
  uint32_t ReadValidity(uint32_t count, uint32_t at, Target& target);
  void ReadCodes(uint32_t count, uint32_t valid, uint32_t at, Target& target);
  void ReadValues(uint32_t count, uint32_t valid, uint32_t at, Target& target);
  /// Decodes and converts `count` values that are not NULL.
  void DecodeValues(uint32_t count, uint8_t* out, Target& target);

  std::shared_ptr<ColumnChunk> chunk_;
  const Leaf& leaf_;
  uint32_t width_;  // of a value in memory
  PageReader page_;
  bool prepared_ = false;
  bool prefers_flat_ = false;
  bool is_dense_ = true;    // most pages are being asked for
  int64_t asked_end_ = -1;  // behind the rows asked for last
  std::shared_ptr<const RowRanges> wanted_;
  std::shared_ptr<const Vector> dictionary_;
  size_t page_index_ = 0;
  bool page_open_ = false;
  int64_t next_row_ = 0;
  uint32_t page_left_ = 0;  // rows of the open page not yet read
  // Scratch space, kept between reads.
  std::vector<uint32_t> levels_;
  BufferPtr dense_;
  BufferPtr decoded_;
};

}  // namespace lakebolt::parquet_format
