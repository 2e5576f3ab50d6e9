#include "exec/window/partitioned_window.h"

#include <utility>

namespace lakebolt {

namespace {

/// Rows that wait to be read again take one part in so many of a worker's share of the memory.
constexpr int64_t kShareOfRows = 4;

}  // namespace

PartitionedWindow::Writer::Writer(const PartitionedWindow& parent)
    : parent_(parent),
      hashes_(parent.layout_),
      rows_(std::make_unique<PartitionedRows>(parent.spec_.types, kShares, parent.query_)) {}

void PartitionedWindow::Writer::Add(const Chunk& rows) {
  std::vector<Vector> keys;
  for (const uint32_t position : parent_.spec_.partition) keys.push_back(rows.column(position));
  const RowSet all = RowSet::Dense(rows.size());
  const uint64_t* hashes = hashes_.MissAll(keys, all).hashes;
  share_of_.resize(rows.size());
  // Tables of a share find their slots by other bits.
  constexpr uint32_t kShift = 26;
  for (uint32_t i = 0; i < rows.size(); ++i) {
    share_of_[i] = static_cast<uint32_t>(hashes[i] >> kShift) % kShares;
  }
  std::vector<Vector> columns = rows.columns();
  columns.resize(parent_.spec_.types.size());
  rows_->Add(columns, all, share_of_.data());
}

void PartitionedWindow::Merge(Writer& writer) {
  writer.rows_->Finish();
  const std::lock_guard lock(mutex_);
  written_.push_back(std::move(writer.rows_));
}

int64_t PartitionedWindow::bytes() const {
  int64_t bytes = 0;
  for (const auto& rows : written_) bytes += rows->bytes();
  return bytes;
}

PartitionedWindow::Reader::Reader(const PartitionedWindow& parent, uint32_t share)
    : parent_(parent),
      groups_bytes_(parent.query_.memory, "window"),
      rows_bytes_(parent.query_.memory, "window"),
      groups_(parent.spec_, parent.layout_) {
  const int64_t most = parent.query_.memory->limit() / parent.query_.threads / kShareOfRows;
  for (const auto& file : parent.written_) {
    for (const PartitionedRows::Piece& piece : file->pieces(share)) {
      parent.query_.cancellation->Check();
      Chunk rows = file->Read(piece);
      BufferPtr partitions = Number(rows);
      groups_.Aggregate(rows, partitions->as<uint32_t>());
      groups_bytes_.Resize(static_cast<int64_t>(groups_.MemoryBytes()));
      pieces_.push_back({file.get(), piece, Chunk(), nullptr});
      if (rows_bytes_.size() > most || !rows_bytes_.TryGrow(piece.memory_bytes)) continue;
      pieces_.back().rows = std::move(rows);
      pieces_.back().partitions = std::move(partitions);
    }
  }
  results_ = groups_.Results();
}

BufferPtr PartitionedWindow::Reader::Number(const Chunk& rows) {
  BufferPtr partitions = Buffer::Allocate(rows.size() * sizeof(uint32_t));
  groups_.Number(rows, partitions->as<uint32_t>());
  return partitions;
}

bool PartitionedWindow::Reader::Next(Chunk& out) {
  if (next_ == pieces_.size()) return false;
  parent_.query_.cancellation->Check();
  Piece piece = std::exchange(pieces_[next_++], {});
  if (piece.partitions == nullptr) {
    piece.rows = piece.file->Read(piece.piece);
    piece.partitions = Number(piece.rows);
  } else {
    rows_bytes_.Resize(rows_bytes_.size() - piece.piece.memory_bytes);
  }
  const uint32_t size = piece.rows.size();
  std::vector<Vector> columns = std::move(piece.rows.mutable_columns());
  columns.resize(parent_.spec_.payload);
  AppendResults(results_, std::move(piece.partitions), size, columns);
  out = Chunk(std::move(columns), size);
  return true;
}

}  // namespace lakebolt
