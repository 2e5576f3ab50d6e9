#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "exec/pipeline.h"
#include "exec/scan/table_scan_source.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Tells whether the chunks of a pipeline, as far as it is built, are those of its source, batch by
/// batch.
bool KeepsBatches(const Pipeline& pipeline);

/// Is the rows of a plan node while pipelines are built: open pipelines that still lack a sink, and
/// where each column stands in their chunks. Several plan columns may share a position.
class Stream {
 public:
  /// Opens a stream on one pipeline whose chunks have `columns`, in order.
  Stream(Pipeline* pipeline, const std::vector<PlanColumn>& columns);

  /// Appends a transform to every open pipeline.
  void Add(const std::shared_ptr<Transform>& transform);
  /// Closes every open pipeline with a sink.
  void Close(const std::shared_ptr<Sink>& sink);
  /// Makes every open pipeline wait for `sink`.
  void WaitFor(const Sink* sink);
  /// Joins another stream of the same layout to this one. Columns keep the origins that they have
  /// in both.
  void Merge(Stream other);

  /// Says that chunks have `columns` from now on.
  void SetColumns(const std::vector<PlanColumn>& columns);
  /// Gives the columns new names, position by position; they stay what they are.
  void Rename(const std::vector<PlanColumn>& columns);
  /// Gives a column a second name at the same position.
  void Alias(ColumnId existing, ColumnId added);

  bool Has(ColumnId id) const { return positions_.contains(id); }
  uint32_t Position(ColumnId id) const;
  const std::vector<LogicalType>& types() const { return types_; }

  /// Rewrites column references to positions of this stream.
  ExprPtr Bind(const ExprPtr& expr) const;

  /// Makes the chunks have exactly the columns `wanted`, in this order.
  void Narrow(const std::vector<PlanColumn>& wanted);

  const std::vector<Pipeline*>& pipelines() const { return pipelines_; }

  /// Remembers that a column comes unchanged from a scan of the same pipeline, or each of several
  /// pipelines from one, so that runtime filters can be handed to it.
  struct Origin {
    TableScanSource* scan = nullptr;
    uint32_t source_column = 0;
  };
  void SetOrigins(ColumnId id, std::vector<Origin> origins) { origins_[id] = std::move(origins); }
  /// Returns where a column comes from in all pipelines; nothing where that is unknown in any.
  const std::vector<Origin>& FindOrigins(ColumnId id) const;
  void ForgetOrigins() { origins_.clear(); }

 private:
  std::vector<Pipeline*> pipelines_;
  std::unordered_map<ColumnId, uint32_t> positions_;
  std::vector<LogicalType> types_;
  std::unordered_map<ColumnId, std::vector<Origin>> origins_;
};

}  // namespace lakebolt
