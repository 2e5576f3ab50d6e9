#include "exec/window/window_edges.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "function/aggregate/first.h"
#include "vector/concat.h"
#include "vector/held_columns.h"

namespace lakebolt {

namespace {

using Kind = WindowBound::Kind;
using MaybeVector = std::optional<Vector>;

/// Rows at a larger distance are not kept beside a slice.
constexpr int64_t kMostDistance = 1 << 16;

/// Returns how far a function that picks rows at a distance looks; nothing where rows decide.
std::optional<uint32_t> DistanceOf(const WindowSpec::Call& call) {
  if (call.arguments.size() < 2) return 1;
  const WindowOperand& operand = call.arguments[1];
  if (operand.position) return std::nullopt;
  if (operand.constant.IsNull()) return 0;
  const auto distance = operand.constant.integral();
  if (distance < -kMostDistance || distance > kMostDistance) return std::nullopt;
  return static_cast<uint32_t>(distance < 0 ? -distance : distance);
}

bool PicksAtDistance(const WindowSpec::Call& call) {
  return call.function != nullptr &&
         (call.function->name == "lag" || call.function->name == "lead");
}

bool IsOpenOrCurrent(const WindowBoundSpec& bound) {
  return bound.kind == Kind::kUnbounded || bound.kind == Kind::kCurrentRow;
}

/// Tells whether values of a type grow with the rows that they stand for.
bool HoldsLists(const LogicalType& type) {
  return type.physical() == PhysicalType::kList ||
         (type.IsNested() &&
          std::any_of(type.children().begin(), type.children().end(),
                      [](const Field& field) { return HoldsLists(field.type); }));
}

/// Tells whether frames begin or end with the peers of a row.
bool LooksAtPeers(const WindowSpec::Call& call) {
  return call.frame.unit != WindowFrameUnit::kRows &&
         (call.frame.start.kind == Kind::kCurrentRow || call.frame.end.kind == Kind::kCurrentRow);
}

/// Returns the exported state over rows `begin .. end`.
Vector StateOf(const WindowSpec::Call& call, const WindowRows& rows, uint32_t begin, uint32_t end) {
  std::vector<Vector> arguments;
  for (const WindowOperand& argument : call.arguments) arguments.push_back(rows.Operand(argument));
  std::optional<VectorReader<uint8_t>> passes;
  if (call.filter) passes.emplace(*rows.columns[*call.filter]);
  std::vector<uint32_t> taken;
  for (uint32_t row = begin; row < end; ++row) {
    if (!passes || (!passes->IsNull(row) && (*passes)[row] != 0)) taken.push_back(row);
  }
  auto states = call.aggregate->make_states();
  states->Resize(1);
  if (!taken.empty()) {
    const RowSet set{taken.data(), static_cast<uint32_t>(taken.size()), rows.rows};
    states->Update(arguments, set, nullptr);
  }
  return states->Export(0, 1);
}

/// Merges the states of rows and of those that follow.
MaybeVector MergeStates(const WindowSpec::Call& call, const MaybeVector& first,
                        const MaybeVector& second) {
  if (!first) return second;
  if (!second) return first;
  auto states = call.aggregate->make_states();
  states->Resize(1);
  states->Merge(*first, RowSet::Dense(1), nullptr);
  states->Merge(*second, RowSet::Dense(1), nullptr);
  return states->Export(0, 1);
}

MaybeVector ConcatValues(const MaybeVector& first, const MaybeVector& second) {
  if (!first) return second;
  if (!second) return first;
  return ConcatVectors(first->type(), {&*first, &*second});
}

MaybeVector LastOf(MaybeVector values, uint32_t count) {
  if (!values || values->size() <= count) return values;
  return values->Slice(values->size() - count, count);
}

MaybeVector FirstOf(MaybeVector values, uint32_t count) {
  if (!values || values->size() <= count) return values;
  return values->Slice(0, count);
}

/// Copies values, so that they do not keep alive what the rows' strings point into.
Vector CopyOf(const Vector& values, uint32_t begin, uint32_t count) {
  std::vector<uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), begin);
  Vector out = values.Gather(rows.data(), count).Flatten();
  CopyStrings(out);
  return out;
}

uint32_t AddRows(uint32_t a, uint32_t b) {
  uint32_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    throw UserError(ErrorCode::kTooComplex, "a window partition has more than 2^32 rows");
  }
  return sum;
}

void SummarizeCall(const WindowSpec::Call& call, const WindowRows& rows, const SliceSummary& slice,
                   SliceSummary::Call& out) {
  const Boundaries& peers = rows.PeersOf(call.order_size);
  const uint32_t last_begin = rows.rows - slice.last_partition;
  out.last_partition_peers = peers.size() - peers.Find(last_begin);
  out.first_peers = peers.end(0);
  out.last_peers = rows.rows - peers.begin(peers.size() - 1);
  if (call.aggregate != nullptr) {
    out.first_partition_state = StateOf(call, rows, 0, slice.first_partition);
    out.last_partition_state = StateOf(call, rows, last_begin, rows.rows);
    if (!LooksAtPeers(call)) return;
    out.first_peer_state = StateOf(call, rows, 0, out.first_peers);
    out.last_peer_state = StateOf(call, rows, rows.rows - out.last_peers, rows.rows);
  } else if (PicksAtDistance(call)) {
    const Vector values = rows.Operand(call.arguments[0]);
    const uint32_t first = std::min(*DistanceOf(call), slice.first_partition);
    const uint32_t last = std::min(*DistanceOf(call), slice.last_partition);
    out.first_values = CopyOf(values, 0, first);
    out.last_values = CopyOf(values, rows.rows - last, last);
  }
}

