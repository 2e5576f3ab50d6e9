#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lakebolt {

/// Says what becomes of files that a folder holds before it is written to.
enum class ExistingFiles : uint8_t {
  kRefuse,   // there must be none
  kReplace,  // they are gone once all new ones are there
  kKeep,     // but for those of the same names
  kAppend,   // new files get names of their own
};

/// Says how rows are spread over files.
struct PartitionOptions {
  std::vector<std::string> columns;  // may be none: all rows go to files of the folder itself
  bool names_keys = true;            // folders are called `column=value`, not just `value`
  uint64_t file_rows = 0;            // at most; 0: any number
  uint64_t file_bytes = 0;           // about as many at most; 0: any number
  /// What of the bytes of rows files take up before they are written whole, for formats that keep
  /// rows back; what files really take up is learned from the first ones.
  double kept_back_share = 0;
  bool keeps_columns = false;  // in the files too
  ExistingFiles existing = ExistingFiles::kRefuse;
  /// {i} is a number, {uuid} one too; a number stands at the end of what has neither.
  std::string file_name = "data_{i}";
  std::string suffix;         // ".parquet"
  std::string codec;          // of text files, or empty
  uint32_t side_by_side = 1;  // files of a folder that rows go to in turns
  bool writes_empty = true;   // a file even where there are no rows and no columns above
  /// Throws where files cannot be read together; if there is one, rows are only appended to files
  /// that they fit.
  std::function<void(const std::vector<std::string>& paths)> read_together;
};

}  // namespace lakebolt
