#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "format/partition_options.h"
#include "types/logical_type.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Names the folders that rows go to by the values of some columns, and the files in them.
class PartitionNames {
 public:
  /// `options` outlive it. Throws kUnknownColumn for partition columns that there are not.
  PartitionNames(const PartitionOptions& options, const Schema& schema);

  /// Returns the columns that name folders.
  const std::vector<uint32_t>& keys() const { return keys_; }
  /// Returns the folder of each row, below the one of all; what no row has is empty.
  std::vector<std::string> FoldersOf(const Chunk& chunk) const;
  /// Returns the columns of a folder, and their values.
  std::vector<std::pair<std::string, std::string>> KeysOf(const std::string& folder) const;
  /// Returns the name of a folder's next file: none comes twice.
  std::string NextFile(const std::string& folder);

 private:
  const PartitionOptions& options_;
  std::vector<uint32_t> keys_;
  std::vector<std::string> key_names_;
  std::string pattern_;                       // of files
  std::map<std::string, uint64_t> files_in_;  // by folder
};

}  // namespace lakebolt
