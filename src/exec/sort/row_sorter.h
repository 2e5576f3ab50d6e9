#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exec/sort/normalized_keys.h"

namespace lakebolt {

/// Sorts rows in parallel, in two stages: pieces of the rows are encoded and sorted each on its
/// own; then slices of the result are merged from all pieces, each on its own too. Slices are cut
/// at keys sampled from the pieces. Stable: equal keys stay in the order of rows.
class RowSorter {
 public:
  RowSorter(std::vector<OrderColumn> columns, uint32_t rows, uint32_t threads);
  ~RowSorter();

  /// First stage: returns the pieces, which SortPiece sorts in any order, in parallel.
  uint32_t pieces() const { return static_cast<uint32_t>(piece_begins_.size() - 1); }
  void SortPiece(uint32_t piece);

  /// Between the stages: cuts the result into slices; returns how many. Called alone.
  uint32_t PrepareSlices();
  /// Second stage.
  void MergeSlice(uint32_t slice);

  /// Does everything in the calling thread.
  void SortAll();

  /// Returns the rows in order, once merged.
  const std::vector<uint32_t>& order() const { return order_; }
  std::vector<uint32_t> TakeOrder() { return std::move(order_); }
  const NormalizedKeys& keys() const { return keys_; }

 private:
  class Pieces;
  template <uint32_t kInline>
  class PiecesOf;

  NormalizedKeys keys_;
  uint32_t threads_;
  std::vector<uint32_t> piece_begins_;  // and the end of the last
  std::unique_ptr<Pieces> sorted_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
