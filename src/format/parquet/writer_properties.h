#pragma once

#include <memory>

#include "format/parquet/write_options.h"

namespace arrow {
class Schema;
}
namespace parquet {
class WriterProperties;
}

namespace lakebolt::parquet_format {

/// Returns a schema whose fields carry the ids that the options give them. Throws
/// kInvalidArgument for ids of fields that there are not, and for one that is given twice.
std::shared_ptr<arrow::Schema> WithFieldIds(const std::shared_ptr<arrow::Schema>& schema,
                                            const ParquetWriteOptions& options);

/// Says our options in Arrow's words. Throws kInvalidArgument for codecs, levels, encodings and
/// columns that there are not.
std::shared_ptr<::parquet::WriterProperties> PropertiesOf(const arrow::Schema& schema,
                                                          const ParquetWriteOptions& options);

}  // namespace lakebolt::parquet_format
