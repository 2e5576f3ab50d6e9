#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/result.h"
#include "format/partitioned_writer.h"

namespace lakebolt {

/// Says what a COPY … TO answers.
enum class CopyAnswer : uint8_t {
  kCount,
  kFiles,       // RETURN_FILES
  kStatistics,  // RETURN_STATS
};

/// Makes the answer of a COPY that wrote `rows` rows to `files`. Statistics are those of the
/// footers of Parquet files: a row a file.
std::unique_ptr<Result> MakeCopyResult(CopyAnswer answer, uint64_t rows,
                                       const std::vector<PartitionedWriter::WrittenFile>& files);

}  // namespace lakebolt
