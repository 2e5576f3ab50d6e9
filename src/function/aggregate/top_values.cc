#include <algorithm>

#include "base/error.h"
#include "function/aggregate/builtin.h"
#include "function/aggregate/group_rows.h"
#include "types/value_order.h"
#include "vector/column_buffer.h"
#include "vector/order_key.h"

namespace lakebolt {

namespace {

constexpr int64_t kMostValues = 1'000'000;
/// Rows kept beyond those needed before the others are thrown out.
constexpr uint32_t kSlack = 1 << 16;

enum class Nulls : uint8_t { kSkip, kKeysLast };

/// Keeps the n values with the least or greatest keys of each group: min(x, n), arg_max(x, y, n).
/// Rows are collected with their keys as bytes; from time to time each group is cut back to its n
/// best, so that no more than about twice what is needed is held. n is taken from a group's first
/// row. The state of a group is the list of its rows.
class TopStates final : public AggregateStates {
 public:
  TopStates(LogicalType value, KeyOrder order, Nulls nulls, bool value_is_key)
      : order_(order),
        nulls_(nulls),
        value_is_key_(value_is_key),
        state_(StateType(value)),
        values_(std::move(value)),
        keys_(TypeId::kBlob) {}

  static LogicalType StateType(const LogicalType& value) {
    return LogicalType::List(
        LogicalType::Struct({{"value", value}, {"key", TypeId::kBlob}, {"limit", TypeId::kInt64}}));
  }

  void Resize(uint32_t groups) override {
    rows_.Resize(groups);
    limits_.resize(groups, 0);
  }

  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override {
    const Vector& values = args[0];
    const Vector& keys = value_is_key_ ? args[0] : args[1];
    const VectorReader<int64_t> limits(args.back());
    std::vector<uint32_t> taken;
    std::vector<uint32_t> targets;
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      if (nulls_ == Nulls::kSkip && (values.IsNull(row) || keys.IsNull(row))) continue;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      if (limits_[group] == 0) limits_[group] = CheckedLimit(limits, row);
      bytes_.clear();
      AppendOrderKey(keys, row, order_, bytes_);
      keys_.AppendString({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
      taken.push_back(row);
      targets.push_back(group);
    }
    const auto count = static_cast<uint32_t>(taken.size());
    values_.Append(values, {taken.data(), count, rows.size});
    rows_.Append(targets.data(), count);
    if (rows_.size() >= next_cut_) CutBack();
  }

  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override {
    const Vector flat = states.Flatten();
    const auto* entries = flat.values<ListEntry>();
    const Vector& kept = flat.children()[0];
    const VectorReader<int64_t> limits(kept.children()[2]);
    std::vector<uint32_t> taken;
    std::vector<uint32_t> targets;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (flat.IsNull(rows[i])) continue;
      const uint32_t group = groups == nullptr ? 0 : groups[i];
      const ListEntry entry = entries[rows[i]];
      if (limits_[group] == 0 && entry.length > 0) limits_[group] = limits[entry.offset];
      for (uint32_t k = 0; k < entry.length; ++k) taken.push_back(entry.offset + k);
      targets.insert(targets.end(), entry.length, group);
    }
    const RowSet chosen{taken.data(), static_cast<uint32_t>(taken.size()), kept.size()};
    values_.Append(kept.children()[0], chosen);
    keys_.Append(kept.children()[1], chosen);
    rows_.Append(targets.data(), chosen.count);
    if (rows_.size() >= next_cut_) CutBack();
  }

  Vector Export(uint32_t begin, uint32_t count) const override {
    Vector out(state_, count);
    const std::vector<uint32_t> best = Best(begin, count, out);
    const auto total = static_cast<uint32_t>(best.size());
    Vector limits(TypeId::kInt64, total);
    const auto* entries = out.values<ListEntry>();
    for (uint32_t i = 0; i < count; ++i) {
      for (uint32_t k = 0; k < entries[i].length; ++k) {
        limits.mutable_values<int64_t>()[entries[i].offset + k] = limits_[begin + i];
      }
    }
    Vector rows = Vector::Flat(state_.element(), total, Buffer::Allocate(0), nullptr);
    rows.mutable_children() = {values_.View().Gather(best.data(), total),
                               keys_.View().Gather(best.data(), total), std::move(limits)};
    out.mutable_children()[0] = std::move(rows);
    return out;
  }

  Vector Finalize(uint32_t begin, uint32_t count) const override {
    Vector out(LogicalType::List(values_.type()), count);
    const std::vector<uint32_t> best = Best(begin, count, out);
    out.mutable_children()[0] =
        values_.View().Gather(best.data(), static_cast<uint32_t>(best.size()));
    return out;
  }

  size_t MemoryBytes() const override {
    return values_.MemoryBytes() + keys_.MemoryBytes() + rows_.MemoryBytes() +
           limits_.capacity() * sizeof(int64_t);
  }

