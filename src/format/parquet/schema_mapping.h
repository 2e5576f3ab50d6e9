#pragma once

#include "format/parquet/file_metadata.h"

namespace parquet {
class SchemaDescriptor;
}

namespace lakebolt::parquet_format {

/// Maps a Parquet schema to our types: fills `leaves` and `columns`. Throws kNotSupported for types
/// that have no counterpart, kCorruptData for contradictions.
void MapSchema(const ::parquet::SchemaDescriptor& schema, FileMetadata& out);

}  // namespace lakebolt::parquet_format