/// Carries what the slice `from` has, and what came before that, to the one after it.
void Carry(const WindowSpec& spec, const SliceSummary& from, const WindowEdges& from_edges,
           const SliceSummary& to, WindowEdges& out) {
  if (from.last_keys[0] != to.first_keys[0]) return;
  const bool is_one_partition = from.last_partition == from.rows;
  for (size_t c = 0; c < spec.calls.size(); ++c) {
    const WindowSpec::Call& call = spec.calls[c];
    const SliceSummary::Call& own = from.calls[c];
    const CallEdges before = is_one_partition ? from_edges[c] : CallEdges{};
    CallEdges& edges = out[c];
    edges.rows_before = AddRows(before.rows_before, from.last_partition);
    const bool same_peers = from.last_keys[call.order_size] == to.first_keys[call.order_size];
    edges.ended_peers = before.ended_peers + own.last_partition_peers - (same_peers ? 1 : 0);
    edges.partition_state_before =
        MergeStates(call, before.partition_state_before, own.last_partition_state);
    if (PicksAtDistance(call)) {
      edges.values_before =
          LastOf(ConcatValues(before.values_before, own.last_values), *DistanceOf(call));
    }
    if (!same_peers) continue;
    const bool is_one_run = own.last_peers == from.rows;
    edges.peers_before = AddRows(own.last_peers, is_one_run ? before.peers_before : 0);
    edges.peer_state_before = is_one_run
                                  ? MergeStates(call, before.peer_state_before, own.last_peer_state)
                                  : own.last_peer_state;
  }
}

/// Carries what the slice `from` has, and what comes behind that, to the one before it.
void CarryBack(const WindowSpec& spec, const SliceSummary& from, const WindowEdges& from_edges,
               const SliceSummary& to, WindowEdges& out) {
  if (from.first_keys[0] != to.last_keys[0]) return;
  const bool is_one_partition = from.first_partition == from.rows;
  for (size_t c = 0; c < spec.calls.size(); ++c) {
    const WindowSpec::Call& call = spec.calls[c];
    const SliceSummary::Call& own = from.calls[c];
    const CallEdges after = is_one_partition ? from_edges[c] : CallEdges{};
    CallEdges& edges = out[c];
    edges.rows_after = AddRows(after.rows_after, from.first_partition);
    edges.partition_state_after =
        MergeStates(call, own.first_partition_state, after.partition_state_after);
    if (PicksAtDistance(call)) {
      edges.values_after =
          FirstOf(ConcatValues(own.first_values, after.values_after), *DistanceOf(call));
    }
    if (from.first_keys[call.order_size] != to.last_keys[call.order_size]) continue;
    const bool is_one_run = own.first_peers == from.rows;
    edges.peers_after = AddRows(own.first_peers, is_one_run ? after.peers_after : 0);
    edges.peer_state_after = is_one_run
                                 ? MergeStates(call, own.first_peer_state, after.peer_state_after)
                                 : own.first_peer_state;
  }
}

}  // namespace

bool CanCutPartitions(const WindowSpec::Call& call) {
  if (!call.argument_order.empty() || call.ignore_nulls) return false;
  if (call.function != nullptr) {
    if (call.function->fills || call.function->scope != WindowScope::kPartition) return false;
    return call.function->rank || (PicksAtDistance(call) && DistanceOf(call));
  }
  return !HoldsLists(call.aggregate->state) && call.aggregate->order.empty() &&
         (!call.distinct || call.aggregate->ignores_duplicates) &&
         IsOpenOrCurrent(call.frame.start) && IsOpenOrCurrent(call.frame.end) &&
         call.frame.exclusion == WindowExclusion::kNoOthers;
}

WindowSpec::Call ForSlices(const WindowSpec::Call& call) {
  if (call.function == nullptr || call.function->scope != WindowScope::kFrame) return call;
  const bool is_last = call.function->name == "last_value";
  if (!is_last && call.function->name != "first_value") return call;
  WindowSpec::Call out = call;
  out.function = nullptr;
  out.aggregate = std::make_shared<const BoundAggregate>(
      BindFirst(call.arguments[0].type, is_last, call.ignore_nulls));
  out.ignore_nulls = false;
  return CanCutPartitions(out) ? out : call;
}

SliceSummary SummarizeSlice(const WindowSpec& spec, const WindowRows& rows) {
  SliceSummary slice;
  slice.rows = rows.rows;
  slice.calls.resize(spec.calls.size());
  if (rows.rows == 0) return slice;
  slice.first_partition = rows.partitions.end(0);
  slice.last_partition = rows.rows - rows.partitions.begin(rows.partitions.size() - 1);
  for (size_t c = 0; c < spec.calls.size(); ++c) {
    slice.calls[c].peers = rows.PeersOf(spec.calls[c].order_size).size();
    if (!CanCutPartitions(spec.calls[c])) continue;
    SummarizeCall(spec.calls[c], rows, slice, slice.calls[c]);
  }
  return slice;
}

std::vector<WindowEdges> ConnectSlices(const WindowSpec& spec,
                                       const std::vector<SliceSummary>& slices) {
  std::vector<WindowEdges> edges(slices.size(), WindowEdges(spec.calls.size()));
  std::vector<size_t> used;  // slices with rows
  for (size_t s = 0; s < slices.size(); ++s) {
    if (slices[s].rows > 0) used.push_back(s);
  }
  for (size_t i = 1; i < used.size(); ++i) {
    const size_t from = used[i - 1];
    Carry(spec, slices[from], edges[from], slices[used[i]], edges[used[i]]);
  }
  for (size_t i = used.size(); i-- > 1;) {
    const size_t from = used[i];
    CarryBack(spec, slices[from], edges[from], slices[used[i - 1]], edges[used[i - 1]]);
  }
  return edges;
}

}  // namespace lakebolt
