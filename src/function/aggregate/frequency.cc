#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/sorted_rows.h"
#include "function/aggregate/value_counts.h"
#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

namespace {

/// Gives the most frequent value; of equally frequent ones the first, or the least.
class ModeStates final : public ValueCountStates {
 public:
  explicit ModeStates(LogicalType type, bool prefers_least = false)
      : ValueCountStates(std::move(type)), prefers_least_(prefers_least) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    std::vector<uint32_t> chosen(count, 0);
    std::vector<uint32_t> empty;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> entries = EntriesOf(begin + i);
      if (entries.empty()) {
        empty.push_back(i);
        continue;
      }
      chosen[i] = *std::max_element(entries.begin(), entries.end(), [&](uint32_t a, uint32_t b) {
        return counts()[a] < counts()[b];
      });
      if (prefers_least_) chosen[i] = LeastOfMost(entries, counts()[chosen[i]]);
    }
    Vector out = values().size() == 0 ? Vector(values().type(), count)
                                      : values().View().Gather(chosen.data(), count);
    for (const uint32_t row : empty) out.SetNull(row);
    return out;
  }

 private:
  /// Returns the entry of the least value that was seen `most` times.
  uint32_t LeastOfMost(std::span<const uint32_t> entries, int64_t most) const {
    std::vector<uint32_t> tied;
    for (const uint32_t entry : entries) {
      if (counts()[entry] == most) tied.push_back(entry);
    }
    return SortedRows(values().View(), tied, {}).front();
  }

  bool prefers_least_;
};

/// Gives the entropy of the values in bits, 0 where there are none.
class EntropyStates final : public ValueCountStates {
 public:
  using ValueCountStates::ValueCountStates;

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(TypeId::kFloat64, count);
    for (uint32_t i = 0; i < count; ++i) {
      double total = 0;
      for (const uint32_t entry : EntriesOf(begin + i)) {
        total += static_cast<double>(counts()[entry]);
      }
      double entropy = 0;
      for (const uint32_t entry : EntriesOf(begin + i)) {
        const auto seen = static_cast<double>(counts()[entry]);
        entropy += seen / total * std::log2(total / seen);
      }
      out.mutable_values<double>()[i] = entropy;
    }
    return out;
  }
};

/// Gives each group's values with their counts as a map, ordered by value.
class HistogramStates final : public ValueCountStates {
 public:
  using ValueCountStates::ValueCountStates;

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    const LogicalType type = LogicalType::Map(values().type(), TypeId::kUInt64);
    const Vector all = values().View();
    Vector out(type, count);
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> entries = EntriesOf(begin + i);
      out.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(order.size()),
                                            static_cast<uint32_t>(entries.size())};
      if (entries.empty()) out.SetNull(i);
      const std::vector<uint32_t> sorted = SortedRows(all, entries, {});
      order.insert(order.end(), sorted.begin(), sorted.end());
    }
    const auto total = static_cast<uint32_t>(order.size());
    Vector numbers(TypeId::kUInt64, total);
    for (uint32_t k = 0; k < total; ++k) {
      numbers.mutable_values<uint64_t>()[k] = static_cast<uint64_t>(counts()[order[k]]);
    }
    Vector pairs = Vector::Flat(type.element(), total, Buffer::Allocate(0), nullptr);
    pairs.mutable_children() = {all.Gather(order.data(), total), std::move(numbers)};
    out.mutable_children()[0] = std::move(pairs);
    return out;
  }
};

/// Lists values: the `limit` most frequent ones, or all in the order of appearance.
class TopValuesStates final : public ValueCountStates {
 public:
  TopValuesStates(LogicalType type, std::optional<uint32_t> limit)
      : ValueCountStates(std::move(type)), limit_(limit) {}

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(LogicalType::List(values().type()), count);
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> entries = EntriesOf(begin + i);
      std::vector<uint32_t> sorted(entries.begin(), entries.end());
      if (limit_) {
        std::stable_sort(sorted.begin(), sorted.end(),
                         [&](uint32_t a, uint32_t b) { return counts()[a] > counts()[b]; });
        sorted.resize(std::min<size_t>(sorted.size(), *limit_));
        if (sorted.empty()) out.SetNull(i);
      }
      out.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(order.size()),
                                            static_cast<uint32_t>(sorted.size())};
      order.insert(order.end(), sorted.begin(), sorted.end());
    }
    out.mutable_children()[0] =
        values().View().Gather(order.data(), static_cast<uint32_t>(order.size()));
    return out;
  }

 private:
  std::optional<uint32_t> limit_;
};

/// Collects the different elements of lists, in the order of appearance.
class CollectUnionStates final : public ValueCountStates {
 public:
  using ValueCountStates::ValueCountStates;

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const ListReader lists(args[0]);
    std::vector<uint32_t> places;
    std::vector<uint32_t> owners;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (lists.IsNull(rows[i])) continue;
      const ListEntry entry = lists[rows[i]];
      for (uint32_t k = 0; k < entry.length; ++k) {
        places.push_back(entry.offset + k);
        owners.push_back(groups == nullptr ? 0 : groups[i]);
      }
    }
    if (places.empty()) return;
    const auto count = static_cast<uint32_t>(places.size());
    const Vector elements = lists.elements().Gather(places.data(), count);
    ValueCountStates::Update({&elements, 1}, RowSet::Dense(count), owners.data());
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(LogicalType::List(values().type()), count);
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> entries = EntriesOf(begin + i);
      out.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(order.size()),
                                            static_cast<uint32_t>(entries.size())};
      order.insert(order.end(), entries.begin(), entries.end());
    }
    out.mutable_children()[0] =
        values().View().Gather(order.data(), static_cast<uint32_t>(order.size()));
    return out;
  }
};

