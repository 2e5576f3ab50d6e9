#pragma once

#include <map>

#include "source/memory_table.h"
#include "source/table_write.h"

namespace lakebolt {

/// Writes to a table in memory: keeps the version it would become, and what it changed of the
/// version it began with, so that Commit can do the same on top of a newer one.
class MemoryTableWrite final : public TableWrite {
 public:
  explicit MemoryTableWrite(std::shared_ptr<const MemoryTable> base);
  ~MemoryTableWrite() override;

  std::shared_ptr<const TableSource> Current() const override { return current_; }
  void Append(std::vector<Chunk> rows) override;
  uint64_t Delete(const std::vector<Chunk>& rows) override;
  void Update(const std::vector<uint32_t>& columns, const std::vector<Chunk>& rows) override;
  void Merge(const std::vector<Chunk>& deleted, const std::vector<uint32_t>& columns,
             const std::vector<Chunk>& updated, std::vector<Chunk> appended) override;
  void CheckConflicts(const std::shared_ptr<const TableSource>& latest) const override;
  void PrepareCommit() override;
  std::shared_ptr<const TableSource> Commit(
      const std::shared_ptr<const TableSource>& latest) override;

 private:
  uint64_t Change(const std::vector<Chunk>& deleted, const std::vector<uint32_t>& columns,
                  const std::vector<Chunk>& updated, std::vector<Chunk> appended);
  /// Indexes rows that a change touched and checks that their keys are unique.
  void IndexRows(const MemoryTable& table, const std::vector<uint32_t>* columns,
                 const std::vector<int64_t>& row_ids);
  void IndexUpdated(const MemoryTable& table, const std::vector<uint32_t>& columns,
                    const std::vector<int64_t>& row_ids);
  void IndexAppended(const MemoryTable& table, int64_t first_row_id);
  void CheckUntouched(const MemoryTable& latest, int64_t row_id) const;
  /// Does on top of `latest` what this write did to its base.
  std::shared_ptr<const TableSource> Rebase(std::shared_ptr<const MemoryTable> latest) const;

  std::shared_ptr<const MemoryTable> base_;
  std::shared_ptr<const MemoryTable> current_;
  std::vector<int64_t> deleted_;                                   // rows of the base
  std::map<std::vector<uint32_t>, std::vector<int64_t>> updated_;  // rows of the base, by columns
  MemoryTable::Indexes indexes_;  // the base's, and one for own rows
  MemoryTable::Indexes next_;     // those of the next version, once prepared
};

}  // namespace lakebolt
