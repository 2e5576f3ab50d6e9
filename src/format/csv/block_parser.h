#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "format/csv/block_reader.h"
#include "format/csv/csv_files.h"
#include "format/csv/line_index.h"
#include "format/csv/reject_finder.h"
#include "function/scalar/date/date_pattern.h"
#include "vector/chunk.h"

namespace lakebolt::csv {

/// Turns blocks into chunks: cuts records into fields and reads the fields that are asked for. One
/// worker's.
class BlockParser {
 public:
  /// `columns` are positions in the table's schema.
  BlockParser(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns,
              uint32_t chunk_rows);

  /// Begins with a block of file `file`.
  void Begin(size_t file, Block block);
  bool AtEnd() const { return at_ == block_.end; }

  /// Makes a chunk of the next records. Throws kCorruptData and kInvalidCast that name file, line
  /// and column, unless errors are to be ignored.
  Chunk Next();

 private:
  /// Is one column that is asked for.
  struct Wanted {
    uint32_t place = 0;  // in the table's columns
    std::optional<uint32_t> field;
    bool takes_nulls = true;
    StringHeap heap;
    Vector texts;
  };

  bool ReadRecord();
  /// Reads the next record that is not to be left out; false at the end. Plain ones are noted for
  /// TakePlainFields, the fields of others taken at once.
  bool TakeRecord(uint32_t row);
  bool TakePlainRecord(uint32_t row);
  void TakePlainFields();
  template <bool kQuoted>
  void TakePlainColumn(Wanted& wanted);
  void TakeFields(uint32_t row);
  void TakeField(Wanted& wanted, const RawField& field, uint32_t row);
  /// Tells whether the record just read is to be taken.
  bool IsGood(const Record& record) const;
  Vector Read(Wanted& wanted, uint32_t rows, std::vector<uint8_t>& bad);
  /// Leaves rows out that have a field which does not read as its type.
  void Drop(const std::vector<uint8_t>& bad, Chunk& chunk);
  [[noreturn]] void ThrowBadRecord() const;
  [[noreturn]] void ThrowBadField(const Wanted& wanted, uint32_t row) const;
  /// Says where a record stands: the path and its line.
  std::string Place(const char* record) const;

  std::shared_ptr<const CsvFiles> table_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_rows_;
  size_t file_ = 0;
  std::optional<Tokenizer> tokenizer_;
  std::optional<LineIndex> index_;
  Block block_;
  const char* at_ = nullptr;
  Record record_;
  const char* record_begin_ = nullptr;
  std::vector<const char*> row_begins_;
  /// Is a plain record whose fields are still to be taken.
  struct PlainRow {
    uint32_t row;
    LineIndex::Line line;
  };
  std::vector<PlainRow> plain_rows_;
  std::vector<uint8_t> was_quoted_;     // by row, of the column at hand
  std::optional<RejectFinder> finder_;  // where rejects are logged
  bool is_utf8_ = true;                 // the whole block
  std::vector<Wanted> wanted_;
};

}  // namespace lakebolt::csv