BoundAggregate Counting(const LogicalType& type, LogicalType result) {
  BoundAggregate bound;
  bound.arguments = {type};
  bound.result = std::move(result);
  bound.state = ValueCountStates::StateType(type);
  return bound;
}

/// Binds f(x), whose states are made from the type of x alone.
template <typename States, typename Result>
AggregateOverload Overload(Result result, bool null_on_empty, bool ignores_order) {
  return {{TypeId::kNull},
          [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
            if (actual.size() != 1) return std::nullopt;
            BoundAggregate bound = Counting(actual[0], result(actual[0]));
            bound.null_on_empty = null_on_empty;
            bound.ignores_order = ignores_order;
            bound.make_states = [type = actual[0]] { return std::make_unique<States>(type); };
            return bound;
          }};
}

std::optional<BoundAggregate> BindTopK(const std::vector<LogicalType>& actual,
                                       std::span<const Value* const> constants) {
  constexpr int64_t kMost = 1'000'000;
  if (actual.size() != 2 || !actual[1].IsInteger()) return std::nullopt;
  if (constants[1] == nullptr || constants[1]->IsNull()) {
    throw UserError(ErrorCode::kInvalidQuery, "the k of approx_top_k must be a constant number");
  }
  const int128_t k = constants[1]->integral();
  if (k <= 0 || k >= kMost) {
    throw UserError(ErrorCode::kOutOfRange,
                    "the k of approx_top_k must be above 0 and below 1000000, " +
                        constants[1]->ToString() + " is not");
  }
  BoundAggregate bound = Counting(actual[0], LogicalType::List(actual[0]));
  bound.constants = {*constants[1]};
  bound.make_states = [type = actual[0], limit = static_cast<uint32_t>(k)] {
    return std::make_unique<TopValuesStates>(type, limit);
  };
  return bound;
}

std::optional<BoundAggregate> BindCollectUnion(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || actual[0].id() != TypeId::kList) return std::nullopt;
  BoundAggregate bound = Counting(actual[0].element(), actual[0]);
  bound.arguments = actual;
  bound.null_on_empty = false;
  bound.ignores_duplicates = true;
  bound.make_states = [type = actual[0].element()] {
    return std::make_unique<CollectUnionStates>(type);
  };
  return bound;
}

/// Binds Spark's mode(x, deterministic): whether of equally frequent values the least is wanted.
std::optional<BoundAggregate> BindChoosingMode(const std::vector<LogicalType>& actual,
                                               std::span<const Value* const> constants) {
  if (actual.size() != 2 || actual[1].id() != TypeId::kBoolean) return std::nullopt;
  if (constants[1] == nullptr || constants[1]->IsNull()) {
    throw UserError(ErrorCode::kInvalidQuery, "the second argument of mode must be TRUE or FALSE");
  }
  BoundAggregate bound = Counting(actual[0], actual[0]);
  bound.constants = {*constants[1]};
  bound.make_states = [type = actual[0], least = constants[1]->boolean()] {
    return std::make_unique<ModeStates>(type, least);
  };
  return bound;
}

std::optional<BoundAggregate> BindCollectSet(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1) return std::nullopt;
  BoundAggregate bound = Counting(actual[0], LogicalType::List(actual[0]));
  bound.null_on_empty = false;
  bound.ignores_duplicates = true;
  bound.make_states = [type = actual[0]] {
    return std::make_unique<TopValuesStates>(type, std::nullopt);
  };
  return bound;
}

}  // namespace

void RegisterFrequencies(FunctionRegistry& registry) {
  const auto same = [](const LogicalType& type) { return type; };
  AggregateFunction mode{"mode",
                         {},
                         "Gives the most frequent value, the first of equally frequent ones.",
                         {{"mode(42)", "42"}},
                         {Overload<ModeStates>(same, true, false),
                          {{TypeId::kNull, TypeId::kBoolean}, {}, BindChoosingMode}}};
  mode.direct_arguments = 0;
  registry.Add(std::move(mode));
  registry.Add(AggregateFunction{"collect_union",
                                 {},
                                 "Collects the different elements of lists into one.",
                                 {{"collect_union([1, 2, 1])", "[1, 2]"}},
                                 {{{LogicalType::List(TypeId::kNull)}, BindCollectUnion}}});
  const auto number = [](const LogicalType&) { return LogicalType(TypeId::kFloat64); };
  registry.Add(AggregateFunction{"entropy",
                                 {},
                                 "Gives the entropy of the values, in bits.",
                                 {{"entropy(42)", "0.0"}},
                                 {Overload<EntropyStates>(number, false, true)}});
  const auto map = [](const LogicalType& type) { return LogicalType::Map(type, TypeId::kUInt64); };
  registry.Add(AggregateFunction{"histogram",
                                 {},
                                 "Maps each value to how often it occurs; with a list of bounds, "
                                 "each bound to how many values lie at or below it and above the "
                                 "bound before.",
                                 {{"histogram(42)", "{42=1}"}},
                                 {Overload<HistogramStates>(map, true, true)}});
  registry.Add(AggregateFunction{"approx_top_k",
                                 {},
                                 "Lists the k most frequent values, the most frequent first.",
                                 {{"approx_top_k(42, 3)", "[42]"}},
                                 {{{TypeId::kNull, TypeId::kInt64}, {}, BindTopK}}});
  registry.Add(AggregateFunction{"collect_set",
                                 {},
                                 "Lists the different values that are not NULL.",
                                 {{"collect_set(42)", "[42]"}},
                                 {{{TypeId::kNull}, BindCollectSet}}});
}

}  // namespace lakebolt
