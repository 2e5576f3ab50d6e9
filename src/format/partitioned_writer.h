#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "format/partition_buffer.h"
#include "format/partition_names.h"
#include "format/partition_options.h"
#include "format/result_writer.h"

namespace lakebolt {

/// Makes a writer of one format; called for each file.
using WriterMaker = std::function<std::unique_ptr<ResultWriter>(Output* output)>;

/// Writes rows to a file for each combination of values of some columns, in folders named
/// `column=value` as in Hive's layout, and to the next file where one is large enough. Rows are
/// kept until those of a combination are many, so that few files are written however many
/// combinations there are. No file is to be seen before `Commit`, and none is replaced; without it,
/// they are gone again.
class PartitionedWriter final : public ResultWriter {
 public:
  /// Throws kInvalidArgument where the folder holds files that may not be there.
  PartitionedWriter(std::string folder, PartitionOptions options, WriterMaker maker);
  ~PartitionedWriter() override;

  /// Throws kUnknownColumn for partition columns that there are not.
  void Begin(const Schema& schema) override;
  void Write(const Chunk& chunk) override;
  int64_t HeldBytes() const override;
  /// Writes kept rows; where there are none, has the file write that holds most of those that can.
  bool WriteHeld() override;
  void Finish() override;
  /// Makes the files appear, and those go that they replace.
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
  using Parts = std::map<PartKey, std::unique_ptr<Part>>;

  /// Throws kTypeMismatch where files of these columns do not go with those that are there.
  void CheckAppended();
  Part& PartOf(const PartKey& key);
  void WriteTo(const PartKey& key, const Chunk& rows);
  /// Writes kept rows, those of the largest partitions first, until at most `left` are kept.
  void WriteKept(uint64_t left);
  /// Returns the numbers of the partitions of a chunk's live rows.
  std::vector<uint32_t> NumbersOf(const Chunk& chunk);
  bool IsFull(const Part& part) const;
  /// Ends a file; it appears with all others.
  void Seal(Parts::iterator part);
  uint32_t NextTurn();
  std::vector<std::string> ChangedFolders() const;
  void RemoveReplaced() const;

  /// More files are not written at a time: each has a descriptor and a writer's memory.
  static constexpr size_t kMostOpen = 200;
  /// More rows are not kept, however much memory there is.
  static constexpr int64_t kMostKeptBytes = int64_t{512} << 20;

  std::string folder_;
  const PartitionOptions options_;
  WriterMaker maker_;
  std::optional<PartitionNames> names_;                  // once columns are known
  Schema schema_;                                        // of the files
  std::vector<uint32_t> kept_;                           // columns of the files
  std::optional<PartitionBuffer> kept_rows_;             // once columns are known
  std::unordered_map<std::string, uint32_t> number_of_;  // of partitions, by folder
  std::vector<std::string> folders_;                     // by number
  Parts open_;
  uint64_t uses_ = 0;
  uint32_t turn_ = 0;                // of the files of a folder
  std::vector<std::string> before_;  // files that were there
  std::vector<std::string> made_;    // folders that were not
  std::vector<SealedFile> sealed_;   // one for each of `written_`
  std::vector<WrittenFile> written_;
  double share_;  // of the bytes of rows that files take up
  size_t committed_ = 0;
  bool is_whole_ = false;  // all is committed
};

}  // namespace lakebolt
