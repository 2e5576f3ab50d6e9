#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "format/parquet/page_reader.h"

namespace lakebolt::parquet_format {

/// Reads one leaf of a nested column row by row: the levels of each entry and the values that are
/// there. For one thread.
class LevelStream {
 public:
  explicit LevelStream(std::shared_ptr<ColumnChunk> chunk);

  /// Collects the next `rows` rows into `definitions()`, `repetitions()` and `Values()`.
  void Read(uint32_t rows);
  /// Passes over `rows` rows.
  void Skip(int64_t rows);

  /// Returns the levels of the entries read last; repetitions are empty for leaves without.
  const std::vector<uint16_t>& definitions() const { return definitions_; }
  const std::vector<uint16_t>& repetitions() const { return repetitions_; }

  /// Returns the values that are there among the entries read last, in order, flat, followed by
  /// one entry of zeros that stands for NULL.
  Vector TakeValues();

  const Leaf& leaf() const { return chunk_->leaf(); }

  /// Runs `body` so that errors name the column.
  template <typename Body>
  decltype(auto) NameErrors(Body&& body) const {
    return chunk_->NameErrors(std::forward<Body>(body));
  }

 private:
  /// Finds how many of the block's entries belong to the next `rows` rows (`rows` counts down), all
  /// of them when the rows go on in the next block.
  uint32_t EntriesOf(int64_t& rows);
  /// Decodes the next levels, opening the next page where one ends; false after the last. Only
  /// some thousand at a time: a few bytes may claim billions.
  bool NextBlock();
  void Consume(uint32_t entries, bool keep);
  /// Pays for the entries read where these are very many, as a few bytes can say that a row has
  /// billions of elements.
  void PayForEntries();

  std::shared_ptr<ColumnChunk> chunk_;
  PageReader page_;
  size_t next_page_ = 0;
  uint32_t page_left_ = 0;  // entries of the open page not in a block yet
  uint32_t position_ = 0;   // entries of the block consumed
  std::vector<uint16_t> block_definitions_;
  std::vector<uint16_t> block_repetitions_;
  std::vector<uint16_t> definitions_;
  std::vector<uint16_t> repetitions_;
  std::vector<Vector> values_;  // pieces collected by page
  // Stands for what very many entries take, here and where they are assembled; never touched.
  BufferPtr claim_;
  size_t claimed_entries_ = 0;
};

}  // namespace lakebolt::parquet_format
