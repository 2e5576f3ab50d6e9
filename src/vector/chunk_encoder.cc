#include "vector/chunk_encoder.h"

namespace lakebolt {

ChunkEncoder::ChunkEncoder(const std::vector<LogicalType>& types) {
  columns_.reserve(types.size());
  for (const LogicalType& type : types) columns_.emplace_back(type);
}

void ChunkEncoder::Reserve(uint32_t extra) {
  for (ColumnEncoder& column : columns_) column.Reserve(extra);
}

void ChunkEncoder::Append(const std::vector<Vector>& columns, const std::vector<Share>& shares) {
  std::vector<ColumnEncoder::Share> of_column(shares.size());
  // By column: rows of all shares are read while it is in the cache.
  for (size_t c = 0; c < columns.size(); ++c) {
    for (size_t i = 0; i < shares.size(); ++i) {
      of_column[i] = {&shares[i].encoder->columns_[c], shares[i].rows};
    }
    ColumnEncoder::Append(columns[c], of_column);
  }
  for (const Share& share : shares) share.encoder->rows_ += share.rows.count;
}

size_t ChunkEncoder::MemoryBytes() const {
  size_t bytes = 0;
  for (const ColumnEncoder& column : columns_) bytes += column.MemoryBytes();
  return bytes;
}

size_t ChunkEncoder::DecodedBytes() const {
  size_t bytes = 0;
  for (const ColumnEncoder& column : columns_) bytes += column.DecodedBytes();
  return bytes;
}

EncodedChunk ChunkEncoder::Finish() const {
  size_t bytes = ChunkWriter::kHeaderBytes;
  for (const ColumnEncoder& column : columns_) bytes += column.EncodedBytes();
  ChunkWriter out(rows_, bytes);
  for (const ColumnEncoder& column : columns_) column.WriteTo(out);
  return out.Finish();
}

}  // namespace lakebolt
