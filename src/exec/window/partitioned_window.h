#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "exec/operator.h"
#include "exec/spill/partitioned_rows.h"
#include "exec/window/window_groups.h"

namespace lakebolt {

/// Computes aggregates over whole partitions where the partitions are too many for memory: rows are
/// on disk, cut by the hash of what they are partitioned by. A share of them is read twice, first
/// to aggregate and then to give each row its partition's results: only groups have to fit.
class PartitionedWindow {
 public:
  PartitionedWindow(const WindowSpec& spec, std::shared_ptr<const KeyLayout> layout,
                    const QueryContext& query)
      : spec_(spec), layout_(std::move(layout)), query_(query) {}

  /// Takes one worker's rows.
  class Writer {
   public:
    explicit Writer(const PartitionedWindow& parent);
    /// Adds rows; columns beyond the window's input are left out.
    void Add(const Chunk& rows);

   private:
    friend class PartitionedWindow;

    const PartitionedWindow& parent_;
    GroupTable hashes_;  // stays empty
    std::unique_ptr<PartitionedRows> rows_;
    std::vector<uint32_t> share_of_;
  };
  /// Takes over what a worker wrote. Thread-safe.
  void Merge(Writer& writer);
  /// Returns the bytes on disk.
  int64_t bytes() const;

  static constexpr uint32_t kShares = 64;

  /// Gives the rows of one share.
  class Reader {
   public:
    Reader(const PartitionedWindow& parent, uint32_t share);
    /// Returns whether there was another chunk.
    bool Next(Chunk& out);

   private:
    struct Piece {
      const PartitionedRows* file;
      PartitionedRows::Piece piece;
      Chunk rows;            // those that there is memory for
      BufferPtr partitions;  // of these
    };

    BufferPtr Number(const Chunk& rows);

    const PartitionedWindow& parent_;
    Reservation groups_bytes_;
    Reservation rows_bytes_;
    WindowGroups groups_;
    std::vector<Piece> pieces_;
    std::vector<std::shared_ptr<const Vector>> results_;
    size_t next_ = 0;
  };

 private:
  const WindowSpec& spec_;
  std::shared_ptr<const KeyLayout> layout_;
  const QueryContext& query_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PartitionedRows>> written_;
};

}  // namespace lakebolt
