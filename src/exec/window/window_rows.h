#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "exec/window/boundaries.h"
#include "exec/window/window_spec.h"

namespace lakebolt {

/// Holds the sorted rows of a window operator: its columns in order, and where partitions and
/// peers begin. Filled in parallel, then read by all workers.
struct WindowRows {
  uint32_t rows = 0;
  std::vector<std::optional<Vector>> columns;  // those that calls look at, by input position
  Boundaries partitions;
  std::vector<std::optional<Boundaries>> peers;  // by the number of order keys

  /// Returns the runs of rows that `order_size` keys cannot tell apart.
  const Boundaries& PeersOf(uint32_t order_size) const {
    return order_size == 0 ? partitions : *peers[order_size];
  }
  /// Returns an operand as a vector over all rows.
  Vector Operand(const WindowOperand& operand) const {
    return operand.position ? *columns[*operand.position]
                            : Vector::Constant(operand.constant, rows);
  }
};

/// Names rows `begin .. begin + count` of the sorted rows, to be computed together, with the
/// partition and the peers of each.
struct WindowBatch {
  uint32_t begin = 0;
  uint32_t count = 0;
  std::vector<uint32_t> partition;  // number
  std::vector<uint32_t> partition_begin;
  std::vector<uint32_t> partition_end;
  std::vector<uint32_t> peers;  // number among all runs of peers
  std::vector<uint32_t> peer_begin;
  std::vector<uint32_t> peer_end;

  /// Fills everything for a call that looks at `order_size` keys.
  void Fill(const WindowRows& rows, uint32_t order_size, uint32_t first, uint32_t length);
};

struct CallEdges;

/// Computes one call. Made once the rows are sorted; Prepare… run before any Evaluate.
class WindowCallEvaluator {
 public:
  virtual ~WindowCallEvaluator() = default;

  /// Returns into how many parts the preparation is cut, each given to PreparePart, in parallel.
  virtual uint32_t PrepareParts() { return 0; }
  virtual void PreparePart(uint32_t part) { (void)part; }
  /// Ends the preparation; alone per call, but at the same time as that of others.
  virtual void FinishPreparation() {}

  /// Computes the rows of a batch; called by many workers.
  virtual Vector Evaluate(const WindowBatch& batch) const = 0;
};

/// Makes the evaluator of a call; `rows`, `call`, `order` (the operator's) and `edges` outlive it.
/// The latter are null unless the rows cut partitions.
std::unique_ptr<WindowCallEvaluator> MakeCallEvaluator(const WindowRows& rows,
                                                       const WindowSpec::Call& call,
                                                       const std::vector<WindowKey>& order,
                                                       const CallEdges* edges);

/// Lists the rows of work that one part of a preparation takes.
constexpr uint32_t kWindowPartRows = 1 << 16;

}  // namespace lakebolt
