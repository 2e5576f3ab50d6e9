// Where a row stands among the others: row_number, rank, dense_rank, percent_rank, cume_dist,
// ntile.

#include <algorithm>

#include "base/error.h"
#include "function/window/builtin.h"

namespace lakebolt {

namespace {

/// Makes a kernel of a function from places and row to a number.
template <typename T, typename Rank>
WindowRankKernel MakeRankKernel(TypeId result, Rank rank) {
  return [result, rank](const WindowPlaces& places, std::span<const Vector>) {
    Vector out(result, places.count);
    T* values = out.mutable_values<T>();
    for (uint32_t i = 0; i < places.count; ++i) values[i] = rank(places, i);
    return out;
  };
}

template <typename Rank>
WindowOverload Number(Rank rank, bool takes_order = true) {
  BoundWindow bound;
  bound.result = TypeId::kInt64;
  bound.is_running = true;
  bound.ignores_order_argument = !takes_order;
  bound.rank = MakeRankKernel<int64_t>(TypeId::kInt64, rank);
  return {{}, [bound](const std::vector<LogicalType>& actual) -> std::optional<BoundWindow> {
            if (!actual.empty()) return std::nullopt;
            return bound;
          }};
}

template <typename Rank>
WindowOverload Share(Rank rank) {
  BoundWindow bound;
  bound.result = TypeId::kFloat64;
  bound.rank = MakeRankKernel<double>(TypeId::kFloat64, rank);
  return {{}, [bound](const std::vector<LogicalType>& actual) -> std::optional<BoundWindow> {
            if (!actual.empty()) return std::nullopt;
            return bound;
          }};
}

/// Cuts `size` rows into `buckets`, larger ones first; returns the bucket of row `index`, from 1.
int64_t Bucket(uint64_t size, uint64_t index, uint64_t buckets) {
  buckets = std::min(buckets, std::max<uint64_t>(size, 1));
  const uint64_t small = size / buckets;
  const uint64_t large_count = size % buckets;
  const uint64_t in_large = large_count * (small + 1);
  if (index < in_large) return static_cast<int64_t>(1 + index / (small + 1));
  if (small == 0) return static_cast<int64_t>(1 + large_count);
  return static_cast<int64_t>(1 + large_count + (index - in_large) / small);
}

Vector Ntile(const WindowPlaces& places, std::span<const Vector> arguments) {
  Vector out(TypeId::kInt64, places.count);
  const VectorReader<int64_t> buckets(arguments[0]);
  for (uint32_t i = 0; i < places.count; ++i) {
    if (buckets.IsNull(i) || places.size[i] == 0) {
      out.SetNull(i);
      continue;
    }
    if (buckets[i] <= 0) {
      throw UserError(
          ErrorCode::kInvalidArgument,
          "the argument of ntile must be greater than zero, not " + std::to_string(buckets[i]));
    }
    out.mutable_values<int64_t>()[i] =
        Bucket(places.size[i], places.index[i], static_cast<uint64_t>(buckets[i]));
  }
  return out;
}

std::optional<BoundWindow> BindNtile(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  BoundWindow bound;
  bound.arguments = {TypeId::kInt64};
  bound.result = TypeId::kInt64;
  bound.rank = Ntile;
  return bound;
}

}  // namespace

void RegisterRanking(WindowRegistry& registry) {
  registry.Add(WindowFunction{
      "row_number",
      {},
      "Numbers the rows of a partition from 1, in its order.",
      {{"row_number() OVER ()", "1"}},
      {Number([](const WindowPlaces& p, uint32_t i) { return int64_t{p.index[i]} + 1; })}});
  registry.Add(WindowFunction{
      "rank",
      {},
      "Counts the rows before the first peer of the current row, plus one: peers share a rank and "
      "leave a gap behind them.",
      {{"rank() OVER (ORDER BY 1)", "1"}},
      {Number([](const WindowPlaces& p, uint32_t i) { return int64_t{p.peer_begin[i]} + 1; })}});
  registry.Add(WindowFunction{
      "dense_rank",
      {"rank_dense"},
      "Ranks without gaps: counts the different values of the order up to the current row's.",
      {{"dense_rank() OVER (ORDER BY 1)", "1"}},
      {Number([](const WindowPlaces& p, uint32_t i) { return int64_t{p.peer_number[i]} + 1; },
              false)}});
  registry.Add(WindowFunction{
      "percent_rank",
      {},
      "Divides rank() - 1 by the rows of the partition less one, as DOUBLE from 0 to 1.",
      {{"percent_rank() OVER (ORDER BY 1)", "0.0"}},
      {Share([](const WindowPlaces& p, uint32_t i) {
        return p.size[i] <= 1 ? 0.0 : static_cast<double>(p.peer_begin[i]) / (p.size[i] - 1);
      })}});
  registry.Add(WindowFunction{
      "cume_dist",
      {},
      "Returns the share of the partition's rows that come no later than the current row's peers.",
      {{"cume_dist() OVER (ORDER BY 1)", "1.0"}},
      {Share([](const WindowPlaces& p, uint32_t i) {
        return p.size[i] == 0 ? 0.0 : static_cast<double>(p.peer_end[i]) / p.size[i];
      })}});
  registry.Add(WindowFunction{"ntile",
                              {},
                              "Cuts the partition into so many buckets of sizes as equal as can be "
                              "and numbers them from 1.",
                              {{"ntile(4) OVER ()", "1"}},
                              {{{TypeId::kInt64}, BindNtile}}});
}

}  // namespace lakebolt
