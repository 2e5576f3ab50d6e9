#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "format/result_writer.h"

namespace lakebolt {

/// Makes a writer of one format; called for each file.
using WriterMaker = std::function<std::unique_ptr<ResultWriter>(Output* output)>;

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
  std::string file_name = "data_{i}";  // {i}: a number, {uuid}: one
  std::string suffix;                  // ".parquet"
  std::string codec;                   // of text files, or empty
  uint32_t side_by_side = 1;           // files of a folder that rows go to in turns
  bool writes_empty = true;            // a file even where there are no rows and no columns above
};

/// Writes rows to a file for each combination of values of some columns, in folders named
/// `column=value` as in Hive's layout, and to the next file where one is large enough. Nothing is
/// to be seen before `Commit` but where there are more than `kMostOpen` files, whose first appear
/// early; without it, they are gone again.
class PartitionedWriter final : public ResultWriter {
 public:
  /// Throws kInvalidArgument where the folder holds files that may not be there.
  PartitionedWriter(std::string folder, PartitionOptions options, WriterMaker maker);
  ~PartitionedWriter() override;

  /// Throws kUnknownColumn for partition columns that there are not.
  void Begin(const Schema& schema) override;
  void Write(const Chunk& chunk) override;
  void Finish() override;
  /// Makes the files appear.
  void Commit();

  /// Is a file that was written.
  struct WrittenFile {
    std::string path;
    std::vector<std::pair<std::string, std::string>> keys;  // columns of its folder, and values
  };
  /// Returns the files in the order in which they were ended.
  const std::vector<WrittenFile>& files() const { return written_; }

 private:
  class Part;
  /// Names a file that is being written: its folder, and which one there.
  using PartKey = std::pair<std::string, uint32_t>;

  std::vector<std::string> FoldersOf(const Chunk& chunk) const;
  Part& PartOf(const PartKey& key);
  void WriteTo(const PartKey& key, const Chunk& rows);
  bool IsFull(const Part& part) const;
  void Seal(Part& part);
  std::vector<std::pair<std::string, std::string>> KeysOf(const std::string& folder) const;
  std::string FileName(const std::string& folder);

  static constexpr size_t kMostOpen = 200;

  std::string folder_;
  PartitionOptions options_;
  WriterMaker maker_;
  Schema schema_;               // of the files
  std::vector<uint32_t> keys_;  // columns that name folders
  std::vector<std::string> key_names_;
  std::vector<uint32_t> kept_;  // columns of the files
  std::map<PartKey, std::unique_ptr<Part>> open_;
  uint64_t uses_ = 0;
  uint32_t turn_ = 0;                         // of the files of a folder
  std::map<std::string, uint64_t> files_in_;  // by folder
  std::vector<std::string> before_;           // files that were there
  std::vector<WrittenFile> written_;          // files that appeared
  double share_;                              // of the bytes of rows that files take up
  bool committed_ = false;
};

}  // namespace lakebolt
