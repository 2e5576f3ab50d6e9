#pragma once

#include <memory>

#include "format/parquet/casting_column_reader.h"
#include "format/parquet/made_column_reader.h"
#include "format/parquet/row_group_state.h"
#include "format/parquet/table_files.h"

namespace lakebolt::parquet_format {

/// Makes the reader of a column of the table, of type `type`, in one row group.
inline std::unique_ptr<ColumnReader> MakeColumnReader(RowGroupState& group,
                                                      const ColumnOrigin& origin,
                                                      const std::shared_ptr<const RowRanges>& rows,
                                                      const LogicalType& type) {
  switch (origin.kind) {
    case ColumnOrigin::Kind::kConstant: return std::make_unique<ConstantColumnReader>(origin.value);
    case ColumnOrigin::Kind::kRowNumber:
      return std::make_unique<RowNumberColumnReader>(group.metadata().first_row);
    case ColumnOrigin::Kind::kStored: break;
  }
  auto reader = group.MakeReader(origin.column, rows);
  if (!origin.needs_cast) return reader;
  return std::make_unique<CastingColumnReader>(std::move(reader), type);
}

}  // namespace lakebolt::parquet_format