 private:
  static int64_t CheckedLimit(const VectorReader<int64_t>& limits, uint32_t row) {
    if (limits.IsNull(row)) {
      throw UserError(ErrorCode::kOutOfRange, "the number of values to keep must not be NULL");
    }
    const int64_t limit = limits[row];
    if (limit <= 0 || limit >= kMostValues) {
      throw UserError(ErrorCode::kOutOfRange,
                      "the number of values to keep must be above 0 and below 1000000, " +
                          std::to_string(limit) + " is not");
    }
    return limit;
  }

  /// Lists the best rows of the groups in order, and writes where each group's stand; NULL where
  /// there are none.
  std::vector<uint32_t> Best(uint32_t begin, uint32_t count, Vector& lists) const {
    const auto* keys = keys_.values<StringView>();
    const auto less = [&](uint32_t a, uint32_t b) {
      if (ValueLess(keys[a], keys[b])) return true;
      return a < b && !ValueLess(keys[b], keys[a]);
    };
    std::vector<uint32_t> best;
    for (uint32_t i = 0; i < count; ++i) {
      const std::span<const uint32_t> rows = rows_.RowsOf(begin + i);
      const auto from = static_cast<ptrdiff_t>(best.size());
      best.insert(best.end(), rows.begin(), rows.end());
      const auto size = std::min<size_t>(rows.size(), static_cast<size_t>(limits_[begin + i]));
      std::partial_sort(best.begin() + from, best.begin() + from + static_cast<ptrdiff_t>(size),
                        best.end(), less);
      best.resize(static_cast<size_t>(from) + size);
      lists.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(from),
                                              static_cast<uint32_t>(size)};
      if (size == 0) lists.SetNull(i);
    }
    return best;
  }

  void CutBack() {
    const uint32_t groups = rows_.group_count();
    Vector kept(state_, groups);
    std::vector<uint32_t> best = Best(0, groups, kept);
    std::sort(best.begin(), best.end());  // equal keys go on in the order in which they came
    std::vector<uint32_t> group_of(rows_.size());
    for (uint32_t g = 0; g < groups; ++g) {
      for (const uint32_t row : rows_.RowsOf(g)) group_of[row] = g;
    }
    ColumnBuffer values(values_.type());
    ColumnBuffer keys(TypeId::kBlob);
    GroupRows rows;
    rows.Resize(groups);
    const RowSet chosen{best.data(), static_cast<uint32_t>(best.size()), rows_.size()};
    values.Append(values_.View(), chosen);
    keys.Append(keys_.View(), chosen);
    for (const uint32_t row : best) rows.Append(group_of[row]);
    values_ = std::move(values);
    keys_ = std::move(keys);
    rows_ = std::move(rows);
    next_cut_ = chosen.count * 2 + kSlack;
  }

  KeyOrder order_;
  Nulls nulls_;
  bool value_is_key_;
  LogicalType state_;
  ColumnBuffer values_;
  ColumnBuffer keys_;
  GroupRows rows_;
  std::vector<int64_t> limits_;  // by group; 0 before its first row
  uint32_t next_cut_ = kSlack;
  std::vector<uint8_t> bytes_;
};

/// Binds f(value, n) or f(value, key, n).
AggregateOverload Overload(bool largest, Nulls nulls, bool value_is_key) {
  const size_t arguments = value_is_key ? 2 : 3;
  const auto bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundAggregate> {
    if (actual.size() != arguments) return std::nullopt;
    if (!actual.back().IsInteger() && actual.back().id() != TypeId::kNull) return std::nullopt;
    BoundAggregate bound;
    bound.arguments = actual;
    bound.arguments.back() = TypeId::kInt64;
    bound.result = LogicalType::List(actual[0]);
    bound.state = TopStates::StateType(actual[0]);
    bound.make_states = [value = actual[0], largest, nulls, value_is_key] {
      return std::make_unique<TopStates>(value, KeyOrder{largest, false}, nulls, value_is_key);
    };
    return bound;
  };
  std::vector<LogicalType> parameters(arguments, TypeId::kNull);
  parameters.back() = TypeId::kInt64;
  return {std::move(parameters), bind};
}

void Add(FunctionRegistry& registry, const char* name, std::vector<FunctionExample> examples,
         AggregateOverload overload) {
  registry.Add(AggregateFunction{name, {}, "", std::move(examples), {std::move(overload)}});
}

}  // namespace

void RegisterTopValues(FunctionRegistry& registry) {
  Add(registry, "min", {{"min(7, 2)", "[7]"}}, Overload(false, Nulls::kSkip, true));
  Add(registry, "max", {{"max(7, 2)", "[7]"}}, Overload(true, Nulls::kSkip, true));
  Add(registry, "arg_min", {{"arg_min('a', 1, 2)", "[a]"}}, Overload(false, Nulls::kSkip, false));
  Add(registry, "arg_max", {{"arg_max('a', 1, 2)", "[a]"}}, Overload(true, Nulls::kSkip, false));
  Add(registry, "arg_min_nulls_last", {}, Overload(false, Nulls::kKeysLast, false));
  Add(registry, "arg_max_nulls_last", {}, Overload(true, Nulls::kKeysLast, false));
}

}  // namespace lakebolt
