#pragma once

#include "format/parquet/write/stored_schema.h"
#include "format/parquet/write/thrift_writer.h"

namespace lakebolt::parquet_format {

/// Writes a schema as field `id`: a list of its nodes, each before its children.
void WriteSchema(int id, const StoredSchema& schema, ThriftWriter& thrift);

}  // namespace lakebolt::parquet_format
