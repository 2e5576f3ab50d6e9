// Rows at a distance: lag, lead.

#include "function/window/builtin.h"

namespace lakebolt {

namespace {

/// Picks the row `distance` places before (or behind, where `sign` is 1) the current one.
void PickAtDistance(const WindowPlaces& places, std::span<const Vector> arguments, int64_t sign,
                    uint32_t* picked) {
  const bool has_offset = arguments.size() > 1;
  std::optional<VectorReader<int64_t>> offsets;
  if (has_offset) offsets.emplace(arguments[1]);
  const uint32_t missing = arguments.size() > 2 ? kDefaultPlace : kNoPlace;
  for (uint32_t i = 0; i < places.count; ++i) {
    if (has_offset && offsets->IsNull(i)) {
      picked[i] = kNoPlace;
      continue;
    }
    const int64_t distance = has_offset ? (*offsets)[i] : 1;
    int64_t offset = 0;
    int64_t place = 0;
    bool out_of_range = __builtin_mul_overflow(sign, distance, &offset) ||
                        __builtin_add_overflow(int64_t{places.index[i]}, offset, &place);
    if (places.present[i] == 0) {
      // The row is none of the sequence: the next one is at its place already.
      if (offset == 0) {
        picked[i] = kNoPlace;
        continue;
      }
      if (offset > 0) --place;
    }
    out_of_range = out_of_range || place < 0 || place >= int64_t{places.size[i]};
    picked[i] = out_of_range ? missing : static_cast<uint32_t>(place);
  }
}

std::vector<WindowOverload> Overloads(int64_t sign) {
  const auto bind = [sign](const std::vector<LogicalType>& actual) -> std::optional<BoundWindow> {
    if (actual.empty() || actual.size() > 3) return std::nullopt;
    BoundWindow bound;
    bound.arguments = {actual[0], TypeId::kInt64, actual[0]};
    bound.arguments.resize(actual.size());
    bound.result = actual[0];
    bound.takes_null_treatment = true;
    bound.position = [sign](const WindowPlaces& places, std::span<const Vector> arguments,
                            uint32_t* picked) { PickAtDistance(places, arguments, sign, picked); };
    return bound;
  };
  const LogicalType any = TypeId::kNull;
  return {{{any}, bind}, {{any, TypeId::kInt64}, bind}, {{any, TypeId::kInt64, any}, bind}};
}

}  // namespace

void RegisterOffsets(WindowRegistry& registry) {
  registry.Add(WindowFunction{
      "lag",
      {},
      "Returns the value of the row that comes so many rows (1 unless given) before the current "
      "one in the partition; without such a row the third argument, or NULL.",
      {{"lag(42, 1, 7) OVER ()", "7"}},
      Overloads(-1)});
  registry.Add(WindowFunction{
      "lead",
      {},
      "Returns the value of the row that comes so many rows (1 unless given) behind the current "
      "one in the partition; without such a row the third argument, or NULL.",
      {{"lead(42, 0) OVER ()", "42"}},
      Overloads(1)});
}

}  // namespace lakebolt
