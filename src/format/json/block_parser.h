#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "format/json/json_files.h"
#include "format/json/record_cursor.h"
#include "format/json/value_builder.h"
#include "vector/chunk.h"

namespace lakebolt::json_format {

/// Turns blocks into chunks: parses values and builds the columns that are asked for. One worker's.
class BlockParser {
 public:
  /// `columns` are positions in the table's schema.
  BlockParser(std::shared_ptr<const JsonFiles> table, std::vector<uint32_t> columns,
              uint32_t chunk_rows);

  /// Begins with a block of file `file`.
  void Begin(size_t file, Block block);
  bool AtEnd() const { return at_end_; }

  /// Makes a chunk of the next values. Throws kCorruptData and kInvalidCast that name file and
  /// line, unless errors are to be ignored.
  Chunk Next();

 private:
  void TakeValue();
  /// Takes a record of all members in the usual order; false for any other.
  bool TakePlainRecord();
  void TakeRecord();
  void TakeNulls();
  /// Passes over a member that no column takes. Throws where it was to be found before.
  void PassOver(std::string_view member) const;
  void Append(size_t column, uint32_t value);
  Vector Finish(size_t column);
  /// Throws an error that says which line and, but for records as a whole, which column it is of.
  [[noreturn]] void ThrowPlaced(const UserError& error, std::optional<size_t> column,
                                uint64_t offset) const;

  std::shared_ptr<const JsonFiles> table_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_rows_;
  std::vector<std::unique_ptr<ValueBuilder>> builders_;  // by column of the files; null: not wanted
  std::vector<uint64_t> seen_in_;                        // the last record that had the column
  uint64_t record_ = 0;
  MemberFinder finder_;
  std::vector<std::string> keys_;  // of plain records; empty where they are not looked for
  /// So many records more than were plain may turn out not to be, before no more are tried.
  static constexpr int kMostCredit = 1000;
  int plain_credit_ = kMostCredit;
  size_t file_ = 0;
  RecordCursor cursor_;
  bool at_end_ = true;
  bool is_utf8_ = true;  // the whole block
  JsonDocument document_;
  std::vector<uint64_t> offsets_;  // of the chunk's rows in the text of the file
};

}  // namespace lakebolt::json_format
