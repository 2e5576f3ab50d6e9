#pragma once

#include <optional>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Holds the default rows of a chunk; a session may set another number (`SET chunk_size`).
constexpr uint32_t kDefaultChunkSize = 2048;

/// Holds some rows of all columns that flow between two operators. All vectors have `size` rows;
/// a selection names those still alive. A chunk without columns still has rows.
class Chunk {
 public:
  Chunk() = default;
  Chunk(std::vector<Vector> columns, uint32_t size) : columns_(std::move(columns)), size_(size) {}

  /// Returns the rows as stored, dead ones included.
  uint32_t size() const { return size_; }
  /// Returns the rows alive.
  uint32_t count() const { return selection_ ? selection_->count() : size_; }
  RowSet rows() const { return selection_ ? RowSet::Of(*selection_, size_) : RowSet::Dense(size_); }

  const std::vector<Vector>& columns() const { return columns_; }
  std::vector<Vector>& mutable_columns() { return columns_; }
  const Vector& column(size_t i) const { return columns_[i]; }

  const std::optional<Selection>& selection() const { return selection_; }
  void SetSelection(Selection selection) { selection_ = std::move(selection); }
  void ClearSelection() { selection_.reset(); }

  /// Drops dead rows by gathering the live ones; afterwards there is no selection.
  void Compact();
  /// Keeps only rows `begin .. begin + count` of the live ones.
  void SliceLive(uint32_t begin, uint32_t count);

  size_t MemoryBytes() const;

 private:
  std::vector<Vector> columns_;
  uint32_t size_ = 0;
  std::optional<Selection> selection_;
};

}  // namespace lakebolt
