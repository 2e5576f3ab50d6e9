#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/csv/block_reader.h"
#include "format/csv/csv_files.h"
#include "format/csv/reject_log.h"
#include "format/csv/tokenizer.h"

namespace lakebolt::csv {

/// Finds out all that is wrong with records that are left out, and logs it. Looks at a record
/// anew, as few are bad. One worker's.
class RejectFinder {
 public:
  /// `columns` are those that are read, as positions in the table's schema.
  RejectFinder(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns);

  /// Begins with a block of file `file`, which must outlive the calls of Log.
  void Begin(size_t file, const Block& block);

  /// Logs the record at `begin`.
  void Log(const char* begin);

 private:
  void LogFields();
  void LogFieldCount();
  /// Tells whether a field reads as the type of the table's column.
  bool Reads(const RawField& field, const Column& column) const;
  std::string TextOf(const RawField& field) const;
  void Add(RejectKind kind, const char* at, std::optional<uint64_t> column, std::string name,
           std::string message);
  uint64_t PlaceOf(const char* at) const;
  /// Counts lines from the last place asked for, where that is before this one.
  uint64_t LineOf(const char* at);

  std::shared_ptr<const CsvFiles> table_;
  std::vector<uint32_t> columns_;
  size_t file_ = 0;
  const Block* block_ = nullptr;
  std::optional<Tokenizer> tokenizer_;
  std::vector<std::optional<uint32_t>> column_of_;  // by field of the file: the table's, if read
  const char* counted_to_ = nullptr;
  uint64_t counted_line_ = 0;
  // The record that is looked at.
  const char* begin_ = nullptr;
  std::string_view text_;
  Record record_;
};

}  // namespace lakebolt::csv
