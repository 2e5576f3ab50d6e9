#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exec/sort/key_packer.h"

namespace lakebolt {

/// Sorts rows in parallel, in three stages: the key columns are looked at; pieces of the rows are
/// packed into entries (key_entry.h) and sorted each on its own; slices of the result are merged
/// from all pieces, each on its own too. Slices are cut at keys sampled from the pieces. Stable:
/// equal keys stay in the order of rows.
class RowSorter {
 public:
  RowSorter(std::vector<OrderColumn> columns, uint32_t rows, uint32_t threads);
  ~RowSorter();

  /// Returns into how many parts the first stage is cut; RunPart does them in any order, in
  /// parallel.
  uint32_t Start() const;
  void RunPart(uint32_t part);
  /// Is called alone once all parts are done; returns how many the next stage has, 0 at the end.
  uint32_t NextStage();

  /// Does everything in the calling thread.
  void SortAll();

  /// Returns the rows in order, once all is done.
  const std::vector<uint32_t>& order() const { return order_; }
  std::vector<uint32_t> TakeOrder() { return std::move(order_); }

  /// Returns how many bytes a row takes at most while rows are sorted by keys of these types, its
  /// place in the order included.
  static int64_t BytesPerRow(const std::vector<LogicalType>& keys);

 private:
  enum class Stage : uint8_t { kAnalyze, kSort, kMerge, kDone };
  class Pieces;
  template <typename Entry>
  class PiecesOf;

  uint32_t pieces() const { return static_cast<uint32_t>(piece_begins_.size() - 1); }
  std::unique_ptr<Pieces> MakePieces();

  KeyPacker keys_;
  uint32_t threads_;
  std::vector<uint32_t> piece_begins_;  // and the end of the last
  Stage stage_ = Stage::kAnalyze;
  std::unique_ptr<Pieces> sorted_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
