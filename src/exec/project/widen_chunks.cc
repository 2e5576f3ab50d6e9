#include "exec/project/widen_chunks.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "vector/concat.h"

namespace lakebolt {

namespace {

using Clock = std::chrono::steady_clock;

constexpr uint32_t kMostRows = 1 << 16;
/// What a wide chunk may take; cancellation and memory want them bounded.
constexpr auto kQuick = std::chrono::milliseconds(50);
constexpr auto kSlow = std::chrono::milliseconds(200);

struct Local final : LocalState {
  std::vector<Chunk> held;
  uint32_t rows = 0;
  Reservation memory;
  uint32_t wanted = 1;
  std::optional<Clock::time_point> given;  // when the last chunk of the wanted size went on

  /// Learns from how long the rows took that were given last.
  void Adapt() {
    if (!given) return;
    const auto took = Clock::now() - *given;
    given.reset();
    if (took < kQuick) wanted = std::min(2 * wanted, kMostRows);
    if (took > kSlow) wanted = std::max(wanted / 2, uint32_t{1});
  }

  Chunk Take(const std::vector<LogicalType>& types) {
    Chunk out = held.size() == 1 ? std::move(held.front()) : ConcatChunks(types, std::move(held));
    held.clear();
    rows = 0;
    memory.Free();
    return out;
  }
};

}  // namespace

std::unique_ptr<LocalState> WidenChunks::MakeLocal(TaskContext& context) {
  auto local = std::make_unique<Local>();
  local->memory = Reservation(context.query.memory, Name());
  return local;
}

TransformStatus WidenChunks::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  local.Adapt();
  local.rows += input.count();
  const bool has_room = local.memory.TryGrow(static_cast<int64_t>(input.MemoryBytes()));
  local.held.push_back(std::move(input));
  if (local.rows < local.wanted && has_room) return TransformStatus::kNeedInput;
  if (local.rows >= local.wanted) {
    local.wanted = std::max(local.wanted, std::min(local.rows, kMostRows));
    local.given = Clock::now();
  }
  out = local.Take(types_);
  return TransformStatus::kNeedInput;
}

TransformStatus WidenChunks::Flush(TaskContext&, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  if (!local.held.empty()) out = local.Take(types_);
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
